import IPVS
import Testing

@testable import IPVSCommandLine

/// Endpoints that are remembered as text are those that are made anew each time.
@Suite struct RepeatedEndpointTests {
  private func expectSame(_ endpoints: [(address: UInt32, port: UInt16)], width: Int) {
    let plain = EndpointText(resolver: NumericResolver(), isNumeric: true)
    var repeated = RepeatedEndpoints(width: width)
    var text = TextBuffer(capacity: 1)
    var expected = TextBuffer()
    for (address, port) in endpoints {
      repeated.append(IPv4Address(rawValue: address), port, to: &text)
      let start = expected.count
      plain.append(
        Endpoint(.v4(IPv4Address(rawValue: address)), port: port), nil, to: &expected)
      expected.pad(from: start, to: width)
      text.append("|")
      expected.append("|")
    }
    #expect(string(text) == string(expected))
  }

  private func string(_ text: borrowing TextBuffer) -> String {
    text.withBytes { bytes in
      bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
  }

  @Test(arguments: [0, 1, 9, 16, 18, 21, 22, 24])
  func `endpoints that share a place do not answer for one another`(width: Int) {
    // All of these have the same lower half of the last byte; ports differ alone, addresses alone.
    var endpoints: [(address: UInt32, port: UInt16)] = [
      (0, 0), (0, 1), (0, 0), (16, 0), (0, 0), (.max, .max), (0xffff_ff0f, .max), (.max, 0),
    ]
    for number in UInt32(0)..<300 {
      let address = 0x0a00_0001 + (number % 7) << 4
      endpoints.append((address, UInt16(number % 3)))
      endpoints.append((address, UInt16(number % 3)))
    }
    expectSame(endpoints, width: width)
  }

  @Test(arguments: [0, 18])
  func `every length of address and port`(width: Int) {
    var generator = SystemRandomNumberGenerator()
    var endpoints: [(address: UInt32, port: UInt16)] = []
    for _ in 0..<5000 {
      let octets = (0..<4).map { _ -> UInt32 in
        [0, 1, 9, 10, 99, 100, 255].randomElement(using: &generator) ?? 0
      }
      let ports: [UInt16] = [0, 9, 10, 99, 100, 999, 1000, 9999, 10_000, 65_535]
      endpoints.append(
        (octets.reduce(0) { $0 << 8 | $1 }, ports.randomElement(using: &generator) ?? 0))
    }
    expectSame(endpoints, width: width)
  }
}
