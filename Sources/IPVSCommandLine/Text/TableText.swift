import IPVS

/// Prints services and destinations in 1.31's columns, to the byte.
struct TableText {
  let style: TableStyle
  let endpoints: EndpointText
  private var order = HistoricalOrder()

  init(style: TableStyle, resolver: any NameResolver) {
    self.style = style
    endpoints = EndpointText(resolver: resolver, isNumeric: style.isNumeric)
  }

  /// The line that stands above a whole table.
  static func append(_ information: DirectorInformation, to text: inout TextBuffer) {
    text.append("IP Virtual Server version ")
    text.append(decimal: information.version.major)
    text.append(".")
    text.append(decimal: information.version.minor)
    text.append(".")
    text.append(decimal: information.version.patch)
    text.append(" (size=")
    text.append(decimal: information.connectionTableSize)
    text.append(")\n")
  }

  /// The two lines of titles.
  func appendTitles(to text: inout TextBuffer) {
    switch style.columns {
    case .plain:
      text.append("Prot LocalAddress:Port Scheduler Flags\n")
      text.append("  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n")
      return
    case .tunnels:
      text.append("Prot LocalAddress:Port Scheduler Flags\n")
      text.append(
        "  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn\n")
      return
    case .counters:
      appendTitles(right: ["Conns", "InPkts", "OutPkts", "InBytes", "OutBytes"], to: &text)
    case .rates:
      appendTitles(right: ["CPS", "InPPS", "OutPPS", "InBPS", "OutBPS"], to: &text)
    case .thresholds:
      appendTitles(
        [("Uthreshold", 10), ("Lthreshold", 10), ("ActiveConn", 10), ("InActConn", 10)], to: &text)
    case .persistentConnections:
      appendTitles(
        [("Weight", 9), ("PersistConn", 11), ("ActiveConn", 10), ("InActConn", 10)], to: &text)
    }
    text.append("  -> RemoteAddress:Port\n")
  }

  private func appendTitles(right titles: [StaticString], to text: inout TextBuffer) {
    text.append("Prot LocalAddress:Port", width: 33)
    for title in titles {
      text.append(" ")
      text.append(right: title, width: 8)
    }
    text.append("\n")
  }

  private func appendTitles(_ titles: [(StaticString, Int)], to text: inout TextBuffer) {
    text.append("Prot LocalAddress:Port", width: 33)
    for (title, width) in titles {
      text.append(" ")
      text.append(title, width: width)
    }
    text.append("\n")
  }

  /// The row of a service, and the rows of its destinations.
  mutating func append(_ service: Service, to text: inout TextBuffer) {
    appendServiceRow(service, to: &text)
    let transport = service.identity.transport
    let places =
      style.isSorted
      ? order.places(of: service.destinations) : Array(service.destinations.indices)
    // Rows are not copied for being printed.
    service.destinations.withUnsafeBufferPointer { destinations in
      for place in places { appendRow(destinations[place], transport, to: &text) }
    }
  }
}

extension TableText {
  private func appendServiceRow(_ service: Service, to text: inout TextBuffer) {
    let start = text.count
    appendLabel(service.identity, to: &text)
    switch style.columns {
    case .plain, .tunnels, .thresholds, .persistentConnections:
      appendDetails(service.details, to: &text)
    case .counters:
      text.pad(from: start, to: 33)
      append(service.counters, to: &text)
    case .rates:
      text.pad(from: start, to: 33)
      append(service.rates, to: &text)
    }
    text.append("\n")
  }

  /// Protocol and address.
  private func appendLabel(_ identity: ServiceIdentity, to text: inout TextBuffer) {
    switch identity {
    case .firewallMark(let mark, let family):
      text.append("FWM  ")
      text.append(decimal: mark)
      if family == .ipv6 { text.append(" IPv6") }
    case .endpoint(let transport, let endpoint):
      text.append(transport.name ?? "?", width: 4)
      text.append(" ")
      appendCut(endpoint, transport, to: &text)
    }
  }

  /// An IPv4 address is cut to its column, an IPv6 one pushes the others.
  private func appendCut(
    _ endpoint: Endpoint, _ transport: TransportProtocol?, to text: inout TextBuffer
  ) {
    let start = text.count
    endpoints.append(endpoint, transport, to: &text)
    if endpoint.address.family == .ipv4 { text.cut(from: start, to: 28) }
  }

  private func appendDetails(_ details: ServiceDetails, to text: inout TextBuffer) {
    text.append(" ")
    text.append(details.scheduler.bytes)
    if !details.schedulerFlags.isEmpty {
      text.append(" (")
      SchedulerFlagNames.append(
        details.schedulerFlags, scheduler: details.scheduler, to: &text)
      text.append(")")
    }
    if let persistence = details.persistence {
      text.append(" persistent ")
      text.append(decimal: persistence.timeout)
      if !details.mask.isHost {
        text.append(" mask ")
        text.append(details.mask)
      }
      if !details.persistenceEngine.isEmpty {
        text.append(" pe ")
        text.append(details.persistenceEngine.bytes)
      }
    }
    if details.isOnePacket { text.append(" ops") }
  }

  private func append(_ counters: Counters, to text: inout TextBuffer) {
    text.append(counter: counters.connections, isExact: style.isExact)
    text.append(counter: counters.incomingPackets, isExact: style.isExact)
    text.append(counter: counters.outgoingPackets, isExact: style.isExact)
    text.append(counter: counters.incomingBytes, isExact: style.isExact)
    text.append(counter: counters.outgoingBytes, isExact: style.isExact)
  }

  private func append(_ rates: Rates, to text: inout TextBuffer) {
    text.append(counter: rates.connections, isExact: style.isExact)
    text.append(counter: rates.incomingPackets, isExact: style.isExact)
    text.append(counter: rates.outgoingPackets, isExact: style.isExact)
    text.append(counter: rates.incomingBytes, isExact: style.isExact)
    text.append(counter: rates.outgoingBytes, isExact: style.isExact)
  }

  private func appendRow(
    _ destination: Destination, _ transport: TransportProtocol?, to text: inout TextBuffer
  ) {
    text.append("  -> ")
    let start = text.count
    appendCut(destination.endpoint, transport, to: &text)
    text.pad(from: start, to: 28)
    let details = destination.details
    let counts = destination.connectionCounts
    switch style.columns {
    case .plain, .tunnels:
      text.append(" ")
      text.append(details.forwarding.word, width: 7)
      if case .tunnels = style.columns {
        text.append(" ")
        let start = text.count
        TunnelText.appendInformation(details, to: &text)
        text.pad(from: start, to: 13)
      }
      text.append(" ")
      text.append(decimal: details.weight, width: 6)
      append(counts.active, to: &text)
      append(counts.inactive, to: &text)
    case .counters:
      append(destination.counters, to: &text)
    case .rates:
      appendRates(of: destination, to: &text)
    case .thresholds:
      append(details.upperThreshold, to: &text)
      append(details.lowerThreshold, to: &text)
      append(counts.active, to: &text)
      append(counts.inactive, to: &text)
    case .persistentConnections:
      text.append(" ")
      text.append(decimal: UInt32(bitPattern: details.weight), width: 9)
      text.append(" ")
      text.append(decimal: counts.persistent, width: 11)
      append(counts.active, to: &text)
      append(counts.inactive, to: &text)
    }
    text.append("\n")
  }

  private func append(_ number: UInt32, to text: inout TextBuffer) {
    text.append(" ")
    text.append(decimal: number, width: 10)
  }

  /// The first three rates of a destination are never scaled.
  private func appendRates(of destination: Destination, to text: inout TextBuffer) {
    let rates = destination.rates
    text.append(" ")
    text.append(right: rates.connections, width: 8)
    text.append(" ")
    text.append(right: rates.incomingPackets, width: 8)
    text.append(" ")
    text.append(right: rates.outgoingPackets, width: 8)
    text.append(counter: rates.incomingBytes, isExact: style.isExact)
    text.append(counter: rates.outgoingBytes, isExact: style.isExact)
  }
}
