public import IPVS

/// A scenario: what is done to a director and to the network around it, in which order and when.
///
/// A transcript is a scenario too: its lines of results are skipped on reading.
public struct Scenario: Sendable {
  /// The lines, results left out.
  let entries: [Entry]

  /// The addresses that occur, in the parts that they play.
  public let network: Network

  /// The longest timeout that an entry of the connection table may get, in seconds.
  public let longestTimeout: UInt32

  /// Whether a line is for a second director.
  public var hasSecondDirector: Bool { entries.contains { $0.director == .second } }

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
    var entries = reader.entries
    let survey = try Survey(of: &entries)
    self.entries = entries
    network = survey.network
    longestTimeout = survey.longestTimeout
  }

  /// The power of two of which the jiffies at the start must be a multiple, so that timers go off
  /// where they would from a start at 0.
  ///
  /// When a timer goes off depends on the clock's low bits, the more of them the longer the timer:
  /// each level of the kernel's timer wheel is eight times coarser than the one before, and takes
  /// timers of up to 63 of its granules.
  ///
  /// - Parameter ticksPerSecond: HZ.
  public func phaseBits(ticksPerSecond: UInt64) -> Int {
    let longest = UInt64(longestTimeout) &* ticksPerSecond
    var bits = 0
    while bits < Scenario.mostPhaseBits, longest >= 63 << UInt64(bits) { bits += 3 }
    return bits
  }

  /// The last level of the wheel where HZ is more than 100.
  private static let mostPhaseBits = 24
}

extension Scenario {
  /// How many slots a line takes that is no standard input; nil for one that is none of the language.
  ///
  /// A command that shows counters may have to wait before.
  public static func slots(ofLine line: some Sequence<UInt8>) -> UInt64? {
    do throws(LineError) {
      let words = try WordReader.words(of: Array(line)[...])
      guard !words.isEmpty else { return 0 }
      var reader = LineReader(try DirectorName.take(from: words).words)
      return try reader.event().slots
    } catch {
      return nil
    }
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
  /// The director that does it.
  var director = DirectorName.first
}
