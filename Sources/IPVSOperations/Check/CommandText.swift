internal import IPVS

/// Command lines of `ipvsadm`, to be typed.
///
/// An edit replaces all details, so that it repeats those that are to stay.
enum CommandText {
  /// `ipvsadm -A …`.
  static func add(_ identity: ServiceIdentity, _ details: ServiceDetails) -> String {
    "ipvsadm -A \(words(identity))\(words(details))"
  }

  /// `ipvsadm -E …`.
  static func edit(_ service: Service, _ change: (inout ServiceDetails) -> Void) -> String {
    var details = service.details
    change(&details)
    return "ipvsadm -E \(words(service.identity))\(words(details))"
  }

  /// `ipvsadm -D …`.
  static func delete(_ identity: ServiceIdentity) -> String {
    "ipvsadm -D \(words(identity))"
  }

  /// `ipvsadm -a …`.
  static func add(
    _ identity: ServiceIdentity, _ server: Endpoint, _ details: DestinationDetails
  ) -> String {
    "ipvsadm -a \(words(identity)) -r \(server)\(words(details))"
  }

  /// `ipvsadm -a …` for each address of some servers, with port 0.
  static func addForAllPorts(
    _ servers: [Destination], to identity: ServiceIdentity
  ) -> [String] {
    var seen: Set<IPAddress> = []
    return servers.filter { seen.insert($0.endpoint.address).inserted }.map { server in
      add(identity, Endpoint(server.endpoint.address, port: 0), server.details)
    }
  }

  /// `ipvsadm -a …` with a word where the server's address is to be written.
  static func addSomeServer(_ identity: ServiceIdentity) -> String {
    "ipvsadm -a \(words(identity)) -r SERVER"
  }

  /// `ipvsadm -e …`.
  static func edit(
    _ identity: ServiceIdentity, _ server: Destination,
    _ change: (inout DestinationDetails) -> Void
  ) -> String {
    var details = server.details
    change(&details)
    return "ipvsadm -e \(words(identity)) -r \(server.endpoint)\(words(details))"
  }

  /// `ipvsadm -d …`.
  static func delete(_ identity: ServiceIdentity, _ server: Endpoint) -> String {
    "ipvsadm -d \(words(identity)) -r \(server)"
  }

  /// `ipvs sysctl NAME=VALUE`.
  static func set(_ name: SysctlName, _ value: Int) -> String {
    "ipvs sysctl \(name.rawValue)=\(value)"
  }

  /// The commands that give connections to these ports of a service's address a mark.
  static func mark(_ service: Service, ports: [String], _ mark: UInt32) -> [String] {
    guard let (transport, endpoint) = service.endpoint else { return [] }
    let program = endpoint.address.family == .ipv4 ? "iptables" : "ip6tables"
    return stride(from: 0, to: ports.count, by: mostPorts).map { start in
      let part = ports[start..<min(start + mostPorts, ports.count)].joined(separator: ",")
      return "\(program) -t mangle -A PREROUTING -d \(endpoint.address) "
        + "-p \(transport.lowerCaseName) -m multiport --dports \(part) -j MARK --set-mark \(mark)"
    }
  }

  /// How many ports iptables takes in one rule.
  private static let mostPorts = 15

  private static func words(_ identity: ServiceIdentity) -> String {
    switch identity {
    case .firewallMark(let mark, .ipv4): return "-f \(mark)"
    case .firewallMark(let mark, .ipv6): return "-f \(mark) -6"
    case .endpoint(let transport, let endpoint):
      switch transport {
      case .udp: return "-u \(endpoint)"
      case .sctp: return "--sctp-service \(endpoint)"
      default: return "-t \(endpoint)"
      }
    }
  }

  private static func words(_ details: ServiceDetails) -> String {
    var text = " -s \(details.scheduler)"
    if let persistence = details.persistence {
      text += " -p \(persistence.timeout)"
      if !details.mask.isHost { text += " -M \(words(details.mask))" }
    }
    if !details.persistenceEngine.isEmpty { text += " --pe \(details.persistenceEngine)" }
    if details.isOnePacket { text += " -o" }
    let flags = words(details.schedulerFlags, of: details.scheduler)
    return flags.isEmpty ? text : text + " -b \(flags)"
  }

  private static func words(_ mask: PersistenceMask) -> String {
    switch mask {
    case .v4(let mask): mask.description
    case .v6(let length): String(length)
    }
  }

  private static func words(_ flags: SchedulerFlags, of scheduler: ByteString) -> String {
    let isHash = scheduler == "sh" || scheduler == "mh"
    let names: [(SchedulerFlags, String)] = [
      (.flag1, isHash ? "\(scheduler)-fallback" : "flag-1"),
      (.flag2, isHash ? "\(scheduler)-port" : "flag-2"), (.flag3, "flag-3"),
    ]
    return names.filter { flags.contains($0.0) }.map(\.1).joined(separator: ",")
  }

  private static func words(_ details: DestinationDetails) -> String {
    var text =
      switch details.forwarding {
      case .masquerade: " -m"
      case .tunnel: " -i"
      default: " -g"
      }
    text += " -w \(details.weight)"
    if details.forwarding == .tunnel { text += words(details.tunnel) }
    if details.upperThreshold != 0 || details.lowerThreshold != 0 {
      text += " -x \(details.upperThreshold) -y \(details.lowerThreshold)"
    }
    return text
  }

  private static func words(_ tunnel: Tunnel) -> String {
    var text = ""
    switch tunnel.kind {
    case .gue: text = " --tun-type gue --tun-port \(tunnel.port)"
    case .gre: text = " --tun-type gre"
    default: return ""
    }
    switch tunnel.checksum {
    case .full: text += " --tun-csum"
    case .remote: text += " --tun-remcsum"
    default: break
    }
    return text
  }
}

extension TransportProtocol {
  /// `tcp`, `udp` or `sctp`, or the number.
  var lowerCaseName: String {
    switch self {
    case .tcp: "tcp"
    case .udp: "udp"
    case .sctp: "sctp"
    default: String(rawValue)
    }
  }
}
