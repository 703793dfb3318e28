internal import IPVS

/// Reads one line that is a step.
struct StepReader {
  /// The words by which a case names the programs.
  static let programs: [String: Invocation.Program] = [
    "ipvsadm": .ipvsadm, "save": .save, "restore": .restore,
  ]

  private var words: [WordReader.Word]
  private var index = 0
  private let place: Place
  private let text: String

  init(words: [WordReader.Word], place: Place, text: String) {
    self.words = words
    self.place = place
    self.text = text
  }

  /// The step.
  func step() throws(LineError) -> Step {
    var reader = self
    switch words.first?.text {
    case "sysctl": return try reader.sysctl()
    case "send": return .send(try reader.packet())
    case "wait": return try reader.wait()
    default: return .run(try reader.invocation())
    }
  }

  private mutating func next(_ expected: String) throws(LineError) -> WordReader.Word {
    guard index < words.count else {
      throw LineError((words.last.map { $0.column + $0.bytes.count } ?? 1), "expected \(expected)")
    }
    index += 1
    return words[index - 1]
  }

  private func end() throws(LineError) {
    guard index == words.count else { throw LineError(words[index].column, "one word too many") }
  }

  private mutating func invocation() throws(LineError) -> Invocation {
    var invocation = Invocation(
      place: place, text: text, program: .ipvsadm, argumentZero: [], arguments: [])
    var name: [UInt8]?
    while true {
      let word = try next("ipvsadm, save or restore")
      if let program = Self.programs[word.text] {
        invocation.program = program
        invocation.argumentZero = name ?? Array(program.rawValue.utf8)
        invocation.arguments = words[index...].map(\.bytes)
        return invocation
      }
      switch word.text {
      case "argv0": name = try next("a name").bytes
      case "env": invocation.environment.append(try next("NAME=VALUE").bytes)
      case "merged": invocation.output = .merged
      case "closed": invocation.output = .closed
      case "full": invocation.output = .full
      case "broken": invocation.output = .broken
      case "unprivileged": invocation.isUnprivileged = true
      case "no-proc": invocation.processFiles = .none
      case "proc-file": invocation.processFiles = .connections
      case "both": invocation.isForBoth = true
      default:
        throw LineError(
          word.column,
          "expected a step (ipvsadm, save, restore, sysctl, send, wait) or a word before a command"
            + " (argv0 NAME, env NAME=VALUE, merged, closed, full, broken, unprivileged, no-proc,"
            + " proc-file, both)")
      }
    }
  }

  private mutating func sysctl() throws(LineError) -> Step {
    index = 1
    let word = try next("NAME=VALUE")
    let parts = word.text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let name = SysctlName(rawValue: String(parts[0])) else {
      throw LineError(word.column, "expected NAME=VALUE, a setting below net.ipv4.vs")
    }
    try end()
    return .sysctl(name, String(parts[1]))
  }

  private mutating func wait() throws(LineError) -> Step {
    index = 1
    let word = try next("seconds")
    guard let seconds = Double(word.text), (0...60).contains(seconds) else {
      throw LineError(word.column, "expected seconds, at most 60")
    }
    try end()
    return .wait(milliseconds: Int(seconds * 1000))
  }

  private mutating func packet() throws(LineError) -> Packet {
    index = 1
    let kind = try next("a kind of packet")
    guard let content = Packet.Kind(rawValue: kind.text) else {
      throw LineError(
        kind.column, "expected: \(Packet.Kind.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let source = try endpoint()
    let target = try endpoint()
    guard source.address.family == target.address.family else {
      throw LineError(words[index - 1].column, "the two families differ")
    }
    var packet = Packet(kind: content, source: source, target: target)
    while index < words.count {
      let word = try next("an option")
      switch word.text {
      case "data": packet.payload = try next("data").bytes
      case "size": packet.payload = Array(repeating: 0, count: Int(try number(1...65_507)))
      case "mark": packet.mark = try number(1...UInt32.max)
      case "times": packet.times = Int(try number(1...100_000))
      default:
        throw LineError(
          word.column, "expected: data BYTES, size NUMBER, mark NUMBER, or: times NUMBER")
      }
    }
    return packet
  }

  private mutating func number(_ range: ClosedRange<UInt32>) throws(LineError) -> UInt32 {
    let word = try next("a number")
    guard let number = UInt32(word.text), range.contains(number) else {
      throw LineError(
        word.column, "expected a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  private mutating func endpoint() throws(LineError) -> Endpoint {
    let word = try next("ADDRESS:PORT")
    guard let endpoint = Endpoint(text: word.bytes) else {
      throw LineError(word.column, "expected ADDRESS:PORT, IPv6 in brackets")
    }
    return endpoint
  }
}
