internal import ArgumentParser
internal import IPVS
internal import IPVSOperations

/// `ipvs trace`: where a client will go next, and why.
struct TraceVerb: Verb {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Says where a client will go next, and why.",
    discussion: """
      Nothing is sent and nothing is changed: services, templates and settings are read, and the \
      kernel's rules are followed. With a client's port the answer is about the connection of that \
      port, else about a new one. What depends on something that the kernel does not show is told as such.

      SERVICE need not be one that exists: it is what the client connects to. \
      'ADDRESS:0' is a port that no other service takes.

      Exit status: 0 where the packet reaches a server, or will reach one of several; 1 where it may \
      reach none; 2 for wrong words; 3 where the director cannot be asked.
      """)

  @Argument(help: "The client: ADDRESS or ADDRESS:PORT.")
  var client: ClientWord

  @Argument(help: "What it connects to: \(ServiceWord.expected).")
  var service: ServiceWord

  @Option(help: "The firewall mark that the client's packets carry.")
  var mark: UInt32 = 0

  @OptionGroup var director: DirectorOptions
  @OptionGroup var output: OutputOptions

  var wantsJSON: Bool { output.json }

  func validate() throws {
    let family =
      switch service {
      case .endpoint(_, let endpoint): endpoint.address.family
      case .firewallMark(_, let family): family
      }
    guard client.address.family == family else {
      throw ValidationError("the client and the service are of different families")
    }
    if case .firewallMark = service, mark != 0 {
      throw ValidationError("the service names a mark already")
    }
  }

  func run(in surroundings: VerbSurroundings) throws(VerbFailure) -> ExitStatus {
    let opened = try director.open(for: .reading, in: surroundings)
    let trace: Trace
    do throws(DirectorError) {
      trace = try Trace(
        request, on: opened.director, facts: surroundings.facts,
        tellsFilesOnly: opened.tellsFilesOnly)
    } catch {
      throw VerbFailure("cannot trace the client", error)
    }
    if output.json {
      try surroundings.print(
        TraceDocument(
          trace, facts: surroundings.facts, networkNamespace: director.networkNamespace
        ).json)
    } else {
      try surroundings.print(
        TraceText(trace, facts: surroundings.facts).lines(output.painter(surroundings)))
    }
    return trace.outcomes.allSatisfy(\.isServer) ? .success : .no
  }

  private var request: TraceRequest {
    let target: TraceRequest.Target =
      switch service {
      case .endpoint(let transport, let endpoint): .endpoint(transport, endpoint)
      case .firewallMark(let mark, let family): .firewallMark(mark, family)
      }
    return TraceRequest(
      client: client.address, clientPort: client.port, target: target, mark: mark)
  }
}
