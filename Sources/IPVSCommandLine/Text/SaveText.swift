import IPVS

/// Prints the rules that `-R` reads.
struct SaveText {
  let endpoints: EndpointText

  init(isNumeric: Bool, resolver: any NameResolver) {
    endpoints = EndpointText(resolver: resolver, isNumeric: isNumeric)
  }

  /// The line of a service and the lines of its destinations.
  func append(_ service: Service, to text: inout TextBuffer) {
    var name = TextBuffer(capacity: 128)
    append(service.identity, to: &name)
    text.append("-A ")
    name.withBytes { text.append($0) }
    append(service.details, to: &text)
    text.append("\n")
    for index in HistoricalOrder.order(of: service.destinations) {
      let destination = service.destinations[index]
      text.append("-a ")
      name.withBytes { text.append($0) }
      text.append(" -r ")
      endpoints.append(destination.endpoint, service.identity.transport, to: &text)
      append(destination.details, to: &text)
      text.append("\n")
    }
  }

  private func append(_ identity: ServiceIdentity, to text: inout TextBuffer) {
    switch identity {
    case .firewallMark(let mark, let family):
      text.append("-f ")
      text.append(decimal: mark)
      if family == .ipv6 { text.append(" -6") }
    case .endpoint(let transport, let endpoint):
      switch transport {
      case .tcp: text.append("-t ")
      case .udp: text.append("-u ")
      case .sctp: text.append("--sctp-service ")
      default: text.append("--xxx-service ")
      }
      endpoints.append(endpoint, transport, to: &text)
    }
  }

  private func append(_ details: ServiceDetails, to text: inout TextBuffer) {
    text.append(" -s ")
    text.append(details.scheduler.bytes)
    if let persistence = details.persistence {
      text.append(" -p ")
      text.append(decimal: persistence.timeout)
      if !details.mask.isHost {
        text.append(" -M ")
        text.append(details.mask)
      }
    }
    if !details.persistenceEngine.isEmpty {
      text.append(" --pe ")
      text.append(details.persistenceEngine.bytes)
    }
    if details.isOnePacket { text.append(" -o") }
    if !details.schedulerFlags.isEmpty {
      text.append(" -b ")
      SchedulerFlagNames.append(details.schedulerFlags, scheduler: details.scheduler, to: &text)
    }
  }

  private func append(_ details: DestinationDetails, to text: inout TextBuffer) {
    switch details.forwarding {
    case .masquerade: text.append(" -m")
    case .tunnel: text.append(" -i")
    default: text.append(" -g")
    }
    text.append(" -w ")
    text.append(decimal: details.weight)
    if details.forwarding == .tunnel { TunnelText.appendOptions(details.tunnel, to: &text) }
    if details.upperThreshold != 0 || details.lowerThreshold != 0 {
      // No more than -R takes; others may have set more, which limits as little.
      let most = UInt32(Int32.max)
      text.append(" -x ")
      text.append(decimal: min(details.upperThreshold, most))
      text.append(" -y ")
      text.append(decimal: min(details.lowerThreshold, most))
    }
  }
}
