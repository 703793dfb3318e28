internal import IPVSScenarioGenerator
internal import IPVSSimulator

/// Makes cases by the grammar of ipvsadm; the same seed makes the same case for ever.
struct SequenceGenerator {
  private var commands: CommandGenerator

  private init(seed: UInt64) {
    commands = CommandGenerator(random: RandomSource(seed: seed))
  }

  /// The case of a seed and a number.
  static func unit(seed: UInt64, number: Int) -> OracleCase {
    // The two must not cancel each other out: seed 1 number 2 is not seed 2 number 1.
    var mixer = RandomSource(seed: seed)
    let mixed = mixer.next() ^ UInt64(number)
    var generator = SequenceGenerator(seed: mixed)
    var unit = OracleCase(
      name: "seed-\(seed)-\(number)", place: Place(file: "seed \(seed)", line: number))
    let count = generator.commands.random.number(1...10)
    for line in 1...count {
      let place = Place(file: unit.place.file, line: line)
      unit.steps.append(.run(generator.invocation(place)))
    }
    return unit
  }

  private mutating func invocation(_ place: Place) -> Invocation {
    var invocation = Invocation(
      place: place, text: "", program: .ipvsadm, argumentZero: Array("ipvsadm".utf8),
      arguments: [])
    invocation.isNormalized = true
    switch commands.random.number(0...99) {
    case 0..<22:
      invocation.arguments = [Array(commands.random.pick(["-R", "--restore"]).utf8)]
      invocation.input = input()
    case 22..<24:
      invocation.arguments = commands.random.chance(50) ? [Array("-Ln".utf8)] : []
    default:
      invocation.arguments = commands.words(isLine: false)
    }
    vary(&invocation)
    if Self.asksForHelp(invocation.arguments) { invocation.difference = Difference(reason: .help) }
    invocation.text = CorpusWriter.line(invocation)
    return invocation
  }

  private mutating func vary(_ invocation: inout Invocation) {
    switch commands.random.number(0...99) {
    case 0..<4: invocation.output = .merged
    case 4: invocation.argumentZero = Array("/usr/local/sbin/ipvsadm".utf8)
    case 5: invocation.argumentZero = []
    case 6..<8: invocation.environment = [Array("POSIXLY_CORRECT=1".utf8)]
    case 8: invocation.processFiles = invocation.input.isEmpty ? .none : .real
    case 9: invocation.arguments.append(commands.random.pick(Vocabulary.junk))
    default: break
    }
  }

  /// Lines for `-R`.
  private mutating func input() -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<commands.random.number(0...12) {
      let words = commands.words(isLine: true)
      // In one process 1.31 hangs where a daemon is stopped before its thread has run.
      guard !Self.asksForHelp(words), !words.contains(where: Self.stopsDaemon) else { continue }
      let separator: [UInt8] = commands.random.pick([[0x20], [0x20], [0x20], [0x09], [0x20, 0x20]])
      var line = Array(words.joined(separator: separator))
      if commands.random.chance(5) { line = Array("ipvsadm ".utf8) + line }
      if commands.random.chance(4) { line += [0x0d] }
      if commands.random.chance(3) { line = [0x20] + line }
      bytes += line + [0x0a]
      if commands.random.chance(4) { bytes.append(0x0a) }
    }
    // Without its newline a last line is read where it ends in a word.
    if bytes.count > 1, commands.random.chance(15), bytes[bytes.count - 2] > 0x20 {
      bytes.removeLast()
    }
    return bytes
  }

  private static func stopsDaemon(_ word: [UInt8]) -> Bool {
    word.starts(with: Array("--stop-daemon".utf8))
  }

  /// Whether help is what the first option asks for: its wording is our own.
  private static func asksForHelp(_ words: [[UInt8]]) -> Bool {
    let first = words.first { $0.count > 1 && $0[0] == UInt8(ascii: "-") } ?? []
    return first == Array("--help".utf8) || (first.count > 1 && first[1] == UInt8(ascii: "h"))
  }
}
