internal import ArgumentParser

/// A verb of `ipvs`.
protocol Verb: ParsableCommand {
  /// Whether failures are to be told in JSON, too.
  var wantsJSON: Bool { get }

  /// Does it.
  ///
  /// - Returns: how the program ends; all is said then.
  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus
}

/// `--netns`.
struct DirectorOptions: ParsableArguments {
  @Option(
    name: .customLong("netns"),
    help: "The network namespace: a name of 'ip netns', a path, or a process's number.")
  var networkNamespace: String?

  /// Opens the director that is meant.
  func open(
    for use: DirectorRequest.Use, in surroundings: VerbSurroundings
  ) throws(VerbFailure) -> VerbDirector {
    try surroundings.openDirector(
      DirectorRequest(networkNamespace: networkNamespace, for: use))
  }
}

/// `--json` and `--color`.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print one JSON object; Docs/json has its schema.")
  var json = false

  @Option(
    help: "When to use colours: auto (on a terminal, unless NO_COLOR is set), always or never.")
  var color = ColourChoice.auto

  /// Where text goes, in colours or not.
  func painter(_ surroundings: VerbSurroundings) -> Painter {
    switch color {
    case .always: Painter(isOn: !json)
    case .never: Painter(isOn: false)
    case .auto:
      Painter(isOn: !json && surroundings.outputIsTerminal && !surroundings.wantsNoColour)
    }
  }
}

/// When to use colours.
enum ColourChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}
