import IPVS

/// The escapes `\n`, `\t`, `\r`, `\\`, `\'` and `\xNN`.
enum Escapes {
  /// The bytes that a text with escapes stands for.
  ///
  /// - Parameter column: where the text begins in its line.
  static func bytes(_ text: ArraySlice<UInt8>, column: Int) throws(LineError) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      let column = column + rest.startIndex - text.startIndex - 1
      switch rest.popFirst() {
      case UInt8(ascii: "n"): bytes.append(0x0a)
      case UInt8(ascii: "t"): bytes.append(0x09)
      case UInt8(ascii: "r"): bytes.append(0x0d)
      case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "'"): bytes.append(UInt8(ascii: "'"))
      case UInt8(ascii: "x"):
        guard let high = rest.popFirst()?.hexadecimalValue,
          let low = rest.popFirst()?.hexadecimalValue
        else { throw LineError(column, "\\x wants two hexadecimal digits") }
        bytes.append(high << 4 | low)
      default: throw LineError(column, "the escapes are \\n \\t \\r \\\\ \\' \\xNN")
      }
    }
    return bytes
  }
}
