import IPVS

/// Runs commands on a director and prints what comes of them.
struct CommandRunner {
  let program: ByteString
  let resolver: any NameResolver
  let output: Output

  /// Runs a command other than `-R`.
  ///
  /// - Returns: the exit code: 0, 255 for a change that was refused, 1 for a listing that failed.
  func run(_ command: Command, on opened: OpenedDirector) -> Int32 {
    switch command {
    case .change(let change, let name):
      return submit([(change, name)], to: opened.director)
    case .list(let listing):
      return list(listing, of: opened)
    case .save(let isNumeric):
      return save(isNumeric: isNumeric, of: opened.director)
    case .help, .version, .restore:
      printOwnText(command)
      return 0
    }
  }

  /// Prints what needs no director.
  func printOwnText(_ command: Command) {
    var text: [UInt8] = []
    switch command {
    case .help: HelpText.append(program: program, to: &text)
    case .version: OneLiners.appendVersion(to: &text)
    case .change, .list, .save, .restore: break
    }
    output.print(text)
  }

  /// Sends changes together and prints a line for each that was refused.
  ///
  /// - Returns: 0 where the last one was carried out, else 255.
  func submit(
    _ changes: [(change: Change, name: CommandName)], to director: any Director
  ) -> Int32 {
    do throws(DirectorError) {
      let outcomes = try director.submit(changes.map(\.change))
      var exitCode: Int32 = 0
      for (outcome, change) in zip(outcomes, changes) {
        exitCode = 0
        guard let outcome else { continue }
        complain(outcome, of: change.name)
        exitCode = 255
      }
      return exitCode
    } catch {
      if let last = changes.last { complain(error, of: last.name) }
      return 255
    }
  }

  private func complain(_ error: DirectorError, of command: CommandName) {
    output.complain("\(RefusalText.text(error.errno, of: command))\n")
  }
}

extension CommandRunner {
  private func list(_ listing: Listing, of opened: OpenedDirector) -> Int32 {
    let director = opened.director
    var text: [UInt8] = []
    do throws(DirectorError) {
      switch listing {
      case .services(nil, let style):
        try listAll(of: opened, style)
      case .services(let identity?, let style):
        let service = try director.service(identity)
        let table = TableText(style: style, resolver: resolver)
        table.appendTitles(to: &text)
        table.append(service, to: &text)
      case .connections(let showsEngineData, let isNumeric):
        return listConnections(
          of: director,
          ConnectionText(
            showsEngineData: showsEngineData, isNumeric: isNumeric, resolver: resolver))
      case .timeouts:
        OneLiners.append(try director.timeouts(), to: &text)
      case .daemons:
        OneLiners.append(try director.daemons(), to: &text)
      }
    } catch {
      switch listing {
      case .services: complain(error, of: .list)
      case .timeouts, .daemons, .connections: break
      }
      return 1
    }
    output.print(text)
    return 0
  }

  private func listAll(of opened: OpenedDirector, _ style: TableStyle) throws(DirectorError) {
    var text: [UInt8] = []
    let table = TableText(style: style, resolver: resolver)
    TableText.append(opened.information, to: &text)
    table.appendTitles(to: &text)
    output.print(emptying: &text)
    let services = try opened.director.services()
    for service in style.isSorted ? HistoricalOrder.sorted(services) : services {
      table.append(service, to: &text)
      output.print(emptying: &text)
    }
  }

  private func listConnections(of director: any Director, _ table: ConnectionText) -> Int32 {
    var text: [UInt8] = []
    // The titles stand above what could be read, and not above nothing at all.
    table.appendTitles(to: &text)
    do throws(DirectorError) {
      try director.forEachConnection { entry in
        table.append(entry, to: &text)
        output.print(emptying: &text)
        return output.failure == nil ? .more : .stop
      }
    } catch  where error == DirectorError(.malformedAnswer, .noData) {
      output.print(text)
      return 1
    } catch {
      return complainOfConnections(error)
    }
    output.print(text)
    return 0
  }

  private func complainOfConnections(_ error: DirectorError) -> Int32 {
    switch error.reason {
    case .malformedAnswer:
      output.complain("unexpected input from /proc/net/ip_vs_conn\n")
    case .refused, .notAvailable, .transport, .noAnswer, .interruptedListing, .noSuchSysctl,
      .sysctlRefused:
      output.complain("cannot open file /proc/net/ip_vs_conn\n")
    }
    return 1
  }

  private func save(isNumeric: Bool, of director: any Director) -> Int32 {
    let lines = SaveText(isNumeric: isNumeric, resolver: resolver)
    do throws(DirectorError) {
      var text: [UInt8] = []
      for service in HistoricalOrder.sorted(try director.services()) {
        lines.append(service, to: &text)
        output.print(emptying: &text)
      }
      return 0
    } catch {
      complain(error, of: .save)
      return 1
    }
  }
}
