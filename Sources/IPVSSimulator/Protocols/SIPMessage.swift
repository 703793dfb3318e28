internal import IPVS

/// What the persistence engine `sip` reads of a datagram: its Call-ID, and nothing else.
///
/// The text need not be a message of SIP. All of this was found out by sending datagrams to a kernel:
/// - A header begins behind a CR, an LF or a CR LF; so none begins with the first byte. A byte right
///   behind such a line end that begins no header is passed over, even if it is a line end.
/// - The body is looked through like the headers.
/// - The name is `Call-ID` or `i`, in small letters or capitals; no letter stands behind the `i`.
/// - Blanks and tabs may stand before and behind the colon, and one line end that blanks follow. What
///   else stands between the name and the value ends the search.
/// - The value is a word, or two with `@` between them, and a CR or an LF stands right behind it. It has
///   at most 255 bytes. A header without a value is passed over; what is wrong behind a value ends the
///   search.
struct SIPMessage {
  private let bytes: [UInt8]
  private var position = 0

  /// The longest Call-ID that a template keeps, in bytes (`IP_VS_PEDATA_MAXLEN`).
  private static let longestCallID = 255

  /// The Call-ID of a datagram; nil where the engine finds none, and the packet is dropped.
  static func callID(in payload: ByteString) -> ByteString? {
    var message = SIPMessage(bytes: payload.bytes)
    return message.findCallID()
  }

  private init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func findCallID() -> ByteString? {
    while let byte = current {
      guard Self.endsLine(byte) else {
        position += 1
        continue
      }
      skipLineEnd()
      guard skipName() else {
        position += 1
        continue
      }
      guard skipBlanks(), current == UInt8(ascii: ":") else { return nil }
      position += 1
      guard skipBlanks() else { return nil }
      let length = callIDLength
      guard length > 0 else { continue }
      let end = position + length
      guard length <= Self.longestCallID, end < bytes.count, Self.endsLine(bytes[end]) else {
        return nil
      }
      return ByteString(bytes[position..<end])
    }
    return nil
  }

  /// Goes behind the CR, LF or CR LF that is next.
  private mutating func skipLineEnd() {
    let isPair = current == UInt8(ascii: "\r")
    position += 1
    if isPair, current == UInt8(ascii: "\n") { position += 1 }
  }

  private static let name = Array("call-id".utf8)

  /// Goes behind the header's name, if it is next.
  private mutating func skipName() -> Bool {
    let name = Self.name
    let rest = bytes[min(position, bytes.count)...]
    if rest.prefix(name.count).elementsEqual(
      name, by: { $0 == $1 || Self.isLetter($0) && $0 | 0x20 == $1 })
    {
      position += name.count
      return true
    }
    guard let first = rest.first, first | 0x20 == UInt8(ascii: "i"),
      !(rest.dropFirst().first.map(Self.isLetter) ?? false)
    else { return false }
    position += 1
    return true
  }

  /// Goes behind blanks, and one line end that blanks follow; false where something is wrong, as at the
  /// text's end.
  private mutating func skipBlanks() -> Bool {
    skipBlanksOfLine()
    guard let byte = current else { return false }
    guard Self.endsLine(byte) else { return true }
    skipLineEnd()
    guard let next = current, Self.isBlank(next) else { return false }
    skipBlanksOfLine()
    return current != nil
  }

  private mutating func skipBlanksOfLine() {
    while let byte = current, Self.isBlank(byte) { position += 1 }
  }

  /// How long a word, or two with `@` between them, is that stands here; 0 where none does.
  private var callIDLength: Int {
    let rest = bytes[position...]
    let first = rest.prefix(while: Self.isOfWord)
    let behind = rest.dropFirst(first.count)
    guard !first.isEmpty, behind.first == UInt8(ascii: "@") else { return first.count }
    let second = behind.dropFirst().prefix(while: Self.isOfWord)
    return second.isEmpty ? 0 : first.count + 1 + second.count
  }

  private static func endsLine(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\r") || byte == UInt8(ascii: "\n")
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// Letters are Latin-1's.
  private static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
    case 0xd7, 0xf7: false
    default: byte >= 0xc0
    }
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    isLetter(byte) || byte.isASCIIDigit || marks.contains(byte)
  }

  private static let marks = Array(#"-.!%*_+`'~()<>:\"/[]?{}"#.utf8)
}
