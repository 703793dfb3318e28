/// Which of the two directors of a scenario a line is for.
enum DirectorName: Sendable {
  /// The first one, which every scenario has.
  case first
  /// The second one, for which a line begins with `@b`.
  case second

  private static let mark = "@b"

  /// Takes the mark of the second director off a line.
  static func take(
    from words: [WordReader.Word]
  ) throws(LineError) -> (name: DirectorName, words: [WordReader.Word]) {
    guard let first = words.first, first.text == mark else { return (.first, words) }
    let rest = Array(words.dropFirst())
    guard let verb = rest.first else {
      throw LineError(first.end, "expected what the second director does")
    }
    guard verb.text != "wait" else {
      throw LineError(verb.column, "wait is for both directors, and stands without @b")
    }
    return (.second, rest)
  }
}
