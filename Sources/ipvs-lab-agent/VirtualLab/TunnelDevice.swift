internal import Glibc
internal import IPVS

/// A network device whose other end is this program (`/dev/net/tun`, `IFF_TUN`).
final class TunnelDevice {
  /// For reading without waiting, and for `poll`.
  let descriptor: Int32
  /// Its number in its network namespace.
  let index: Int32

  /// Makes a device with a number of choice in the present network namespace.
  init(name: String, index: Int32) throws(DataPlaneError) {
    self.index = index
    descriptor = open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC)
    guard descriptor != -1 else { throw .system(.network) }
    var wanted = index
    // The structure of the request: the name, then flags, 40 bytes in all.
    var request = [UInt8](repeating: 0, count: 40)
    for (place, byte) in name.utf8.prefix(15).enumerated() { request[place] = byte }
    let flags: UInt16 = 0x0001 | 0x1000  // IFF_TUN, IFF_NO_PI
    request[16] = UInt8(truncatingIfNeeded: flags)
    request[17] = UInt8(truncatingIfNeeded: flags >> 8)
    guard ioctl(descriptor, Self.setIndex, &wanted) == 0,
      ioctl(descriptor, Self.setInterface, &request) == 0
    else { throw .system(.network) }
  }

  deinit {
    close(descriptor)
  }

  private static let setIndex: UInt = 0x4004_54da  // TUNSETIFINDEX
  private static let setInterface: UInt = 0x4004_54ca  // TUNSETIFF

  /// Lets a packet arrive at the device.
  func write(_ bytes: [UInt8]) throws(DataPlaneError) {
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
      throw .system(.packet)
    }
  }

  /// The next packet that was sent out of the device; nil where there is none.
  func read() -> [UInt8]? { readPacket(descriptor) }
}

/// The next packet that waits in a descriptor; nil where there is none.
func readPacket(_ descriptor: Int32) -> [UInt8]? {
  let room = 2048
  let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
    count = max(0, read(descriptor, buffer.baseAddress, room))
  }
  return bytes.isEmpty ? nil : bytes
}

extension DataPlaneError {
  /// A C function failed and left its reason in `errno`.
  static func system(_ reason: Reason) -> DataPlaneError {
    DataPlaneError(reason, Errno(rawValue: Glibc.errno))
  }
}
