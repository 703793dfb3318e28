internal import Glibc
internal import IPVS

/// An address in the form in which the socket functions want it.
struct SocketAddress {
  private var storage = sockaddr_storage()
  private let length: socklen_t

  /// The family as `socket` wants it: `AF_INET` or `AF_INET6`.
  var family: Int32 { Int32(storage.ss_family) }

  init(_ endpoint: Endpoint) {
    switch endpoint.address {
    case .v4(let address):
      var value = sockaddr_in()
      value.sin_family = sa_family_t(AF_INET)
      value.sin_port = endpoint.port.bigEndian
      value.sin_addr.s_addr = address.rawValue.bigEndian
      length = socklen_t(MemoryLayout<sockaddr_in>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: value, as: sockaddr_in.self) }
    case .v6(let address):
      var value = sockaddr_in6()
      value.sin6_family = sa_family_t(AF_INET6)
      value.sin6_port = endpoint.port.bigEndian
      withUnsafeMutableBytes(of: &value.sin6_addr) { $0.copyBytes(from: address.octets) }
      length = socklen_t(MemoryLayout<sockaddr_in6>.size)
      withUnsafeMutableBytes(of: &storage) { $0.storeBytes(of: value, as: sockaddr_in6.self) }
    }
  }

  /// Hands the address to a C function.
  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}

/// Makes a socket that is closed when another program is started.
func makeSocket(_ family: Int32, _ type: __socket_type, _ number: Int32 = 0)
  throws(AgentError) -> Int32
{
  let kind = Int32(type.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
  return try checked(socket(family, kind, number), "cannot make a socket")
}

/// Sets an option that is a number.
func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: UInt32)
  throws(AgentError)
{
  var value = value
  let size = socklen_t(MemoryLayout<UInt32>.size)
  try checked(setsockopt(descriptor, level, name, &value, size), "cannot set a socket's option")
}

/// Ties a socket to an address.
func bindSocket(_ descriptor: Int32, to endpoint: Endpoint) throws(AgentError) {
  let result = SocketAddress(endpoint).withPointer { bind(descriptor, $0, $1) }
  try checked(result, "cannot bind to \(endpoint)")
}
