import IPVS
import Testing

@testable import IPVSCommandLine

/// Hands out a text as a word, as long as the closure runs.
func withWord<Result>(_ text: String, _ body: (Word) -> Result) -> Result {
  Array(text.utf8).withUnsafeBufferPointer { bytes in
    body(bytes.baseAddress.map { Word($0, count: bytes.count) } ?? .empty)
  }
}

@Suite("Words")
struct WordTests {
  @Test("The usual spelling of an address is read as every other one is")
  func plainAddresses() {
    let resolver = NumericResolver()
    let parts = ["0", "1", "10", "00", "010", "255", "256", "0x1", "99999", "65535", "65536", ""]
    let ends = ["", ":", ":80", ":080", ":65535", ":65536", ":00080", ":8x", " ", ".", ":80:", "x"]
    for _ in 0..<20_000 {
      let text =
        (0..<Int.random(in: 3...5)).map { _ in
          parts.randomElement() ?? ""
        }.joined(separator: ".") + (ends.randomElement() ?? "")
      let address = AddressText(resolver: resolver, transport: .tcp)
      let read = withWord(text) { address.read($0) }
      let general = withWord(text) { address.readAny($0) }
      #expect(read?.address == general?.address, "\(text)")
      #expect(read?.port == general?.port, "\(text)")
    }
  }

  @Test("A line is cut at blanks, a shell's words only where they end")
  func words() {
    let line = Array("\t ipvsadm  -a  -t\0x 10.0.0.1:80\r".utf8)
    let ofLine = line.withUnsafeBufferPointer { texts(LineWords(line: $0)) }
    #expect(ofLine == ["-a", "-t", "10.0.0.1:80"])
    #expect(LineWords.with(["-a", "", "ipvsadm", "b c"], texts) == ["-a", "", "ipvsadm", "b c"])
    #expect(LineWords.with([], texts) == [])
  }

  private func texts(_ words: LineWords) -> [ByteString] {
    var words = words
    var texts: [ByteString] = []
    while let word = words.take() { texts.append(ByteString(word)) }
    return texts
  }
}
