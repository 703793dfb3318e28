import IPVS

/// A director that does not answer for a while.
final class DeafDirector: ForwardingDirector {
  var isDeaf = false

  override func services() throws(DirectorError) -> [Service] {
    if isDeaf { throw DirectorError(.interruptedListing, .interrupted) }
    return try super.services()
  }
}

/// A director whose connection table takes long to read.
final class SlowDirector: ForwardingDirector {
  private let waiting: SimulatedWaiting
  private let milliseconds: UInt64
  private(set) var readings = 0

  init(_ director: any Director, _ waiting: SimulatedWaiting, milliseconds: UInt64) {
    self.waiting = waiting
    self.milliseconds = milliseconds
    super.init(director)
  }

  override func forEachConnection(
    _ body: (ConnectionEntry) -> Continuation
  ) throws(DirectorError) {
    readings += 1
    waiting.pass(milliseconds: milliseconds)
    try super.forEachConnection(body)
  }
}

/// A director that refuses the changes of these numbers, counted from 0.
final class PickyDirector: ForwardingDirector {
  private let refused: Set<Int>
  private var number = 0

  init(_ director: any Director, refusing refused: Set<Int>) {
    self.refused = refused
    super.init(director)
  }

  override func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    var outcomes: [DirectorError?] = []
    for change in changes {
      if refused.contains(number) {
        outcomes.append(DirectorError(.refused, .notPermitted))
      } else {
        outcomes += try super.submit([change])
      }
      number += 1
    }
    return outcomes
  }
}
