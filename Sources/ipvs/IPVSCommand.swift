import ArgumentParser

/// The second program, for operators.
@main
struct IPVSCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ipvs", abstract: "Answers what operators of IPVS ask.")
}
