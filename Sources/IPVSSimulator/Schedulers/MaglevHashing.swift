internal import IPVS

/// The server that a table gives for the client's address, so that few clients move when servers come
/// and go (`mh`).
///
/// Each server has an order of its own in which it would like the places of the table. They choose in
/// turn, heavy ones several places at a time, until all are taken. What counts is a server's last
/// weight that was not 0: a server of weight 0 keeps its places, and its clients are refused, or go on
/// with `mh-fallback`.
final class MaglevHashing: TableScheduler {
  @exclusivity(unchecked) private var table: [ServerState] = []

  /// How many places the table has: a prime (`CONFIG_IP_VS_MH_TAB_INDEX` 12).
  private static let size: UInt32 = 4093
  /// So many bits of a weight count.
  private static let weightBits = 6
  private static let first = SipHash(key: 2_654_435_761)
  private static let second = SipHash(key: 2_654_446_892)

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    guard !table.isEmpty else { return nil }
    let port = request.flags.contains(.flag2) ? UInt32(request.client.port) : 0
    let word = request.client.address.folded &+ port
    let place = Self.first.hash(word) % Self.size
    let chosen = table[Int(place)]
    if chosen.isUsable { return chosen }
    guard request.flags.contains(.flag1) else { return nil }
    for offset in 0..<Self.size {
      let again = Self.first.hash(word &+ (offset + place) % Self.size) % Self.size
      let server = table[Int(again)]
      if server.isUsable { return server }
    }
    return nil
  }

  /// What a server does while the table is filled.
  private struct Chooser {
    var server: ServerState
    /// The place that it would like next.
    var place: UInt32
    /// How far it is to the one after that.
    var skip: UInt32
    /// How many places it takes in its turn.
    var turns: Int32
  }

  func fill(_ servers: [ServerState]) {
    table = []
    var choosers = Self.choosers(servers)
    guard !choosers.isEmpty else { return }
    var places = [ServerState?](repeating: nil, count: Int(Self.size))
    var taken: UInt32 = 0
    while true {
      for index in choosers.indices {
        for _ in 0..<choosers[index].turns {
          while places[Int(choosers[index].place)] != nil {
            choosers[index].place = (choosers[index].place + choosers[index].skip) % Self.size
          }
          places[Int(choosers[index].place)] = choosers[index].server
          taken += 1
          if taken == Self.size {
            table = places.compactMap { $0 }
            return
          }
        }
      }
    }
  }

  /// The servers that take places, in the order of the list.
  private static func choosers(_ servers: [ServerState]) -> [Chooser] {
    let weights = servers.map { $0.lastWeight }.filter { $0 > 0 }
    guard let heaviest = weights.max() else { return [] }
    let divisor = weights.reduce(0, greatestCommonDivisor)
    let bits = Int32.bitWidth - (heaviest / divisor).leadingZeroBitCount
    let shift = max(0, bits - weightBits)
    return servers.compactMap { server in
      guard server.lastWeight > 0 else { return nil }
      let word = server.endpoint.address.folded &+ UInt32(server.endpoint.port)
      return Chooser(
        server: server, place: first.hash(word) % size,
        skip: second.hash(word) % (size - 1) + 1,
        turns: max(1, (server.lastWeight / divisor) >> Int32(shift)))
    }
  }

  private static func greatestCommonDivisor(_ left: Int32, _ right: Int32) -> Int32 {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }
}
