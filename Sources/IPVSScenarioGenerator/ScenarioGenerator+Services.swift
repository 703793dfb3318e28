internal import IPVS
internal import IPVSSimulator

extension ScenarioGenerator {
  /// The lines with which a scenario begins: some services, most of them with servers.
  mutating func settingUp() -> [String] {
    var lines: [String] = []
    while random.chance(25) { lines.append(setting()) }
    for _ in 0..<random.number(1...4) {
      lines.append(addService())
      for _ in 0..<random.number(0...4) where !services.isEmpty {
        lines.append(addServer(to: services.count - 1))
      }
    }
    return lines
  }

  /// A change to what is balanced.
  mutating func change() -> String {
    guard !services.isEmpty else { return addService() }
    let place = random.number(0...services.count - 1)
    switch random.number(0...99) {
    case 0..<40: return editServer(of: place)
    case 40..<57: return addServer(to: place)
    case 57..<70: return removeServer(of: place)
    case 70..<82: return editService(place)
    case 82..<88: return addService()
    case 88..<91: return "ipvsadm -D \(services[place].name)"
    case 91..<92: return "ipvsadm -C"
    case 92..<95: return random.chance(50) ? "ipvsadm -Z" : "ipvsadm -Z \(services[place].name)"
    default: return timeouts()
    }
  }

  /// Rules for `-R`: what was removed comes back.
  mutating func restore() -> [String] {
    let lines = services.flatMap { service in
      ["< -A \(service.name) -s rr\(service.port == 0 ? " -p" : "")"]
        + service.servers.map { "< -a \(service.name) -r \($0.endpoint) \($0.method)" }
    }
    let begin = random.chance(25) ? ["< -C"] : []
    return ["ipvsadm -R"] + begin + lines.prefix(12)
  }

  mutating func setting() -> String {
    let values: [(String, [Int])] = [
      ("expire_nodest_conn", [0, 1]), ("expire_nodest_conn", [0, 1]),
      ("expire_quiescent_template", [0, 1]), ("expire_quiescent_template", [0, 1]),
      ("conn_reuse_mode", [0, 1, 2, 3]), ("sloppy_tcp", [0, 1]), ("secure_tcp", [0, 3]),
      ("drop_packet", [0, 0, 1, 3]), ("am_droprate", [2, 3, 10]), ("nat_icmp_send", [0, 1]),
      ("cache_bypass", [0, 1]), ("sloppy_sctp", [0, 1]),
      ("schedule_icmp", [0, 1]),
    ]
    let (name, numbers) = random.pick(values)
    return random.chance(6) ? "sysctl \(name)" : "sysctl \(name)=\(random.pick(numbers))"
  }

  mutating func listing() -> String {
    let service = services.isEmpty ? "" : " \(random.pick(services).name)"
    return "ipvsadm "
      + random.pick([
        "-Lcn", "-Lcn", "-Lcn", "-Lcn", "-Ln", "-Ln", "-Ln --persistent-conn",
        "-Ln --persistent-conn", "-Lcn --persistent-conn", "-Ln --stats --exact",
        "-Ln --thresholds", "-Sn", "-Ln --timeout",
        "-Ln\(service)",
      ])
  }

  private mutating func timeouts() -> String {
    let seconds = [0, 0, 1, 2, 5, 10, 30, 60, 120, 300, 900, 1800]
    return "ipvsadm --set \(random.pick(seconds)) \(random.pick(seconds)) \(random.pick(seconds))"
  }
}

// Services.
extension ScenarioGenerator {
  private mutating func addService() -> String {
    var draft = newService()
    let isPersistent = draft.port == 0 || random.chance(65)
    let line = "ipvsadm -A \(draft.name)\(details(of: draft, isPersistent: isPersistent))"
    // One that was there before keeps its servers.
    if let place = services.firstIndex(where: { $0.name == draft.name }) {
      draft = services.remove(at: place)
    }
    services.append(draft)
    return line
  }

  private mutating func editService(_ place: Int) -> String {
    let draft = services[place]
    let isPersistent = random.chance(draft.port == 0 ? 95 : 65)
    return "ipvsadm -E \(draft.name)\(details(of: draft, isPersistent: isPersistent))"
  }

  private mutating func newService() -> ServiceDraft {
    let family = random.pick(Cast.families)
    if random.chance(18) {
      let mark = random.pick(Cast.marks)
      return ServiceDraft(
        name: "-f \(mark)\(family == .ipv6 ? " -6" : "")", family: family,
        transports: Cast.Transport.allCases, address: nil, port: 0, mark: mark)
    }
    let address = random.pick(Cast.virtual(family))
    let transports: [Cast.Transport] = [.tcp, .tcp, .tcp, .tcp, .tcp, .udp, .udp, .sctp, .sctp]
    let transport = random.pick(transports)
    let port =
      switch transport {
      case .tcp: random.pick([80, 80, 443, 0, 0, 21, 8080])
      case .udp: random.pick([53, 53, 0, 5060, 500])
      case .sctp: random.pick([80, 0, 2905])
      }
    return ServiceDraft(
      name: "\(transport.option) \(Cast.endpoint(address, port))", family: family,
      transports: [transport], address: address, port: port)
  }

  private mutating func details(of draft: ServiceDraft, isPersistent: Bool) -> String {
    let scheduler = random.pick([
      "rr", "rr", "wrr", "lc", "wlc", "sed", "nq", "fo", "ovf", "sh", "dh", "mh", "lblc",
      "lblcr",
    ])
    var words = " -s \(scheduler)"
    if isPersistent {
      let seconds = random.pick([1, 2, 5, 10, 30, 60, 60, 61, 120, 120, 300, 300, 360, 900, 3600])
      words += random.chance(10) ? " -p" : " -p \(seconds)"
      if random.chance(25) { words += " -M \(random.pick(Cast.masks(draft.family)))" }
    }
    if draft.transports.contains(.udp), random.chance(12) { words += " -o" }
    if random.chance(draft.transports == [.tcp] ? 1 : 40) { words += " --pe sip" }
    if scheduler == "sh" || scheduler == "mh", random.chance(50) {
      let flags = random.pick([["port"], ["fallback"], ["port", "fallback"]])
      words += " -b " + flags.map { "\(scheduler)-\($0)" }.joined(separator: ",")
    }
    return words
  }
}

// Servers.
extension ScenarioGenerator {
  private mutating func addServer(to place: Int) -> String {
    let service = services[place]
    let server: ServerDraft
    if !service.servers.isEmpty, random.chance(35) {
      server = random.pick(service.servers)
    } else {
      let address = random.pick(Cast.servers(service.family))
      let method = random.pick(["-m", "-m", "-g", "-i"])
      // Another port than the service's is for translation only.
      let port =
        method == "-m" && random.chance(20) ? random.pick([8080, 80, 0]) : service.port
      server = ServerDraft(endpoint: Cast.endpoint(address, port), method: method)
      services[place].servers.removeAll { $0.endpoint == server.endpoint }
      services[place].servers.append(server)
    }
    let weight = random.pick([1, 1, 1, 1, 2, 3, 5, 0])
    return "ipvsadm -a \(service.name) -r \(server.endpoint) \(server.method) -w \(weight)"
      + thresholds(percent: 15)
  }

  private mutating func editServer(of place: Int) -> String {
    let service = services[place]
    guard !service.servers.isEmpty else { return addServer(to: place) }
    let server = random.pick(service.servers)
    let method = random.chance(8) ? random.pick(["-m", "-g", "-i"]) : server.method
    let weight = random.pick([0, 0, 0, 1, 1, 1, 2, 3, 100])
    return "ipvsadm -e \(service.name) -r \(server.endpoint) \(method) -w \(weight)"
      + thresholds(percent: 25)
  }

  private mutating func removeServer(of place: Int) -> String {
    let service = services[place]
    guard !service.servers.isEmpty else { return addServer(to: place) }
    return "ipvsadm -d \(service.name) -r \(random.pick(service.servers).endpoint)"
  }

  private mutating func thresholds(percent: UInt64) -> String {
    guard random.chance(percent) else { return "" }
    let upper = random.number(0...5)
    let lower = random.chance(50) ? " -y \(random.number(0...max(1, upper)))" : ""
    return " -x \(upper)\(lower)"
  }
}
