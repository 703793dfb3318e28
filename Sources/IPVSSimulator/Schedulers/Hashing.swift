internal import IPVS

/// The server that a table of 256 buckets gives for the client's address (`sh`).
///
/// Each server has as many buckets in a row as it weighs, one at least, round and round.
final class SourceHashing: TableScheduler {
  @exclusivity(unchecked) private var buckets: [ServerState] = []

  func fill(_ servers: [ServerState]) {
    buckets = fillBuckets(servers) { max(1, Int($0.weight)) }
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    guard !buckets.isEmpty else { return nil }
    // `sh-port`: the client's port counts too.
    let port = request.flags.contains(.flag2) ? UInt32(request.client.port) : 0
    let hash = bucketNumber(request.client.address, port: port)
    if buckets[hash].isUsable { return buckets[hash] }
    // `sh-fallback`: other buckets may serve.
    guard request.flags.contains(.flag1) else { return nil }
    for offset in 0..<bucketCount {
      let server = buckets[((offset + hash) % bucketCount + hash) % bucketCount]
      if server.isUsable { return server }
    }
    return nil
  }
}

/// The server that a table of 256 buckets gives for the packet's destination (`dh`).
///
/// Each server has one bucket after the other; weights count only where they are 0.
final class DestinationHashing: TableScheduler {
  @exclusivity(unchecked) private var buckets: [ServerState] = []

  func fill(_ servers: [ServerState]) {
    buckets = fillBuckets(servers) { _ in 1 }
  }

  func pick(_ request: SchedulingRequest, from servers: [ServerState]) -> ServerState? {
    guard !buckets.isEmpty else { return nil }
    let server = buckets[bucketNumber(request.destination, port: 0)]
    return server.isUsable ? server : nil
  }
}

/// How many buckets a table has (`IP_VS_SH_TAB_SIZE`, `IP_VS_DH_TAB_SIZE`).
private let bucketCount = 256

/// A table in which each server has so many buckets in a row; empty where there is no server.
private func fillBuckets(
  _ servers: [ServerState], run: (ServerState) -> Int
) -> [ServerState] {
  guard !servers.isEmpty else { return [] }
  var buckets: [ServerState] = []
  buckets.reserveCapacity(bucketCount)
  while true {
    for server in servers {
      let room = bucketCount - buckets.count
      guard room > 0 else { return buckets }
      buckets += repeatElement(server, count: min(room, run(server)))
    }
  }
}

private func bucketNumber(_ address: IPAddress, port: UInt32) -> Int {
  Int((address.folded &+ port).goldenHash(bits: 8))
}

extension UInt32 {
  /// The kernel's `hash_32`: the upper bits of the product with the golden ratio.
  func goldenHash(bits: UInt32) -> UInt32 { (self &* 0x61C8_8647) >> (32 - bits) }
}

extension IPAddress {
  /// The address as a number of 32 bits; of IPv6 the four words by exclusive or.
  var folded: UInt32 {
    switch self {
    case .v4(let address): return address.rawValue
    case .v6(let address):
      let words = address.words
      return words.0 ^ words.1 ^ words.2 ^ words.3
    }
  }
}
