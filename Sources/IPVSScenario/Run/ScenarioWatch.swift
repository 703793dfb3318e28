import IPVS

/// An observer, what it may look at, and when.
struct ScenarioWatch {
  let observer: any ScenarioObserver
  private let first: any Director
  private let second: (any Director)?
  /// The slot of the last look; nil before the first one.
  private var last: UInt64?

  /// How often somebody looks in a second at most, and how often while a line takes long.
  private static let shortestStep = ScenarioLine.slotsPerSecond
  private static let steps: UInt64 = 60

  init(_ observer: any ScenarioObserver, _ first: any Director, _ second: (any Director)?) {
    self.observer = observer
    self.first = first
    self.second = second
  }

  /// The slots in which to look before a slot, and this one.
  func slots(until end: UInt64) -> [UInt64] {
    guard let last else { return [end] }
    guard end > last else { return [] }
    let step = Self.step(of: end - last)
    return Array(stride(from: last + step, to: end, by: Int(step))) + [end]
  }

  /// Whether it is time to look again while a line goes on that takes so many slots.
  func isTime(in slot: UInt64, of length: UInt64) -> Bool {
    last.map { slot >= $0 + Self.step(of: length) } ?? true
  }

  private static func step(of length: UInt64) -> UInt64 {
    max(shortestStep, (length + steps - 1) / steps)
  }

  mutating func look(in slot: UInt64) throws(DirectorError) {
    last = slot
    try observer.look(at: first, second, in: slot)
  }

  func ran(_ entry: Entry, in slots: Range<UInt64>, results: ArraySlice<ByteString>) {
    observer.ran(
      ScenarioLine(
        number: entry.number, text: entry.lines, director: ScenarioDirector(entry.director),
        slot: slots.lowerBound, slots: UInt64(slots.count),
        results: results.map(ResultText.content)))
  }
}
