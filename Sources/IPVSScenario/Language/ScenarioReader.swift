import IPVS

/// Reads the lines of a scenario one by one.
struct ScenarioReader {
  /// What was read so far.
  private(set) var entries: [Entry] = []
  /// The connections that earlier lines begin.
  private var flows: Set<Flow> = []

  /// Reads the next line.
  mutating func read(_ line: ArraySlice<UInt8>, number: Int) throws(LineError) {
    switch line.first {
    case UInt8(ascii: "|"):
      guard line.count == 1 || line.dropFirst().first == UInt8(ascii: " ") else {
        throw LineError(2, "expected a blank behind the | of a result")
      }
    case UInt8(ascii: "<"):
      try readInput(line)
    default:
      var entry = Entry(number: number, lines: [ByteString(line)], event: nil)
      let words = try WordReader.words(of: line)
      if let first = words.first {
        guard first.column == 1 else { throw LineError(1, "a line begins in its first column") }
        let (name, rest) = try DirectorName.take(from: words)
        entry.director = name
        var reader = LineReader(rest)
        let event = try reader.event()
        try note(event, at: rest.first?.column ?? first.column)
        entry.event = event
      }
      entries.append(entry)
    }
  }

  /// Reads a line of standard input: `< TEXT`, or `<$ TEXT` with escapes and no newline of its own.
  private mutating func readInput(_ line: ArraySlice<UInt8>) throws(LineError) {
    guard let last = entries.indices.last else { throw Self.inputWithoutCommand }
    switch entries[last].event {
    case .command(var command):
      command.input += try Self.input(in: line)
      for word in line.dropFirst().split(separator: UInt8(ascii: " ")) {
        let column = word.startIndex - line.startIndex + 1
        try Unavailable.check(Array(word), column: column, for: &command)
      }
      entries[last].event = .command(command)
    case .operatorCommand(var command):
      command.input += try Self.input(in: line)
      entries[last].event = .operatorCommand(command)
    case .readSetting, .writeSetting, .exchange, .clients, .reply, .icmp, .wait, nil:
      throw Self.inputWithoutCommand
    }
    entries[last].lines.append(ByteString(line))
  }

  private static var inputWithoutCommand: LineError {
    LineError(1, "standard input stands right below its ipvsadm or ipvs line")
  }

  /// The bytes that a line of standard input stands for.
  private static func input(in line: ArraySlice<UInt8>) throws(LineError) -> [UInt8] {
    var rest = line.dropFirst()
    let isEscaped = rest.first == UInt8(ascii: "$")
    if isEscaped { rest.removeFirst() }
    let column = rest.startIndex - line.startIndex + 1
    guard rest.isEmpty || rest.first == UInt8(ascii: " ") else {
      throw LineError(column, "expected a blank")
    }
    rest = rest.dropFirst()
    if isEscaped { return try Escapes.bytes(rest, column: column + 1) }
    return rest + [UInt8(ascii: "\n")]
  }

  /// Remembers which connections there can be, and refuses to end one that never began.
  private mutating func note(_ event: Event, at column: Int) throws(LineError) {
    let exchanges: [Exchange]
    switch event {
    case .exchange(let exchange):
      exchanges = [exchange]
    case .clients(let range, let exchange):
      exchanges = range.clients.map { client in
        var copy = exchange
        copy.client = client
        return copy
      }
    case .command, .operatorCommand, .readSetting, .writeSetting, .reply, .icmp, .wait:
      return
    }
    for exchange in exchanges {
      if exchange.continuesFlow {
        guard flows.contains(exchange.flow) else {
          throw LineError(
            column, "no earlier line connects \(exchange.client) to \(exchange.virtual)")
        }
      } else {
        flows.insert(exchange.flow)
      }
    }
  }
}

/// Options of `ipvsadm` that a scenario cannot have, or that need time.
enum Unavailable {
  /// Refuses a word that asks for what no two directors answer alike.
  static func check(
    _ word: [UInt8], column: Int, for command: inout CommandLine
  ) throws(LineError) {
    switch ByteString(word) {
    case "--nosort":
      throw LineError(column, "--nosort is not available in scenarios: its order is the kernel's")
    case "--rate":
      throw LineError(column, "--rate is not available in scenarios: rates hang on the moment")
    case "--stats":
      command.showsCounters = true
    default:
      break
    }
  }
}
