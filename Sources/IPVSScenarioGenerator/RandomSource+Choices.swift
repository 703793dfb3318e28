public import IPVSSimulator

extension RandomSource {
  /// Whether something that happens so many times in a hundred happens.
  public mutating func chance(_ percent: UInt64) -> Bool { next() % 100 < percent }

  /// One of some things.
  public mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[number(0...elements.count - 1)]
  }

  /// One of the first list most of the time, else one of the second.
  public mutating func pick<Element>(_ usual: [Element], _ odd: [Element], oddly: UInt64) -> Element
  {
    chance(oddly) ? pick(odd) : pick(usual)
  }
}
