internal import IPVS

/// What a director holds at one moment, written as lines: equal texts are equal tables.
///
/// Everything is in it but the rates and the connections, which depend on the time.
struct Snapshot: Hashable {
  /// One line for each service, destination and daemon, and one for the timeouts.
  let text: String

  /// A text that stands for a table.
  init(text: String) {
    self.text = text
  }

  /// Reads a director.
  init(of director: any Director) throws(AgentError) {
    do throws(DirectorError) {
      let timeouts = try director.timeouts()
      var lines = ["timeouts \(timeouts.tcp) \(timeouts.tcpFin) \(timeouts.udp)"]
      lines += try director.daemons().map(Self.line)
      for service in try director.services() {
        lines.append(Self.line(service))
        lines += service.destinations.map(Self.line)
      }
      text = lines.map { $0 + "\n" }.joined()
    } catch {
      throw .failed("cannot read the kernel's table: \(error)")
    }
  }

  private static func line(_ daemon: SyncDaemon) -> String {
    let group = daemon.group.map(\.description) ?? "-"
    return "\(daemon.role) \(visible(daemon.interface.bytes)) syncid \(daemon.syncID)"
      + " maxlen \(daemon.maximumLength) group \(group) port \(daemon.port)"
      + " ttl \(daemon.timeToLive)"
  }

  private static func line(_ service: Service) -> String {
    let details = service.details
    let name =
      switch service.identity {
      case .endpoint(let number, let endpoint): "service \(number.rawValue) \(endpoint)"
      case .firewallMark(let mark, let family): "service mark \(mark) \(family)"
      }
    let mask =
      switch details.mask {
      case .v4(let address): "\(address)"
      case .v6(let prefixLength): "\(prefixLength)"
      }
    let persistence = details.persistence.map { "\($0.timeout)" } ?? "-"
    return "\(name) \(visible(details.scheduler.bytes)) flags \(details.schedulerFlags.rawValue)"
      + " persistent \(persistence) mask \(mask)"
      + " pe \(visible(details.persistenceEngine.bytes)) ops \(details.isOnePacket)"
      + " \(text(service.counters))"
  }

  private static func line(_ destination: Destination) -> String {
    let details = destination.details
    let counts = destination.connectionCounts
    return "  \(destination.endpoint) method \(details.forwarding.rawValue)"
      + " weight \(details.weight) upper \(details.upperThreshold)"
      + " lower \(details.lowerThreshold) tunnel \(details.tunnel.kind.rawValue)"
      + " \(details.tunnel.port) \(details.tunnel.checksum.rawValue)"
      + " entries \(counts.active) \(counts.inactive) \(counts.persistent)"
      + " \(text(destination.counters))"
  }

  private static func text(_ counters: Counters) -> String {
    "counters \(counters.connections) \(counters.incomingPackets) \(counters.outgoingPackets)"
      + " \(counters.incomingBytes) \(counters.outgoingBytes)"
  }
}
