internal import ArgumentParser
internal import IPVS
internal import IPVSCommandLine
internal import IPVSOperations

/// `ipvs check`: what of a table will bite.
struct Check: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Says what of a rules file, or of the live table, will bite, why, and what mends it.",
    discussion: """
      FILE holds rules as 'ipvsadm -S' writes them and 'ipvsadm -R' reads them. They are carried \
      out on a simulated director, with the kernel's default settings where nothing else is said. \
      Without FILE the live table is checked, with its settings and its connections.

      A warning will bite, a note may surprise. Exit status: 1 where there are warnings, else 0; 3 \
      where the file or the table could not be read.
      """)

  @Argument(help: "A file of rules; - is standard input. The live table where none is given.")
  var file: String?

  @Option(
    name: .customLong("setting"),
    help: "With FILE: a setting below net.ipv4.vs that the machine will have. May be repeated.")
  var settings: [SettingWord] = []

  @Flag(help: "With FILE: take the settings and timeouts of this machine.")
  var liveSettings = false

  @Option(help: "Only findings of this name. May be repeated.")
  var only: [RuleWord] = []

  @Option(help: "No findings of this name, as they are known. May be repeated.")
  var ignore: [RuleWord] = []

  @OptionGroup var director: DirectorOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if settings.contains(where: { $0.value == nil }) {
      throw ValidationError("--setting needs NAME=VALUE.")
    }
    guard file == nil else {
      if director.networkNamespace != nil, !liveSettings {
        throw ValidationError("With a FILE, --netns is for --live-settings.")
      }
      return
    }
    if !settings.isEmpty {
      throw ValidationError("--setting needs a FILE: the live table has its own settings.")
    }
    if liveSettings { throw ValidationError("--live-settings needs a FILE.") }
  }

  var wantsJSON: Bool { output.json }

  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus {
    let subject: CheckSubject
    if let file {
      subject = try self.subject(of: file, in: surroundings)
    } else {
      subject = try liveSubject(in: surroundings)
    }
    let findings = subject.findings.filter { finding in
      let word = RuleWord(name: finding.name)
      return (only.isEmpty || only.contains(word)) && !ignore.contains(word)
    }
    if output.json {
      try surroundings.print(CheckDocument(findings, file: file).json)
    } else {
      try surroundings.print(FindingText.lines(of: findings, output.painter(surroundings)))
    }
    return findings.contains { $0.severity == .warning } ? .no : .success
  }

  private func liveSubject(in surroundings: VerbSurroundings) throws(VerbFailure) -> CheckSubject {
    let opened = try director.open(for: .everything, in: surroundings)
    do throws(DirectorError) {
      return try CheckSubject(of: opened.director, facts: surroundings.facts)
    } catch {
      throw VerbFailure("cannot read the table", error)
    }
  }

  private func subject(
    of file: String, in surroundings: VerbSurroundings
  ) throws(VerbFailure) -> CheckSubject {
    let bytes: [UInt8]
    do throws(Errno) {
      bytes = try surroundings.readFile(file)
    } catch {
      let name = file == "-" ? "standard input" : file
      throw VerbFailure(.failure, "cannot read \(name): \(error)")
    }
    var rehearsal = RulesRehearsal(facts: surroundings.facts)
    if liveSettings { try takeLiveSettings(in: surroundings, for: rehearsal) }
    for setting in settings {
      let value = setting.value ?? ""
      do throws(DirectorError) {
        try rehearsal.set(setting.name, to: value)
      } catch {
        throw VerbFailure(
          .usage, "--setting \(setting.name.rawValue)=\(value): \(error)",
          advice: "'ipvs sysctl' lists the settings and what they take")
      }
    }
    for line in RuleLine.lines(of: bytes, resolver: surroundings.resolver) {
      switch line.content {
      case .question: continue
      case .refused(let sentence, let endsRestore):
        rehearsal.note(
          RulesTrace.Refusal(line: line.number, sentence: sentence, endsRestore: endsRestore))
      case .change(let change, let written):
        do throws(DirectorError) {
          try rehearsal.run(change, writtenServer: written, line: line.number)
        } catch {
          rehearsal.note(
            RulesTrace.Refusal(
              line: line.number, sentence: line.refusal(error), endsRestore: false))
        }
      }
    }
    do throws(DirectorError) {
      return try rehearsal.subject()
    } catch {
      throw VerbFailure("cannot carry out the rules", error)
    }
  }

  private func takeLiveSettings(
    in surroundings: VerbSurroundings, for rehearsal: RulesRehearsal
  ) throws(VerbFailure) {
    let opened = try director.open(for: .everything, in: surroundings)
    do throws(DirectorError) {
      try rehearsal.set(try opened.director.timeouts())
      for (name, value) in try DirectorSettings(of: opened.director).values {
        // A kernel may have settings that the model of it lacks.
        try? rehearsal.set(name, to: value)
      }
    } catch {
      throw VerbFailure("cannot read the settings", error)
    }
  }
}

/// The name of a rule.
struct RuleWord: Hashable, ExpressibleByArgument {
  var name: String

  init(name: String) {
    self.name = name
  }

  init?(argument: String) {
    guard Self.allValueStrings.contains(argument) else { return nil }
    name = argument
  }

  static var allValueStrings: [String] { CheckRule.all.map(\.name) }
}
