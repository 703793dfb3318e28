import Glibc
import Testing

@testable import IPVS

/// Text that is made piece by piece, with what the standard library and the C library make of it.
@Suite("Text buffer")
struct TextBufferTests {
  /// What a closure writes into a buffer that has to grow for it.
  private func text(capacity: Int = 1, _ body: (inout TextBuffer) -> Void) -> String {
    var buffer = TextBuffer(capacity: capacity)
    body(&buffer)
    return buffer.withBytes { bytes in
      bytes.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
    }
  }

  @Test("Decimals around every power of ten and of two, and everything below 20000")
  func decimals() {
    var values = Array(UInt64(0)...20_000)
    var power: UInt64 = 1
    for _ in 0..<20 {
      for distance in UInt64(0)...101 { values += [power &- distance, power &+ distance] }
      power &*= 10
    }
    for bit in 0..<64 { values += [1 << bit, (1 << bit) &- 1] }
    values.append(.max)
    for value in values {
      #expect(text { $0.append(decimal: value) } == "\(value)")
    }
  }

  @Test("Negative numbers, and those of every width")
  func signed() {
    for value in [Int64.min, .min + 1, -1000, -100, -99, -10, -9, -1, 0, 1, .max] {
      #expect(text { $0.append(decimal: value) } == "\(value)")
    }
    for value in Int8.min...Int8.max {
      #expect(text { $0.append(decimal: value) } == "\(value)")
    }
    for value in UInt8.min...UInt8.max {
      #expect(text { $0.append(decimal: value) } == "\(value)")
    }
  }

  @Test("The last two digits, zeros among them")
  func twoDigits() {
    for value in Array(UInt64(0)...1000) + [.max] {
      let digits = "0\(value % 100)".suffix(2)
      #expect(text { $0.append(twoDigits: value) } == String(digits))
    }
  }

  @Test("Text is filled up to every width, and left alone beyond it")
  func widths() {
    for width in 0...40 {
      for count in 0...42 {
        let bytes = (0..<count).map { UInt8(ascii: "a") + UInt8($0 % 26) }
        let word = String(decoding: bytes, as: UTF8.self)
        let expected = word + String(repeating: " ", count: max(0, width - count)) + "|"
        let padded = text { buffer in
          bytes.withUnsafeBufferPointer { buffer.append($0, width: width) }
          buffer.append("|")
        }
        #expect(padded == expected, "\(count) of \(width)")
        let cut = text { buffer in
          buffer.append("<")
          buffer.append(bytes)
          buffer.cut(from: 1, to: width)
          buffer.append("|")
        }
        #expect(cut == "<\(word.prefix(width))|", "\(count) of \(width)")
      }
      for value in [0, 9, 10, 99, 100, 12_345_678, UInt64.max] {
        let word = "\(value)"
        let expected = word + String(repeating: " ", count: max(0, width - word.count)) + "|"
        let padded = text { buffer in
          buffer.append(decimal: value, width: width)
          buffer.append("|")
        }
        #expect(padded == expected, "\(value) in \(width)")
      }
    }
  }

  @Test("It grows over its room whatever it holds, and keeps what is there")
  func growth() {
    for capacity in [0, 1, 2, 15, 16, 17, 63, 64] {
      var expected = ""
      let grown = text(capacity: capacity) { buffer in
        for number in 0..<300 {
          switch number % 6 {
          case 0: buffer.append(decimal: UInt64(number))
          case 1: buffer.append("literal")
          case 2: buffer.append([UInt8](repeating: UInt8(ascii: "x"), count: number))
          case 3: buffer.append(UInt8(ascii: "y"))
          case 4: buffer.append(address: IPv4Address(255, 255, 255, UInt8(number & 0xff)))
          default: buffer.append(decimal: UInt64(7), width: 16)
          }
          switch number % 6 {
          case 0: expected += "\(number)"
          case 1: expected += "literal"
          case 2: expected += String(repeating: "x", count: number)
          case 3: expected += "y"
          case 4: expected += "255.255.255.\(number & 0xff)"
          default: expected += "7" + String(repeating: " ", count: 15)
          }
        }
      }
      #expect(grown == expected)
    }
  }

  @Test("What is taken away from the beginning is gone, and the rest stays")
  func removal() {
    #expect(
      text { buffer in
        buffer.append("0123456789")
        buffer.removeFirst(3)
        buffer.append("ab")
      } == "3456789ab")
    #expect(
      text { buffer in
        buffer.append("0123456789")
        buffer.removeFirst(11)
        buffer.append("ab")
      } == "ab")
  }

  @Test("IPv4 addresses are written as inet_ntop writes them")
  func ipv4() {
    for octet in UInt8.min...UInt8.max {
      for place in 0..<4 {
        let address = IPv4Address(rawValue: UInt32(octet) << (8 * UInt32(place)))
        let expected = (0..<4).map { $0 == 3 - place ? "\(octet)" : "0" }.joined(separator: ".")
        #expect(text { $0.append(address: address) } == expected)
      }
    }
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      let number = UInt32.random(in: 0...UInt32.max, using: &generator)
      let address = IPAddress.v4(IPv4Address(rawValue: number))
      #expect(text { $0.append(address: address) } == inetText(number.bigEndian, AF_INET))
    }
  }

  @Test("IPv6 addresses are written as inet_ntop writes them, wherever their zeros are")
  func ipv6() {
    // Each group is zero, one digit, all bits or anything.
    for pattern in 0..<(1 << 16) {
      var rest = pattern
      let groups = (0..<8).map { _ -> UInt16 in
        defer { rest /= 4 }
        return [0, 1, 0xffff, 0xab0][rest & 3]
      }
      expectIPv6(groups)
    }
    let edges: [[UInt16]] = [
      [0, 0, 0, 0, 0, 0xffff, 0x0102, 0x0304], [0, 0, 0, 0, 0, 0, 0x0102, 0x0304],
      [0, 0, 0, 0, 0, 0xffff, 0, 0], [0, 0, 0, 0, 0xffff, 0, 1, 2], [0, 0, 0, 0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0, 0, 1, 0], [1, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 2, 0, 0, 3, 4],
      [0, 0, 1, 0, 0, 0, 2, 3], [0, 1, 0, 1, 0, 1, 0, 1],
      [0xfe80, 0, 0, 0, 1, 0x20, 0x300, 0x4000],
    ]
    for groups in edges { expectIPv6(groups) }
  }

  private func expectIPv6(_ groups: [UInt16]) {
    let halves = [groups[..<4], groups[4...]].map { half in
      half.reduce(UInt64(0)) { $0 << 16 | UInt64($1) }
    }
    let address = IPAddress.v6(IPv6Address(high: halves[0], low: halves[1]))
    let raw = (halves[0].bigEndian, halves[1].bigEndian)
    #expect(text { $0.append(address: address) } == inetText(raw, AF_INET6))
  }

  /// What the C library makes of the bytes of an address.
  private func inetText(_ bytes: some BitwiseCopyable, _ family: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 64)
    let isWritten = withUnsafeBytes(of: bytes) { bytes in
      inet_ntop(family, bytes.baseAddress, &buffer, socklen_t(buffer.count)) != nil
    }
    guard isWritten else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
