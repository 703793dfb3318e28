import IPVS
import Testing

@testable import IPVSSimulator

/// What the engine `sip` finds in a datagram: each line was sent to a kernel.
struct SIPMessageTests {
  /// A text, and the Call-ID that is found in it.
  struct Example: CustomTestStringConvertible {
    var text: ByteString
    var callID: ByteString?
    var testDescription: String { text.description.debugDescription }

    init(_ text: ByteString, _ callID: ByteString?) {
      (self.text, self.callID) = (text, callID)
    }
  }

  @Test(arguments: [
    Example("OPTIONS sip:a SIP/2.0\r\nCall-ID: abc\r\n\r\n", "abc"),
    Example("SIP/2.0 200 OK\r\nCall-ID: abc\r\n\r\n", "abc"),
    // No message of SIP.
    Example("\ni:a\n", "a"), Example("\rI: a\r", "a"), Example("x\r\ncall-id:a\n", "a"),
    Example("Call-ID: abc\r\n", nil), Example("aCall-ID: abc\r\n", nil), Example("hello", nil),
    Example("", nil),
    // The body counts, another header's end does not.
    Example("a\r\nVia: z\r\n\r\nCall-ID: abc\r\n", "abc"),
    Example("a\r\nTo: Call-ID: abc\r\n", nil), Example("a\r\n Call-ID: abc\r\n", nil),
    Example("a\r\nX-Call-ID: abc\r\n", nil),
  ])
  func `A header begins behind a line end`(_ example: Example) {
    #expect(SIPMessage.callID(in: example.text) == example.callID)
  }

  @Test(arguments: [
    Example("\n\ni:a\n", nil), Example("\n\n\ni:a\n", "a"), Example("\r\r\ni:a\n", "a"),
    Example("\r\n\ni:a\n", nil), Example("\r\n\r\ni:a\n", "a"), Example("\n\ri:a\n", nil),
    Example("\r\n\r\n\ri:a\n", nil), Example("\r\n\n\ri:a\n", "a"),
  ])
  func `A line end right behind another is passed over`(_ example: Example) {
    #expect(SIPMessage.callID(in: example.text) == example.callID)
  }

  @Test(arguments: [
    Example("\nix: a\nCall-ID: def\n", "def"), Example("\nIn-Reply-To: x\ni: def\n", "def"),
    Example("\ni\u{8}: a\nCall-ID: def\n", nil), Example("\ni2: a\nCall-ID: def\n", nil),
    Example("\nCall-IDx: a\nCall-ID: def\n", nil), Example("\nCall-I: a\nCall-ID: def\n", "def"),
    Example("\ni\nCall-ID: def\n", nil), Example("\nCall\rID: a\n", nil),
  ])
  func `Letters behind the short name make another name of it`(_ example: Example) {
    #expect(SIPMessage.callID(in: example.text) == example.callID)
  }

  @Test(arguments: [
    Example("\nCall-ID \t : \t abc\n", "abc"), Example("\nCall-ID:\r\n abc\n", "abc"),
    Example("\nCall-ID\n\t:abc\n", "abc"), Example("\nCall-ID:\nabc\n", nil),
    Example("\nCall-ID\n \n :abc\n", nil), Example("\nCall-ID abc\n", nil),
    // A second line end leaves the header without a value.
    Example("\ni:\n \n a\nCall-ID: def\n", "def"), Example("\ni:\n\n a\nCall-ID: def\n", nil),
    Example("\ni:\n \nCall-ID: def\n", "def"), Example("\ni: ;\nCall-ID: def\n", "def"),
    Example("\ni:", nil), Example("\ni: \n ", nil),
  ])
  func `Blanks and one line end may stand around the colon`(_ example: Example) {
    #expect(SIPMessage.callID(in: example.text) == example.callID)
  }

  @Test(arguments: [
    Example("\ni: a@b\n", "a@b"), Example("\ni: a@b@c\n", nil), Example("\ni: a@\n", nil),
    Example("\ni: a@\nCall-ID: def\n", "def"), Example("\ni: @a\nCall-ID: def\n", "def"),
    Example("\ni: a b\nCall-ID: def\n", nil), Example("\ni: a \n", nil), Example("\ni: a;b\n", nil),
    Example("\ni: abc", nil), Example("\ni: abc\r x", "abc"),
    Example("\ni: a\nCall-ID: def\n", "a"), Example("\ni::a\n", ":a"),
    Example("\ni: !\"%'()*+-./09:<>?[\\]_`{}~\n", "!\"%'()*+-./09:<>?[\\]_`{}~"),
  ])
  func `The value is a word, or two with @ between them`(_ example: Example) {
    #expect(SIPMessage.callID(in: example.text) == example.callID)
  }

  @Test func `Letters are those of Latin-1`() {
    let found = (UInt8(1)...255).filter { byte in
      let value = ByteString([UInt8(ascii: "x"), byte, UInt8(ascii: "y")])
      return SIPMessage.callID(in: "\ni: \(value)\n") == value
    }
    let beyond = found.filter { $0 > 0x7f }
    #expect(beyond == Array(0xc0...0xff).filter { $0 != 0xd7 && $0 != 0xf7 })
    // And of ASCII: @ joins two words; letters, digits and 22 marks are a word's.
    #expect(found.count - beyond.count == 1 + 26 + 26 + 10 + 23)
  }

  @Test func `A Call-ID has at most 255 bytes`() {
    let longest = ByteString([UInt8](repeating: 0x61, count: 255))
    #expect(SIPMessage.callID(in: "\ni: \(longest)\n") == longest)
    #expect(SIPMessage.callID(in: "\ni: \(longest)a\nCall-ID: def\n") == nil)
  }
}
