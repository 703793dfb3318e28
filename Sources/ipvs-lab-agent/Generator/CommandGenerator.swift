import IPVSScenarioGenerator
import IPVSSimulator

/// Makes the words of one command after another, valid ones and others.
struct CommandGenerator {
  var random: RandomSource

  /// How often, in a hundred, a value is odd.
  private static let oddly: UInt64 = 12

  /// Words that stay together and in their order.
  private typealias Group = [[UInt8]]

  /// The words of a command behind the program's name.
  ///
  /// - Parameter isLine: whether it is a line of `-R`.
  mutating func words(isLine: Bool) -> [[UInt8]] {
    var groups: [Group]
    switch random.number(0...99) {
    case 0..<20: groups = command("A", "add-service") + serviceOptions()
    case 20..<27: groups = command("E", "edit-service") + serviceOptions()
    case 27..<31: groups = command("D", "delete-service") + [service()]
    case 31..<52: groups = command("a", "add-server") + serverOptions()
    case 52..<60: groups = command("e", "edit-server") + serverOptions()
    case 60..<65: groups = command("d", "delete-server") + [service(), server()]
    case 65..<80: groups = command(random.pick(["L", "l"]), "list") + listOptions()
    case 80..<86: groups = command("S", "save") + maybe(60, flag("n", "numeric"))
    case 86..<88: groups = command("Z", "zero") + maybe(50, service())
    case 88: groups = command("C", "clear")
    case 89..<92: groups = setTimeouts()
    case 92..<95: groups = startDaemon()
    case 95..<97: groups = stopDaemon()
    case 97: groups = [word(random.pick(["-v", "--version"]))]
    default:
      groups = (0...random.number(0...3)).map { _ in [random.pick(Vocabulary.junk)] }
    }
    damage(&groups)
    var words = groups.flatMap { $0 }
    if random.chance(4), !words.isEmpty { words.remove(at: random.number(0...words.count - 1)) }
    if random.chance(10) { cluster(&words) }
    return words
  }

  // MARK: Whole commands

  private mutating func serviceOptions() -> [Group] {
    var groups = [service()]
    if random.chance(70) {
      groups.append(
        option(
          "s", "scheduler",
          random.pick(Vocabulary.schedulers, Vocabulary.oddSchedulers, oddly: Self.oddly)))
    } else if random.chance(15) {
      // Printed well of schedulers that have no names of their own for it.
      groups.append(word("-s") + word("rr") + word("-b") + word("flag-3"))
    }
    if random.chance(15) {
      groups.append(
        option(
          "b", "sched-flags",
          random.pick(Vocabulary.schedulerFlags, Vocabulary.oddSchedulerFlags, oddly: 30)))
    }
    if random.chance(45) { groups.append(persistence()) }
    if random.chance(25) {
      groups.append(
        option("M", "netmask", random.pick(Vocabulary.masks, Vocabulary.oddMasks, oddly: 25)))
    }
    if random.chance(8) {
      groups.append(
        option(nil, "pe", random.pick(Vocabulary.engines, Vocabulary.oddEngines, oddly: 30)))
    }
    if random.chance(8) { groups.append(flag("o", "ops")) }
    return shuffled(groups)
  }

  private mutating func serverOptions() -> [Group] {
    var groups = [service(), server()]
    if random.chance(70) {
      groups.append(
        random.pick([flag("m", "masquerading"), flag("g", "gatewaying"), flag("i", "ipip")]))
    }
    if random.chance(50) {
      groups.append(
        option(
          "w", "weight",
          random.pick(Vocabulary.weights, Vocabulary.oddWeights, oddly: Self.oddly)))
    }
    if random.chance(15) { groups.append(threshold("x", "u-threshold")) }
    if random.chance(12) { groups.append(threshold("y", "l-threshold")) }
    if random.chance(20) { groups += tunnelOptions() }
    return shuffled(groups)
  }

  private mutating func tunnelOptions() -> [Group] {
    var groups: [Group] = []
    if random.chance(60) { groups.append(flag("i", "ipip")) }
    if random.chance(85) {
      groups.append(
        option(
          nil, "tun-type",
          random.pick(Vocabulary.tunnelKinds, Vocabulary.oddTunnelKinds, oddly: 8)))
    }
    if random.chance(45) {
      groups.append(
        option(nil, "tun-port", random.pick(Vocabulary.ports, Vocabulary.oddPorts, oddly: 10)))
    }
    for name in ["tun-nocsum", "tun-csum", "tun-remcsum"] where random.chance(22) {
      groups.append(word("--" + name))
    }
    return groups
  }

  private mutating func listOptions() -> [Group] {
    var groups: [Group] = []
    groups += maybe(80, flag("n", "numeric"))
    for name in ["stats", "rate", "thresholds", "persistent-conn", "tun-info", "nosort", "sort"]
    where random.chance(13) {
      groups.append(word("--" + name))
    }
    groups += maybe(10, flag("X", "exact"))
    groups += maybe(8, flag("c", "connection"))
    if random.chance(6) { groups.append(word("--timeout")) }
    if random.chance(6) { groups.append(word("--daemon")) }
    if random.chance(4) { groups.append(option(nil, "syncid", random.pick(Vocabulary.syncIDs))) }
    groups += maybe(20, service())
    return shuffled(groups)
  }

  private mutating func setTimeouts() -> [Group] {
    var groups = [word("--set")]
    for _ in 0..<(random.chance(12) ? random.number(0...5) : 3) {
      groups.append(
        word(random.pick(Vocabulary.timeouts, Vocabulary.oddTimeouts, oddly: Self.oddly)))
    }
    if random.chance(10) { groups.swapAt(0, random.number(0...groups.count - 1)) }
    return groups
  }

  private mutating func startDaemon() -> [Group] {
    var groups: [Group] = []
    let kinds = [
      ("mcast-interface", 75, Vocabulary.interfaces, Vocabulary.oddInterfaces),
      ("syncid", 40, Vocabulary.syncIDs, Vocabulary.oddSyncIDs),
      ("sync-maxlen", 15, Vocabulary.lengths, Vocabulary.oddLengths),
      ("mcast-group", 20, Vocabulary.groups, Vocabulary.oddGroups),
      ("mcast-port", 15, Vocabulary.ports, Vocabulary.oddPorts),
      ("mcast-ttl", 15, Vocabulary.timesToLive, Vocabulary.oddTimesToLive),
    ]
    for (name, percent, usual, odd) in kinds where random.chance(UInt64(percent)) {
      groups.append(option(nil, name, random.pick(usual, odd, oddly: Self.oddly)))
    }
    return [role("start-daemon")] + shuffled(groups)
  }

  private mutating func stopDaemon() -> [Group] {
    let groups = [role("stop-daemon")]
    guard random.chance(20) else { return groups }
    return groups + [option(nil, "syncid", random.pick(Vocabulary.syncIDs))]
  }

  private mutating func role(_ name: String) -> Group {
    option(nil, name, random.pick(Vocabulary.roles, Vocabulary.oddRoles, oddly: 8))
  }

  // MARK: Options

  private mutating func service() -> Group {
    if random.chance(22) {
      let mark = option(
        "f", "fwmark-service",
        random.pick(Vocabulary.marks, Vocabulary.oddMarks, oddly: Self.oddly))
      return random.chance(35) ? mark + flag("6", "ipv6") : mark
    }
    let address = random.pick(Vocabulary.services, Vocabulary.oddServices, oddly: Self.oddly)
    switch random.number(0...9) {
    case 0..<7: return option("t", "tcp-service", address)
    case 7..<9: return option("u", "udp-service", address)
    default: return option(nil, "sctp-service", address)
    }
  }

  private mutating func server() -> Group {
    option(
      "r", "real-server",
      random.pick(Vocabulary.servers, Vocabulary.oddServers, oddly: Self.oddly))
  }

  private mutating func persistence() -> Group {
    guard random.chance(60) else { return flag("p", "persistent") }
    return option(
      "p", "persistent",
      random.pick(
        Vocabulary.persistenceTimeouts, Vocabulary.oddPersistenceTimeouts, oddly: Self.oddly))
  }

  private mutating func threshold(_ letter: String, _ name: String) -> Group {
    option(letter, name, random.pick(Vocabulary.thresholds, Vocabulary.oddThresholds, oddly: 10))
  }

  /// An option with its value in one of its spellings.
  private mutating func option(_ letter: String?, _ name: String, _ value: String) -> Group {
    let isShort = letter != nil && random.chance(75)
    let text = isShort ? "-" + (letter ?? "") : "--" + name
    switch random.number(0...9) {
    case 0..<7: return word(text) + word(value)
    case 7 where isShort && !value.isEmpty: return word(text + value)
    default: return word(text + "=" + value)
    }
  }

  private mutating func flag(_ letter: String, _ name: String) -> Group {
    word(random.chance(75) ? "-" + letter : "--" + name)
  }

  private mutating func command(_ letter: String, _ name: String) -> [Group] {
    [word(random.chance(80) ? "-" + letter : "--" + name)]
  }

  private func word(_ text: String) -> Group { [Array(text.utf8)] }

  private mutating func maybe(_ percent: UInt64, _ group: Group) -> [Group] {
    random.chance(percent) ? [group] : []
  }

  private mutating func shuffled(_ groups: [Group]) -> [Group] {
    random.chance(60) ? groups : groups.shuffled(using: &random)
  }

  // MARK: Mistakes

  private mutating func damage(_ groups: inout [Group]) {
    guard random.chance(14), !groups.isEmpty else { return }
    let place = random.number(0...groups.count - 1)
    switch random.number(0...5) {
    case 0: groups.append(groups[place])
    case 1: groups.remove(at: place)
    case 2: groups.swapAt(place, random.number(0...groups.count - 1))
    case 3: groups.insert([random.pick(Vocabulary.junk)], at: place)
    case 4: groups.append([random.pick(Vocabulary.junk)])
    default: groups.append(random.chance(50) ? service() : server())
    }
  }

  /// Writes letters that stand alone into one word.
  private func cluster(_ words: inout [[UInt8]]) {
    var index = 0
    while index + 1 < words.count {
      let (left, right) = (words[index], words[index + 1])
      let minus = UInt8(ascii: "-")
      if left.count == 2, right.count == 2, left[0] == minus, right[0] == minus,
        left[1] != minus, right[1] != minus
      {
        words[index] = left + [right[1]]
        words.remove(at: index + 1)
        return
      }
      index += 1
    }
  }
}
