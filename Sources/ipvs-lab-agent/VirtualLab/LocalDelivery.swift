internal import Glibc
internal import IPVS

/// Sees what reaches the director's own host: a raw socket for every protocol and family.
///
/// The host answers a datagram for which it has no socket as the director answers one for which it
/// has no server. Only here the two look different.
final class LocalDelivery {
  /// For reading without waiting, and for `poll`.
  let descriptors: [Int32]

  init() throws(DataPlaneError) {
    var made: [Int32] = []
    for family in [AF_INET, AF_INET6] {
      for number: Int32 in [6, 17, 132] {
        let kind = Int32(SOCK_RAW.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(family, kind, number)
        guard descriptor != -1 else { throw .system(.network) }
        made.append(descriptor)
      }
    }
    descriptors = made
  }

  deinit {
    for descriptor in descriptors { close(descriptor) }
  }
}
