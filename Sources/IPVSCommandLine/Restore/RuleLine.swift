public import IPVS

/// A line of a file of rules, in the grammar of `-R`: understood, and carried out on nothing.
public struct RuleLine {
  /// The number of the line in its file, from 1.
  public let number: Int
  /// What it asks for.
  public let content: Content
  private let name: CommandName?

  /// What a line asks for.
  public enum Content {
    /// A change; and of one that adds or edits a server the endpoint that is written, which differs
    /// from the change's where the service's port is forced on the server.
    case change(Change, writtenServer: Endpoint?)
    /// A listing, a help text: it changes nothing.
    case question
    /// Nothing: the line is refused; the sentence says why, without a newline, and `-R` may end at it.
    case refused(String, endsRestore: Bool)
  }

  /// Reads a file; lines without words and comments are left out.
  ///
  /// Unlike `-R`, which ends at most mistakes, it reads all lines.
  public static func lines(of bytes: [UInt8], resolver: any NameResolver) -> [RuleLine] {
    var lines: [RuleLine] = []
    var reader = LineReader(BytesSource(bytes))
    var number = 0
    while let line = reader.next() {
      number += 1
      if LineWords(line: line).isEmpty { continue }
      lines.append(RuleLine(number, line, resolver))
    }
    return lines
  }

  private init(
    _ number: Int, _ line: UnsafeBufferPointer<UInt8>, _ resolver: any NameResolver
  ) {
    self.number = number
    var parser = LineParser(program: "ipvsadm", resolver: resolver, endsAtFirstWord: false)
    do throws(Refusal) {
      (content, name) = try Self.content(of: line, &parser)
    } catch {
      // What is said of a first word that is no command, points to the help and not to the mistake.
      let isNoCommand = error.exitCode == 255 && !error.restoreGoesOn
      let sentence = isNoCommand ? "it does not begin with a command" : Self.oneLine(error.message)
      (content, name) = (.refused(sentence, endsRestore: !error.restoreGoesOn), nil)
    }
  }

  private static func content(
    of line: UnsafeBufferPointer<UInt8>, _ parser: inout LineParser
  ) throws(Refusal) -> (Content, CommandName?) {
    switch try parser.parse(LineWords(line: line)) {
    case .request(.change(let change, let name)):
      parser.forcesPorts = false
      let written = server(of: try parser.parse(LineWords(line: line)))
      return (.change(change, writtenServer: written), name)
    case .request(.list), .request(.save), .print:
      return (.question, nil)
    case .restore:
      throw .tryHelp(program: "ipvsadm")
    }
  }

  /// The sentence of `ipvsadm` for a director that refuses the line's change.
  public func refusal(_ error: DirectorError) -> String {
    guard let name else { return error.description }
    return Self.oneLine(RefusalText.text(error.errno, of: name))
  }

  private static func server(of command: Command) -> Endpoint? {
    switch command {
    case .request(.change(.addDestination(_, let server, _), _)),
      .request(.change(.editDestination(_, let server, _), _)):
      server
    case .request, .restore, .print: nil
    }
  }

  private static func oneLine(_ text: ByteString) -> String {
    let lines = text.bytes.split(separator: UInt8(ascii: "\n"))
    return lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
  }
}
