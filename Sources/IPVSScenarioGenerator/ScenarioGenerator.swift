internal import IPVS
public import IPVSScenario
public import IPVSSimulator

/// Makes scenarios of the language by chance; the same seed makes the same scenario.
///
/// While it writes, a simulated director lives through what is written. So packets go to connections
/// that are there, and times to wait end just before or when a timer goes off. Only the choice of
/// lines depends on it.
public struct ScenarioGenerator {
  var random: RandomSource
  var services: [ServiceDraft] = []
  var flows: [FlowDraft] = []
  /// How many slots may still be waited.
  var patience: UInt64
  /// Whether the last line let time pass.
  var hasJustWaited = false
  /// How many lines did something.
  private(set) var events = 0

  let director: SimulatedDirector
  /// The second director, for scenarios of two.
  let secondDirector: SimulatedDirector?
  /// Whether clients' packets mostly come to the second director.
  var packetsGoToSecond = false
  private var session: ScenarioSession
  private var lines: [String] = []

  /// The scenario of a seed and a number.
  ///
  /// - Parameters:
  ///   - events: about how many lines it has; those that begin and end it come on top.
  ///   - profile: the kernel for which times are chosen.
  ///   - isForTwo: whether it is for two directors.
  public static func scenario(
    seed: UInt64, number: Int, events: Int, profile: KernelProfile = .v6_1, isForTwo: Bool = false
  ) throws(ScenarioSession.Failure) -> Output {
    // The two must not cancel each other out: seed 1 number 2 is not seed 2 number 1.
    var mixer = RandomSource(seed: seed)
    var generator: ScenarioGenerator
    do throws(ScenarioFailure) {
      generator = try ScenarioGenerator(
        random: RandomSource(seed: mixer.next() ^ UInt64(truncatingIfNeeded: number)),
        profile: profile, events: events, isForTwo: isForTwo)
    } catch {
      throw .run(error)
    }
    try generator.write(events: events)
    return Output(
      text: Array((generator.lines.joined(separator: "\n") + "\n").utf8), events: generator.events)
  }

  /// A scenario, and how much happens in it.
  public struct Output: Sendable {
    /// The lines.
    public var text: [UInt8]
    /// How many of them do something.
    public var events: Int
  }

  private init(
    random: RandomSource, profile: KernelProfile, events: Int, isForTwo: Bool
  ) throws(ScenarioFailure) {
    self.random = random
    if isForTwo {
      let pair = SimulatedPair(profile: profile)
      (director, secondDirector) = (pair.first, pair.second)
    } else {
      (director, secondDirector) = (SimulatedDirector(profile: profile), nil)
    }
    session = try ScenarioSession(on: director, and: secondDirector, network: Cast.network)
    patience = UInt64(events) * ScenarioGenerator.slotsPerEvent
  }

  /// How much time passes for each event, about, in slots: six seconds.
  private static let slotsPerEvent: UInt64 = 300

  /// The slot in which the next line begins.
  var nextSlot: UInt64 { session.nextSlot }

  private mutating func write(events count: Int) throws(ScenarioSession.Failure) {
    for line in settingUp() { try addAddressed([line]) }
    if secondDirector != nil {
      for line in settingUpDaemons() { try add([line]) }
    }
    for _ in 0..<count {
      if secondDirector != nil, random.chance(4) { try add([synchronization()]) }
      try addAddressed(next())
    }
    for words in ["-Lcn", "-Ln", "-Ln --persistent-conn", "-Ln --stats --exact", "-Sn"] {
      try add(["ipvsadm \(words)"])
      if secondDirector != nil { try add(["@b ipvsadm \(words)"]) }
    }
  }

  private mutating func addAddressed(_ added: [String]) throws(ScenarioSession.Failure) {
    guard secondDirector != nil else { return try add(added) }
    for lines in addressed(added) { try add(lines) }
  }

  private mutating func add(_ added: [String]) throws(ScenarioSession.Failure) {
    lines += added
    events += 1
    try session.run(added)
  }

  /// The next line, with its standard input below it.
  private mutating func next() -> [String] {
    // Where a timer has just gone off there is something to see.
    if hasJustWaited {
      hasJustWaited = false
      if random.chance(40) { return ["ipvsadm -Lcn"] }
    }
    return switch random.number(0...99) {
    case 0..<18: [connect()]
    case 18..<37: [packet()]
    case 37..<46: [reply()]
    case 46..<54: [ending()]
    case 54..<56: [crowd()]
    case 56..<60: [icmpError()]
    case 60..<62: [securityPayload()]
    case 62..<73: [wait()]
    case 73..<86: [change()]
    case 86..<89: [setting()]
    case 89: restore()
    default: [listing()]
    }
  }
}
