internal import CSystem
internal import IPVS
internal import IPVSCommandLine

/// Where hosts are looked up: of what nsswitch.conf says, what a static program can do.
enum HostServices {
  /// The words for the C library, from the file of this machine.
  static func configured() -> ByteString {
    let descriptor = system_open("/etc/nsswitch.conf", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return usual }
    defer { close(descriptor) }
    let source = FileSource(descriptor)
    var text: [UInt8] = []
    while let more = try? source.read(), !more.isEmpty { text += more }
    return words(in: text)
  }

  /// The words for the C library, from the text of the file: files and dns in their order, each
  /// with the actions behind it.
  static func words(in text: [UInt8]) -> ByteString {
    for line in text.split(separator: UInt8(ascii: "\n")) {
      let rule = line.prefix { $0 != UInt8(ascii: "#") }.drop { $0.isASCIIBlank }
      guard rule.starts(with: "hosts:".utf8) else { continue }
      var kept: [UInt8] = []
      var isKept = false
      // An action may have blanks inside its brackets.
      var isAction = false
      for word in rule.dropFirst("hosts:".utf8.count).split(whereSeparator: { $0.isASCIIBlank }) {
        if !isAction, word.first != UInt8(ascii: "[") {
          isKept = word.elementsEqual("files".utf8) || word.elementsEqual("dns".utf8)
        }
        if word.first == UInt8(ascii: "[") { isAction = true }
        if word.last == UInt8(ascii: "]") { isAction = false }
        if isKept { kept += Array(word) + [UInt8(ascii: " ")] }
      }
      return kept.isEmpty ? usual : ByteString(kept)
    }
    return usual
  }

  /// What the C library does without a file.
  private static let usual: ByteString = "files dns"
}
