/// Bytes as people can see them: `·` for a blank, `\t`, `\r` and `\xNN` for what has no shape.
///
/// Newlines are not expected in it. UTF-8 stays as it is.
func visible(_ bytes: some Sequence<UInt8>) -> String {
  let text = Array(bytes)
  let isText = String(validating: text, as: UTF8.self) != nil
  var shown: [UInt8] = []
  for byte in text {
    switch byte {
    case 0x20: shown += Array("·".utf8)
    case 0x09: shown += Array("\\t".utf8)
    case 0x0d: shown += Array("\\r".utf8)
    case 0x0a: shown += Array("\\n".utf8)
    case 0x00..<0x20, 0x7f: shown += escape(byte)
    case 0x80...: shown += isText ? [byte] : escape(byte)
    default: shown.append(byte)
    }
  }
  return String(decoding: shown, as: UTF8.self)
}

private func escape(_ byte: UInt8) -> [UInt8] {
  let digits = Array("0123456789abcdef".utf8)
  return Array("\\x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 0xf)]]
}
