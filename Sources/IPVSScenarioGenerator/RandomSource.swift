/// Random numbers that a seed determines, on every machine and for ever (SplitMix64).
public struct RandomSource: RandomNumberGenerator {
  private var state: UInt64

  /// The numbers of a seed.
  public init(seed: UInt64) {
    state = seed
  }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }

  /// Whether something that happens so many times in a hundred happens.
  public mutating func chance(_ percent: UInt64) -> Bool { next() % 100 < percent }

  /// A number of a range.
  public mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(next() % UInt64(range.count))
  }

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
