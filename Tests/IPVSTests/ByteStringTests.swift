import IPVS
import Testing

@Suite struct ByteStringTests {
  @Test func `bytes that are not UTF-8 stay as they are in a longer text`() {
    let word = ByteString([0x2d, 0xff, 0xfe])
    let message: ByteString = "\(word): unknown option \(7) \("x" as StaticString)"
    #expect(message.bytes == [0x2d, 0xff, 0xfe] + Array(": unknown option 7 x".utf8))
  }

  @Test func `numbers are decimal at both ends of their range`() {
    var text: [UInt8] = []
    text.append(decimal: Int32.min)
    text.append(UInt8(ascii: " "))
    text.append(decimal: UInt64.max)
    text.append(UInt8(ascii: " "))
    text.append(decimal: 0)
    #expect(String(decoding: text, as: UTF8.self) == "-2147483648 18446744073709551615 0")
  }
}
