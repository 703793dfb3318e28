internal import IPVS

/// Reads files of cases; Tests/Oracle/README.md describes their language.
struct CorpusReader {
  private(set) var cases: [OracleCase] = []
  private var places: [String: Place] = [:]
  private let file: String
  private var line = 0

  private init(file: String) {
    self.file = file
  }

  /// All cases of some files; names must differ over all of them.
  static func read(_ files: [String]) throws(AgentError) -> [OracleCase] {
    var cases: [OracleCase] = []
    var places: [String: Place] = [:]
    for file in files {
      var reader = CorpusReader(file: file)
      reader.places = places
      try reader.read(try readFile(file))
      cases += reader.cases
      places = reader.places
    }
    return cases
  }

  private mutating func read(_ text: [UInt8]) throws(AgentError) {
    for content in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      line += 1
      do throws(LineError) {
        try take(content)
      } catch {
        throw .failed("\(file):\(line):\(error.column): \(error.message)")
      }
    }
    if let last = cases.last, last.steps.isEmpty {
      throw .failed("\(last.place): the case has no steps")
    }
  }

  private mutating func take(_ content: ArraySlice<UInt8>) throws(LineError) {
    if let text = try TextLine(content) {
      try changeCommand { (command) throws(LineError) in try text.add(to: &command) }
      return
    }
    var words = try WordReader.words(of: content)
    guard let first = words.first else { return }
    guard first.column == 1 else { throw LineError(1, "a line begins in the first column") }
    switch first.text {
    case "case":
      try begin(words)
      return
    case "without": try setModules(words)
    case "differs": try setDifference(words)
    case "exit": try setExitStatus(words)
    case "instead":
      words.removeFirst()
      try setSubstitute(words, behind: first)
    default:
      let step = try StepReader(
        words: words, place: Place(file: file, line: line),
        text: String(decoding: content, as: UTF8.self)
      ).step()
      try change(first) { (unit) throws(LineError) in unit.steps.append(step) }
    }
  }

  // MARK: Cases

  private mutating func begin(_ words: [WordReader.Word]) throws(LineError) {
    guard words.count == 2 else { throw LineError(1, "expected: case NAME") }
    if let last = cases.last, last.steps.isEmpty {
      throw LineError(1, "the case '\(last.name)' has no steps")
    }
    let name = words[1].text
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)
    guard !name.isEmpty, name.utf8.allSatisfy(letters.contains) else {
      throw LineError(words[1].column, "a name has small letters, digits and '-'")
    }
    if let place = places[name] {
      throw LineError(words[1].column, "there is a case of this name at \(place)")
    }
    let place = Place(file: file, line: line)
    places[name] = place
    cases.append(OracleCase(name: name, place: place))
  }

  private mutating func setModules(_ words: [WordReader.Word]) throws(LineError) {
    let kinds: [String: OracleCase.Modules] = ["modules": .unloaded, "module-files": .missing]
    guard words.count == 2, let modules = kinds[words[1].text] else {
      throw LineError(1, "expected: without modules, or: without module-files")
    }
    try change(words[0]) { (unit) throws(LineError) in
      guard unit.steps.isEmpty else {
        throw LineError(1, "'without' stands before the first step")
      }
      unit.modules = modules
    }
  }

  private mutating func change(
    _ word: WordReader.Word, _ body: (inout OracleCase) throws(LineError) -> Void
  ) throws(LineError) {
    guard !cases.isEmpty else { throw LineError(word.column, "expected: case NAME") }
    try body(&cases[cases.count - 1])
  }

  // MARK: What belongs to the command above

  private mutating func setDifference(_ words: [WordReader.Word]) throws(LineError) {
    guard words.count == 2 else { throw LineError(1, "expected: differs NUMBER, or: differs help") }
    let reason: Difference.Reason
    if words[1].text == "help" {
      reason = .help
    } else if let number = Int(words[1].text), (1...12).contains(number) {
      reason = .number(number)
    } else {
      throw LineError(words[1].column, "expected a number of the list (1 to 12), or: help")
    }
    try changeCommand { (command) throws(LineError) in
      guard command.difference == nil else {
        throw LineError(1, "the command has a difference already")
      }
      command.difference = Difference(reason: reason)
    }
  }

  private mutating func setExitStatus(_ words: [WordReader.Word]) throws(LineError) {
    guard words.count == 2, let status = Int32(words[1].text), (0...255).contains(status) else {
      throw LineError(1, "expected: exit STATUS")
    }
    try changeCommand { (command) throws(LineError) in
      guard command.difference != nil else { throw LineError(1, "'differs' is missing above") }
      command.difference?.exitStatus = status
    }
  }

  private mutating func setSubstitute(
    _ words: [WordReader.Word], behind first: WordReader.Word
  ) throws(LineError) {
    guard let program = words.first else {
      throw LineError(first.column, "expected: instead nothing, or: instead ipvsadm …")
    }
    let substitute: Difference.Substitute
    if program.text == "nothing", words.count == 1 {
      substitute = .nothing
    } else if let kind = StepReader.programs[program.text] {
      substitute = .run(
        Difference.ReferenceRun(program: kind, arguments: words.dropFirst().map(\.bytes)))
    } else {
      throw LineError(program.column, "expected: nothing, ipvsadm, save or restore")
    }
    try changeCommand { (command) throws(LineError) in
      guard command.difference != nil, command.difference?.instead == nil else {
        throw LineError(1, "'instead' stands once, below 'differs'")
      }
      command.difference?.instead = substitute
    }
  }

  private mutating func changeCommand(
    _ body: (inout Invocation) throws(LineError) -> Void
  ) throws(LineError) {
    guard let unit = cases.last, case .run(var invocation) = unit.steps.last else {
      throw LineError(1, "this must stand below a command")
    }
    try body(&invocation)
    cases[cases.count - 1].steps[unit.steps.count - 1] = .run(invocation)
  }
}
