import FuzzDriver
import Glibc
import IPVS

@testable import IPVSKernel

/// A kernel that answers whatever it likes: first a byte that chooses the question, then datagrams,
/// each behind its length in two bytes.
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  guard let question = input.first else { return 0 }
  let director = KernelDirector(
    transport: Answers(input.dropFirst(), keepsNumbers: question & 0x80 != 0), family: 0x1c,
    now: { 0 })
  let service = ServiceIdentity.endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80))
  do throws(DirectorError) {
    switch question % 6 {
    case 0: _ = try director.services()
    case 1: _ = try director.service(service)
    case 2: _ = try director.information()
    case 3: _ = try director.timeouts()
    case 4: _ = try director.daemons()
    default:
      let changes: [Change] = [.flush, .stopDaemon(.master, syncID: 0), .deleteService(service)]
      let outcomes = try director.submit(changes)
      precondition(outcomes.count == changes.count)
    }
  } catch {
    precondition(error.errno.rawValue > 0)
  }
  return 0
}

/// Datagrams cut from bytes.
private final class Answers: NetlinkTransport {
  private var rest: ArraySlice<UInt8>
  private let keepsNumbers: Bool
  private var sequence: [UInt8] = [0, 0, 0, 0]

  init(_ bytes: ArraySlice<UInt8>, keepsNumbers: Bool) {
    rest = bytes
    self.keepsNumbers = keepsNumbers
  }

  func send(_ bytes: [UInt8]) throws(Errno) {
    if bytes.count >= 12 { sequence = Array(bytes[8..<12]) }
  }

  func receive(into buffer: inout [UInt8]) throws(Errno) -> NetlinkDatagram {
    guard rest.count >= 2 else { throw .resourceTemporarilyUnavailable }
    let length = Int(rest.removeFirst()) | Int(rest.removeFirst()) << 8
    guard length != 0xffff else { throw .noBufferSpace }
    var datagram = Array(rest.prefix(length))
    rest = rest.dropFirst(length)
    if !keepsNumbers { number(&datagram) }
    buffer.replaceSubrange(
      0..<min(datagram.count, buffer.count), with: datagram.prefix(buffer.count))
    return NetlinkDatagram(length: length, sender: 0)
  }

  /// Makes each message an answer to what was asked last, or nothing would ever be decoded.
  private func number(_ datagram: inout [UInt8]) {
    var place = 0
    while place + 16 <= datagram.count {
      datagram.replaceSubrange(place + 8..<place + 12, with: sequence)
      let length = Int(datagram[place]) | Int(datagram[place + 1]) << 8
      guard length >= 16 else { return }
      place += (length + 3) & ~3
    }
  }
}

@main
enum Main {
  static func main() {
    exit(run_fuzzer(CommandLine.argc, CommandLine.unsafeArgv, testOneInput))
  }
}
