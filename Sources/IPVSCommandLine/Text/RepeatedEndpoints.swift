import IPVS

/// Appends IPv4 addresses with ports as numbers, and remembers some of them as text: a connection
/// table has many rows and few services and servers.
struct RepeatedEndpoints {
  /// How many bytes the text has at least, with blanks on the right.
  private let width: Int
  /// The last text for each of the lower halves of an address's last byte.
  private var texts = [Text](repeating: Text(), count: 16)

  /// The longest is 255.255.255.255:65535.
  private struct Text {
    var address: UInt32 = 0
    var port: UInt16 = 0
    /// 0 where there is none yet.
    var count = 0
    var bytes: InlineArray<3, UInt64> = [0, 0, 0]
  }

  /// Texts of at least as many bytes.
  init(width: Int) {
    self.width = width
  }

  /// Appends address and port.
  mutating func append(_ address: IPv4Address, _ port: UInt16, to text: inout TextBuffer) {
    let index = Int(address.rawValue & 15)
    if texts[index].address != address.rawValue || texts[index].port != port
      || texts[index].count == 0
    {
      texts[index] = made(address, port)
    }
    text.append(texts[index].bytes, count: texts[index].count)
  }

  private func made(_ address: IPv4Address, _ port: UInt16) -> Text {
    var buffer = TextBuffer(capacity: 32)
    buffer.append(address: address)
    buffer.append(":")
    buffer.append(decimal: port)
    buffer.pad(from: 0, to: width)
    var text = Text(address: address.rawValue, port: port, count: buffer.count)
    buffer.withBytes { bytes in
      for index in bytes.indices {
        text.bytes[index / 8] |= UInt64(bytes[index]) << UInt64(index % 8 * 8)
      }
    }
    return text
  }
}
