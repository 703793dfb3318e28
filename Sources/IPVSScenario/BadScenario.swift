/// Why a text is no scenario: the place, and what was expected there.
public struct BadScenario: Error, Hashable, Sendable {
  /// The line in the file, from 1.
  public let line: Int
  /// The byte in the line, from 1.
  public let column: Int
  /// What was expected, or what is wrong.
  public let message: String

  /// A mistake at a place.
  public init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }
}

/// What is wrong in a line, and where in it.
struct LineError: Error {
  /// The byte, from 1.
  let column: Int
  /// What was expected, or what is wrong.
  let message: String

  init(_ column: Int, _ message: String) {
    self.column = column
    self.message = message
  }
}
