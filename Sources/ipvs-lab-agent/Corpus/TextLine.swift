/// A line that holds text of the command above: its standard input, or an output that is expected.
///
/// It begins with `<`, `>` or `2>` and a blank. With `$` behind the marker it has escapes and no
/// newline of its own, else it is a whole line.
struct TextLine {
  private let kind: Kind
  private let bytes: [UInt8]

  private enum Kind: String, CaseIterable {
    case input = "<"
    case output = ">"
    case error = "2>"
  }

  /// Nil for a line of another kind.
  init?(_ line: ArraySlice<UInt8>) throws(LineError) {
    guard let kind = Kind.allCases.first(where: { line.starts(with: $0.rawValue.utf8) }) else {
      return nil
    }
    self.kind = kind
    var rest = line.dropFirst(kind.rawValue.utf8.count)
    let isEscaped = rest.first == UInt8(ascii: "$")
    if isEscaped { rest.removeFirst() }
    let column = rest.startIndex - line.startIndex + 1
    guard rest.isEmpty || rest.first == UInt8(ascii: " ") else {
      throw LineError(column, "a blank is missing here")
    }
    rest = rest.dropFirst()
    if isEscaped {
      bytes = try unescaped(rest, column: column + 1)
    } else {
      guard rest.last != UInt8(ascii: " ") else {
        throw LineError(
          line.count, "a blank at the end is not seen: write '\(kind.rawValue)$ …\\n'")
      }
      bytes = rest + [UInt8(ascii: "\n")]
    }
  }

  /// Adds the text to what it belongs to.
  func add(to invocation: inout Invocation) throws(LineError) {
    guard var difference = invocation.difference else {
      guard kind == .input else { throw LineError(1, "'differs' is missing above") }
      invocation.input += bytes
      return
    }
    switch kind {
    case .input:
      guard case .run(var run) = difference.instead else {
        throw LineError(1, "standard input stands right below its command")
      }
      run.input += bytes
      difference.instead = .run(run)
    case .output: difference.output = (difference.output ?? []) + bytes
    case .error: difference.error = (difference.error ?? []) + bytes
    }
    invocation.difference = difference
  }
}
