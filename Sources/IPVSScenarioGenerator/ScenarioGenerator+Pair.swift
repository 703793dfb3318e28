internal import IPVSSimulator

// Lines for two directors: most of what is administered is the same on both, packets come to one of
// them until the other takes over.
extension ScenarioGenerator {
  /// Lines as they are said to one of two directors or to both.
  mutating func addressed(_ lines: [String]) -> [[String]] {
    guard let line = lines.first else { return [] }
    if line.hasPrefix("wait") { return [lines] }
    if line.hasPrefix("ipvsadm -L") || line.hasPrefix("ipvsadm -S") {
      return [random.chance(60) ? second(lines) : lines]
    }
    if line.hasPrefix("ipvsadm") || line.hasPrefix("sysctl") {
      switch random.number(0...99) {
      case 0..<84: return [lines, second(lines)]
      case 84..<93: return [lines]
      default: return [second(lines)]
      }
    }
    if random.chance(2) { packetsGoToSecond.toggle() }
    let isOdd = random.chance(4)
    return [packetsGoToSecond != isOdd ? second(lines) : lines]
  }

  private func second(_ lines: [String]) -> [String] {
    ["@b \(lines[0])"] + lines.dropFirst()
  }

  /// The daemons with which a scenario begins, and settings.
  mutating func settingUpDaemons() -> [String] {
    var lines: [String] = []
    while random.chance(50) { lines.append(synchronization()) }
    lines.append(start("master", number: 1))
    lines.append("@b \(start("backup", number: random.chance(50) ? 1 : 0))")
    if random.chance(30) {
      lines.append("@b \(start("master", number: 1))")
      lines.append(start("backup", number: random.chance(90) ? 1 : 2))
    }
    return lines
  }

  /// A change to what is told.
  mutating func synchronization() -> String {
    let line: String
    switch random.number(0...99) {
    case 0..<8: line = start(random.chance(50) ? "master" : "backup", number: 1)
    case 8..<14: line = "ipvsadm --stop-daemon \(random.chance(60) ? "master" : "backup")"
    case 14..<45:
      let pairs = ["3 50", "2 3", "1 2", "0 4", "3 0", "2 0", "2 5"]
      line = "sysctl 'sync_threshold=\(random.pick(pairs))'"
    case 45..<65:
      line = "sysctl sync_refresh_period=\(random.pick([0, 0, 1, 5, 10, 30, 60, 300]))"
    case 65..<75: line = "sysctl sync_retries=\(random.number(0...3))"
    case 75..<85: line = "sysctl sync_persist_mode=\(random.number(0...1))"
    case 85..<92: line = "sysctl sync_version=\(random.pick([1, 1, 0]))"
    case 92..<95: line = "sysctl backup_only=\(random.number(0...1))"
    default: line = "ipvsadm -L --daemon"
    }
    return random.chance(30) ? "@b \(line)" : line
  }

  private mutating func start(_ role: String, number: Int) -> String {
    let length = random.chance(15) ? " --sync-maxlen \(random.pick([60, 100, 400, 1024]))" : ""
    return "ipvsadm --start-daemon \(role) --mcast-interface \(SimulatedPair.interface)"
      + " --syncid \(number)\(length)"
  }
}
