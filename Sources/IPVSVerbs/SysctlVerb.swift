public import ArgumentParser
internal import IPVS
public import IPVSOperations

/// `ipvs sysctl`: lists, explains and sets what is below `net.ipv4.vs`.
struct SysctlVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "sysctl",
    abstract: "Lists, explains and sets the settings below net.ipv4.vs.",
    discussion: """
      Without words all settings are listed. NAME explains one: what it does, since when, what it \
      costs. NAME=VALUE sets it. What is set lasts until the machine is started again; the line that \
      makes it last is printed. Settings are those of one network namespace.

      Profiles: failover (\(SettingProfile.failover.purpose)); sticky \
      (\(SettingProfile.sticky.purpose)).

      Exit status: 0; 2 for wrong words; 3 where the kernel refuses, has no such setting or may not \
      be asked: then everything is as it was, or what is not is said.
      """)

  @Argument(help: "NAME to explain, NAME=VALUE to set.")
  var settings: [SettingWord] = []

  @Option(help: "Set the values of a profile: failover or sticky.")
  var profile: SettingProfile?

  @Flag(help: "Say what would be set, and set nothing.")
  var dryRun = false

  @OptionGroup var director: DirectorOptions
  @OptionGroup var output: OutputOptions

  var wantsJSON: Bool { output.json }

  func validate() throws {
    let sets = settings.contains { $0.value != nil }
    if profile != nil, !settings.isEmpty {
      throw ValidationError("--profile and NAME do not go together.")
    }
    if sets, settings.contains(where: { $0.value == nil }) {
      throw ValidationError("NAME and NAME=VALUE do not go together.")
    }
    if dryRun, !sets, profile == nil {
      throw ValidationError("--dry-run is for NAME=VALUE and --profile.")
    }
  }

  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus {
    let opened = try director.open(for: .settings, in: surroundings).director
    var wanted = settings.compactMap { word in word.value.map { (word.name, $0) } }
    if let profile { wanted = profile.values.map { ($0.name, $0.value) } }
    if !wanted.isEmpty {
      let changes = try SettingChanges(wanted, on: opened)
      if !dryRun { try changes.carryOut(on: opened) }
      let now = try present(changes.names, of: opened)
      try print(now, changes: changes, in: surroundings)
      return .success
    }
    let names = settings.isEmpty ? try allNames(opened) : settings.map(\.name)
    try print(try present(names, of: opened), changes: nil, in: surroundings)
    return .success
  }

  private func allNames(_ director: any Director) throws(VerbFailure) -> [SysctlName] {
    do throws(DirectorError) {
      return try director.sysctlNames()
    } catch {
      throw VerbFailure("cannot list the settings", error)
    }
  }

  private func present(
    _ names: [SysctlName], of director: any Director
  ) throws(VerbFailure) -> [PresentSetting] {
    var present: [PresentSetting] = []
    for name in names {
      do throws(DirectorError) {
        present.append(PresentSetting(name: name, value: try director.sysctl(name)))
      } catch {
        throw VerbFailure("cannot read \(name.fullName)", error)
      }
    }
    return present
  }

  private func print(
    _ present: [PresentSetting], changes: SettingChanges?, in surroundings: VerbSurroundings
  ) throws(VerbFailure) {
    if output.json {
      try surroundings.print(
        SysctlDocument(present, changes, isDryRun: dryRun).json)
      return
    }
    let text = SettingText(painter: output.painter(surroundings))
    if let changes {
      try surroundings.print(text.changed(present, changes, isDryRun: dryRun))
    } else if settings.isEmpty {
      try surroundings.print(text.list(present))
    } else {
      try surroundings.print(text.explained(present))
    }
  }
}

extension SettingProfile: ExpressibleByArgument {}

/// A setting and its value now.
struct PresentSetting {
  var name: SysctlName
  var value: String

  /// What is known of it.
  var explanation: SettingExplanation? { SettingExplanation.all[name] }

  /// Whether it is as a kernel has it at the start; nil where nobody knows.
  var isInitial: Bool? {
    explanation?.initial.map {
      value.split(whereSeparator: \.isWhitespace)
        == $0.split(whereSeparator: \.isWhitespace)
    }
  }

  /// The value with blanks, as people write it.
  var text: String { value.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}

/// `NAME` or `NAME=VALUE`; `net.ipv4.vs.` may stand before the name.
struct SettingWord: ExpressibleByArgument {
  let name: SysctlName
  let value: String?

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    var text = String(parts[0])
    for prefix in [SysctlName.prefix, SysctlName.prefix.replacing(".", with: "/")]
    where text.hasPrefix(prefix) {
      text.removeFirst(prefix.count)
    }
    guard let name = SysctlName(rawValue: text) else { return nil }
    self.name = name
    value = parts.count == 2 ? String(parts[1]) : nil
  }
}

extension SysctlName {
  /// What stands before the names.
  static let prefix = "net.ipv4.vs."

  /// As sysctl(8) calls it.
  var fullName: String { Self.prefix + rawValue }
}
