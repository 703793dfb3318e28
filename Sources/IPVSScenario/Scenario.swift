public import IPVS

/// A scenario: what is done to a director and to the network around it, in which order and when.
///
/// A transcript is a scenario too: its lines of results are skipped on reading.
public struct Scenario: Sendable {
  /// The lines, results left out.
  let entries: [Entry]

  /// The addresses that occur, in the parts that they play.
  public let network: Network

  /// The power of two of which the jiffies at the start are a multiple.
  ///
  /// When a timer goes off depends on the clock's low bits, the more of them the longer the timer.
  public let phaseBits: Int

  /// Reads a scenario, or a transcript of one.
  ///
  /// - Parameters:
  ///   - text: the lines; they need not be UTF-8.
  ///   - firstLine: the number of the first line in its file.
  public init(reading text: some Sequence<UInt8>, firstLine: Int = 1) throws(BadScenario) {
    var reader = ScenarioReader()
    var number = firstLine
    for line in TextLines.lines(of: Array(text)) {
      do throws(LineError) {
        try reader.read(line, number: number)
      } catch {
        throw BadScenario(line: number, column: error.column, message: error.message)
      }
      number += 1
    }
    entries = reader.entries
    let survey = try Survey(of: entries)
    network = survey.network
    phaseBits = survey.hasLongTimeouts ? 21 : 18
  }
}

/// A line of a scenario, together with the standard input below it.
struct Entry: Sendable {
  /// The line in the file, from 1.
  let number: Int
  /// The lines as they were read; the transcript repeats them.
  var lines: [ByteString]
  /// What the line does; nil for comments and empty lines.
  var event: Event?
}
