/// Writes cases in the language of the corpus.
enum CorpusWriter {
  /// A case as it stands in a file.
  static func text(_ unit: OracleCase) -> String {
    var lines = ["case \(unit.name)"]
    for step in unit.steps {
      guard case .run(let invocation) = step else { continue }
      lines.append(line(invocation))
      if !invocation.input.isEmpty { lines.append("<$ " + escaped(invocation.input)) }
      if case .help = invocation.difference?.reason { lines.append("differs help") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The line of a command, without its input.
  static func line(_ invocation: Invocation) -> String {
    var words: [String] = []
    switch invocation.output {
    case .apart: break
    case .merged: words.append("merged")
    case .closed: words.append("closed")
    case .full: words.append("full")
    case .broken: words.append("broken")
    }
    if invocation.isUnprivileged { words.append("unprivileged") }
    switch invocation.processFiles {
    case .real: break
    case .none: words.append("no-proc")
    case .connections: words.append("proc-file")
    }
    for variable in invocation.environment { words += ["env", quoted(variable)] }
    if invocation.argumentZero != Array(invocation.program.rawValue.utf8) {
      words += ["argv0", quoted(invocation.argumentZero)]
    }
    switch invocation.program {
    case .ipvsadm: words.append("ipvsadm")
    case .save: words.append("save")
    case .restore: words.append("restore")
    }
    return (words + invocation.arguments.map(quoted)).joined(separator: " ")
  }

  private static func quoted(_ word: [UInt8]) -> String {
    let plain =
      Array(0x30...0x39) + Array(0x41...0x5a) + Array(0x61...0x7a) + Array("-_.:/,=+@%[]".utf8)
    if !word.isEmpty, word.allSatisfy(plain.contains) {
      return String(decoding: word, as: UTF8.self)
    }
    return "$'" + escaped(word) + "'"
  }

  private static func escaped(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      switch byte {
      case 0x0a: text += Array("\\n".utf8)
      case 0x09: text += Array("\\t".utf8)
      case UInt8(ascii: "'"), UInt8(ascii: "\\"), 0x00..<0x20, 0x7f...:
        text += Array("\\x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 0xf)]]
      default: text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
