internal import Glibc
internal import IPVS

/// Sees what reaches the director's own host: a raw socket for every protocol and family.
///
/// The host answers a datagram for which it has no socket as the director answers one for which it
/// has no server. Only here the two look different.
final class LocalDelivery {
  /// For reading without waiting, and for `poll`.
  let descriptors: [Int32]
  /// Those of ICMP, likewise.
  let icmpDescriptors: [Int32]

  init() throws(DataPlaneError) {
    var made: [Int32] = []
    for family in [AF_INET, AF_INET6] {
      for number: Int32 in [6, 17, 50, 51, 132] {
        made.append(try Self.makeSocket(family, number))
      }
    }
    descriptors = made
    icmpDescriptors = [try Self.makeSocket(AF_INET, 1), try Self.makeSocket(AF_INET6, 58)]
  }

  deinit {
    for descriptor in descriptors + icmpDescriptors { close(descriptor) }
  }

  private static func makeSocket(
    _ family: Int32, _ number: Int32
  ) throws(DataPlaneError) -> Int32 {
    let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    let descriptor = socket(family, kind, number)
    guard descriptor != -1 else { throw .system(.network) }
    return descriptor
  }
}
