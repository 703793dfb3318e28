internal import ArgumentParser
internal import IPVS

/// `ipvs show`: services and servers as a readable table.
struct Show: Verb {
  static let configuration = CommandConfiguration(
    abstract: "Shows services and their servers, with what they do in words.")

  @Argument(help: "Only this service: \(ServiceWord.expected).")
  var service: ServiceWord?

  @OptionGroup var director: DirectorOptions
  @OptionGroup var output: OutputOptions

  var wantsJSON: Bool { output.json }

  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus {
    let opened = try director.open(for: .reading, in: surroundings)
    let services: [Service]
    do throws(DirectorError) {
      services = try opened.director.services()
    } catch {
      throw VerbFailure("cannot list the services", error)
    }
    try surroundings.print(services.map(\.identity.name))
    return .success
  }
}
