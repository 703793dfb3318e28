import IPVS
import IPVSSimulator
import IPVSVerbs

/// Waiting that lets the clock of a simulated director go on.
final class SimulatedWaiting: Waiting {
  private let director: SimulatedDirector
  private var slot: UInt64 = 0
  /// How often somebody waited for some time.
  private(set) var waits = 0
  /// How long the longest of that was, in milliseconds.
  private(set) var longest: UInt64 = 0
  /// The wait during which the user breaks it off, from 1; 0 is before anything.
  var breaksOffAt: Int?
  /// What happens during each wait, by its number from 1.
  var during: (Int) -> Void = { _ in }
  /// How long reading takes, in milliseconds; whoever reads lets it pass.
  var readingTime: UInt64 = 0

  init(_ director: SimulatedDirector) {
    self.director = director
  }

  var now: UInt64 { slot * 20 }

  func pass(milliseconds: UInt64) {
    slot += (milliseconds + 19) / 20
    try? director.advance(to: slot)
  }

  func wait(milliseconds: UInt64) -> Bool {
    if milliseconds == 0, waits == 0 { return breaksOffAt != 0 }
    waits += 1
    longest = max(longest, milliseconds)
    during(waits)
    pass(milliseconds: milliseconds)
    return waits != breaksOffAt
  }
}
