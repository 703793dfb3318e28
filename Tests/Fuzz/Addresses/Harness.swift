import Glibc
import FuzzDriver
import IPVS

/// Addresses in text: the C library must think of them what we think.
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = Array(UnsafeBufferPointer(start: start, count: count)).prefix { $0 != 0 }
  let terminated = text.map { CChar(bitPattern: $0) } + [0]

  var lenient = in_addr()
  let isLenient = inet_aton(terminated, &lenient) != 0
  precondition(
    IPv4Address(lenient: text)?.rawValue == (isLenient ? lenient.s_addr.bigEndian : nil))

  var strict = in_addr()
  let isStrict = inet_pton(AF_INET, terminated, &strict) == 1
  precondition(IPv4Address(strict: text)?.rawValue == (isStrict ? strict.s_addr.bigEndian : nil))

  var octets = [UInt8](repeating: 0, count: 16)
  let isIPv6 = inet_pton(AF_INET6, terminated, &octets) == 1
  let address = IPv6Address(text)
  precondition(address?.octets == (isIPv6 ? octets : nil))
  if let address {
    var buffer = [CChar](repeating: 0, count: 64)
    precondition(inet_ntop(AF_INET6, octets, &buffer, 64) != nil)
    let printed = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    precondition(Array(address.description.utf8) == printed)
  }
  return 0
}

@main
enum Main {
  static func main() {
    exit(run_fuzzer(CommandLine.argc, CommandLine.unsafeArgv, testOneInput))
  }
}
