public import IPVS

/// A scenario that is run while it is being written: each line has happened before the next is known.
///
/// Unlike `Scenario` it cannot collect the addresses of all lines first, so that the network is given.
public struct ScenarioSession {
  private var reader = ScenarioReader()
  private var runner: ScenarioRunner
  private var done = 0

  /// Begins on a director, and lays its network.
  ///
  /// - Parameters:
  ///   - director: has an empty table, its settings' defaults, and stands at slot 0.
  ///   - second: the same, for lines that begin with `@b`.
  ///   - network: the addresses that the lines will name, in the parts that they play.
  public init(
    on director: any Director & DataPlane, and second: (any Director & DataPlane)? = nil,
    network: Network
  ) throws(ScenarioFailure) {
    runner = ScenarioRunner(director, second)
    try runner.prepare(network, line: 1)
  }

  /// The slot in which the next line begins.
  public var nextSlot: UInt64 { runner.slot }

  /// Runs lines; standard input stands in the same call as its command.
  public mutating func run(_ lines: [String]) throws(Failure) {
    for line in lines {
      do throws(LineError) {
        try reader.read(Array(line.utf8)[...], number: reader.entries.count + 1)
      } catch {
        throw .badLine(line, error.message)
      }
    }
    while done < reader.entries.count {
      do throws(ScenarioFailure) {
        try runner.run(reader.entries[done])
      } catch {
        throw .run(error)
      }
      done += 1
    }
  }

  /// Why a line did not happen.
  public enum Failure: Error {
    /// It is none of the language; the line, and what is wrong with it.
    case badLine(String, String)
    /// The run was broken off.
    case run(ScenarioFailure)
  }
}
