import IPVS

/// A file that holds scenarios: one that is nothing else, or a page of Markdown with scenarios in
/// fenced blocks that are marked `scenario`.
public struct ScenarioPage: Sendable {
  private let pieces: [Piece]

  private enum Piece: Sendable {
    /// Lines that are no scenario's.
    case text([ByteString])
    case scenario(Scenario)
  }

  private static let opening: ByteString = "```scenario"
  private static let closing: ByteString = "```"

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - text: what is in it.
  ///   - isMarkdown: whether it is a page of Markdown; nil looks for the opening of a block.
  public init(reading text: [UInt8], isMarkdown: Bool? = nil) throws(BadScenario) {
    let lines = TextLines.lines(of: text).map { ByteString($0) }
    guard isMarkdown ?? lines.contains(Self.opening) else {
      pieces = [.scenario(try Scenario(reading: text))]
      return
    }
    var pieces: [Piece] = []
    var outside: [ByteString] = []
    var block: (start: Int, lines: [ByteString])?
    for (index, line) in lines.enumerated() {
      guard let open = block else {
        outside.append(line)
        if line == Self.opening {
          pieces.append(.text(outside))
          outside = []
          block = (index + 2, [])
        }
        continue
      }
      if line == Self.closing {
        let text = TextLines.text(of: open.lines)
        pieces.append(.scenario(try Scenario(reading: text, firstLine: open.start)))
        outside = [line]
        block = nil
      } else {
        block?.lines.append(line)
      }
    }
    if let block {
      throw BadScenario(
        line: block.start - 1, column: 1, message: "expected ``` at the end of this block")
    }
    self.pieces = pieces + [.text(outside)]
  }

  /// The scenarios, in their order.
  public var scenarios: [Scenario] {
    pieces.compactMap { piece in
      switch piece {
      case .text: nil
      case .scenario(let scenario): scenario
      }
    }
  }

  /// The file again, with a new transcript in the place of each scenario.
  ///
  /// - Parameter run: runs a scenario, each on a director of its own, and returns its transcript.
  public func transcript<Failure: Error>(
    _ run: (Scenario) throws(Failure) -> [UInt8]
  ) throws(Failure) -> [UInt8] {
    var text: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .text(let lines): text += TextLines.text(of: lines)
      case .scenario(let scenario): text += try run(scenario)
      }
    }
    return text
  }
}
