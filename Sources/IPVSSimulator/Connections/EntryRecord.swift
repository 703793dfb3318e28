internal import IPVS

/// What is kept of one entry of the connection table, packed: 128 bytes with IPv4 and IPv6 alike.
///
/// A director has hundreds of thousands of these. Links to others are numbers of the storage, 0 is none.
struct EntryRecord {
  var key: PackedKey
  var destination: PackedAddress
  /// Its server, which is kept alive by its service or by the trash while it is referred to.
  var server: Unmanaged<ServerState>?
  /// The order in which entries were made.
  var number: UInt64
  /// The entry that controls it.
  var controller: UnsafeMutablePointer<EntryRecord>?
  var timer = TimerNode()
  /// What the timer is armed with, in jiffies.
  var timeout: UInt32
  /// How many entries it controls.
  var controlled: UInt32 = 0
  /// The next entry with the same hash, by the clients' packets and by the servers'.
  var nextIncoming: UInt32 = 0
  var nextOutgoing: UInt32 = 0
  /// Its own number in the storage.
  var index: UInt32 = 0
  var destinationPort: UInt16
  /// The number of the state, in its protocol's own numbers.
  var state: UInt8 = 0
  var forwarding: UInt8
  /// How many packets of the client it has seen, as far as somebody asks (`in_pkts`).
  var packets: UInt8 = 0
  var traits: Traits

  /// What has seen more packets is not dropped for being old.
  static var mostPacketsOfInterest: Int { 8 }

  /// One more packet of the client.
  mutating func countPacket() {
    if packets <= UInt8(EntryRecord.mostPacketsOfInterest) { packets += 1 }
  }

  /// What an entry is or is not.
  struct Traits: OptionSet {
    let rawValue: UInt8

    static var isServerIPv6: Traits { Traits(rawValue: 1 << 0) }
    static var onePacket: Traits { Traits(rawValue: 1 << 1) }
    static var assured: Traits { Traits(rawValue: 1 << 2) }
    static var inactive: Traits { Traits(rawValue: 1 << 3) }
    static var seesNoOutput: Traits { Traits(rawValue: 1 << 4) }
    static var hashed: Traits { Traits(rawValue: 1 << 5) }
  }
}

/// A timer's place in the lists of the wheel.
struct TimerNode {
  /// When it was to fire when it was armed: what the listing counts down to (`expires`).
  var expires: UInt64 = 0
  /// Its neighbours in the list; the first has none before it.
  var next: UInt32 = 0
  var previous: UInt32 = 0
  /// The list that it is in; 0 while it is not armed.
  var bucket: UInt16 = 0

  /// Whether it is armed.
  var isPending: Bool { bucket != 0 }
}

/// An address of either family; which one it is stands elsewhere.
struct PackedAddress: Equatable {
  var high: UInt64
  var low: UInt64

  init(_ address: IPAddress) {
    switch address {
    case .v4(let address): (high, low) = (0, UInt64(address.rawValue))
    case .v6(let address): (high, low) = (address.high, address.low)
    }
  }

  init(high: UInt64 = 0, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// No address.
  static var zero: PackedAddress { PackedAddress(low: 0) }

  /// The address in the model's terms.
  func address(isIPv6: Bool) -> IPAddress {
    isIPv6
      ? .v6(IPv6Address(high: high, low: low))
      : .v4(IPv4Address(rawValue: UInt32(truncatingIfNeeded: low)))
  }
}
