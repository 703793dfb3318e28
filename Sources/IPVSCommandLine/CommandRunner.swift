import IPVS

/// Asks things of a director and prints what comes of them.
struct CommandRunner {
  let program: ByteString
  let resolver: any NameResolver
  let output: Output

  /// Carries out what is asked of a director.
  ///
  /// - Returns: the exit code: 0, 255 for a change that was refused, 1 for a listing that failed, 2
  ///   for a change by somebody who may ask nothing of the director.
  func run(_ request: Request, on opened: OpenedDirector) -> Int32 {
    switch request {
    case .change(let change, let name):
      return submit([change], [name], to: opened).exitCode
    case .list(let listing):
      return list(listing, of: opened)
    case .save(let isNumeric):
      return save(isNumeric: isNumeric, of: opened.director)
    }
  }

  /// Prints what needs no director.
  func print(_ own: OwnText) {
    switch own {
    case .help: HelpText.append(program: program, to: &output.text)
    case .version: OneLiners.appendVersion(to: &output.text)
    }
  }

  /// What became of changes that were sent together.
  struct Submission {
    /// 0 where the last one was carried out, else 255.
    var exitCode: Int32 = 0
    /// Whether the conversation broke off: nobody knows which of them were carried out.
    var isBroken = false
  }

  /// Sends changes together and prints a line for each that was refused.
  func submit(
    _ changes: [Change], _ names: [CommandName], to opened: OpenedDirector
  ) -> Submission {
    var submission = Submission()
    do throws(DirectorError) {
      let outcomes = try opened.director.submit(changes)
      for (outcome, name) in zip(outcomes, names) {
        submission.exitCode = 0
        guard let outcome else { continue }
        if outcome.errno == .notPermitted, let failure = opened.failure() {
          // Without privilege nothing at all is allowed, and 1.31 has found out before the change.
          output.complain(RefusalText.initialization(failure.errno))
          return Submission(exitCode: 2, isBroken: true)
        }
        complain(outcome, of: name)
        submission.exitCode = 255
      }
    } catch {
      if let last = names.last { complain(error, of: last) }
      if changes.count > 1 {
        output.complain(
          "ipvsadm: which of the last \(changes.count) commands were carried out is not known\n")
      }
      submission = Submission(exitCode: 255, isBroken: true)
    }
    return submission
  }

  private func complain(_ error: DirectorError, of command: CommandName) {
    output.complain("\(RefusalText.text(error.errno, of: command))\n")
  }
}

extension CommandRunner {
  private func list(_ listing: Listing, of opened: OpenedDirector) -> Int32 {
    let director = opened.director
    do throws(DirectorError) {
      switch listing {
      case .services(nil, let style):
        try listAll(of: opened, style)
      case .services(let identity?, let style):
        let service = try director.service(identity)
        var table = TableText(style: style, resolver: resolver)
        table.appendTitles(to: &output.text)
        table.append(service, to: &output.text)
      case .connections(let showsEngineData, let isNumeric):
        return listConnections(
          of: director,
          ConnectionText(
            showsEngineData: showsEngineData, isNumeric: isNumeric, resolver: resolver))
      case .timeouts:
        OneLiners.append(try director.timeouts(), to: &output.text)
      case .daemons:
        OneLiners.append(try director.daemons(), to: &output.text)
      }
    } catch {
      switch listing {
      case .services: complain(error, of: .list)
      case .timeouts, .daemons, .connections: break
      }
      return 1
    }
    output.writeWhenFull()
    return 0
  }

  private func listAll(of opened: OpenedDirector, _ style: TableStyle) throws(DirectorError) {
    var table = TableText(style: style, resolver: resolver)
    TableText.append(try opened.information(), to: &output.text)
    table.appendTitles(to: &output.text)
    let services = try opened.director.services(style.contents)
    var order = HistoricalOrder()
    let places = style.isSorted ? order.places(of: services) : Array(services.indices)
    services.withUnsafeBufferPointer { services in
      for place in places {
        table.append(services[place], to: &output.text)
        output.writeWhenFull()
      }
    }
  }

  private func listConnections(of director: any Director, _ table: ConnectionText) -> Int32 {
    // The titles stand above what could be read, and not above nothing at all.
    var hasTitles = false
    var table = table
    do throws(DirectorError) {
      try director.forEachConnection { entry in
        if !hasTitles { table.appendTitles(to: &output.text) }
        hasTitles = true
        table.append(entry, to: &output.text)
        output.writeWhenFull()
        return output.failure == nil ? .more : .stop
      }
    } catch {
      switch error.reason {
      case .endedListing:
        if !hasTitles { table.appendTitles(to: &output.text) }
      case .malformedAnswer:
        output.complain("unexpected input from /proc/net/ip_vs_conn\n")
      case .refused, .notAvailable, .transport, .noAnswer, .interruptedListing, .noSuchSysctl,
        .sysctlRefused:
        output.complain("cannot open file /proc/net/ip_vs_conn\n")
      }
      return 1
    }
    if !hasTitles { table.appendTitles(to: &output.text) }
    return 0
  }

  private func save(isNumeric: Bool, of director: any Director) -> Int32 {
    var lines = SaveText(isNumeric: isNumeric, resolver: resolver)
    do throws(DirectorError) {
      let services = try director.services(.withoutCounters)
      var order = HistoricalOrder()
      for place in order.places(of: services) {
        lines.append(services[place], to: &output.text)
        output.writeWhenFull()
      }
      return 0
    } catch {
      complain(error, of: .save)
      return 1
    }
  }
}

extension TableStyle {
  /// What the columns show of the destinations.
  fileprivate var contents: DestinationContents {
    switch columns {
    case .plain: .plain
    case .counters, .rates: .whole
    case .thresholds, .persistentConnections, .tunnels: .withoutCounters
    }
  }
}
