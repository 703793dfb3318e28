import IPVS

/// The lines of a transcript that tell what happened.
enum ResultText {
  /// A result as it stands in a transcript: behind `| `, its last blank visible.
  static func line(_ result: ByteString) -> ByteString {
    guard let last = result.bytes.last else { return "|" }
    guard last == UInt8(ascii: " ") else { return "| \(result)" }
    return "| \(result.prefix(result.count - 1))·"
  }

  /// The result in such a line.
  static func content(_ line: ByteString) -> ByteString {
    let content = ByteString(line.bytes.dropFirst(2))
    let mark = Array("·".utf8)
    guard content.bytes.suffix(mark.count).elementsEqual(mark) else { return content }
    return "\(content.prefix(content.count - mark.count)) "
  }

  /// What a command printed, what it complained of, and how it ended.
  static func lines(of outcome: OperatorCommand.Outcome) -> [ByteString] {
    var lines = TextLines.lines(of: outcome.output).map { ByteString($0) }
    lines += TextLines.lines(of: outcome.errors).map { complaint(ByteString($0)) }
    if outcome.exitCode != 0 { lines.append("exit \(outcome.exitCode)") }
    return lines
  }

  /// What stands where a setting was refused.
  static func refusal(_ error: DirectorError) -> ByteString {
    switch error.reason {
    case .noSuchSysctl: complaint("no such setting")
    case .refused, .notAvailable, .transport, .noAnswer, .malformedAnswer, .interruptedListing,
      .endedListing, .sysctlRefused:
      complaint(ByteString(error.errno.description))
    }
  }

  private static func complaint(_ text: ByteString) -> ByteString {
    text.isEmpty ? "!" : "! \(text)"
  }
}
