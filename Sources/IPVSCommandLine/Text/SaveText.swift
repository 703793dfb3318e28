import IPVS

/// Prints the rules that `-R` reads.
struct SaveText {
  let endpoints: EndpointText

  init(isNumeric: Bool, resolver: any NameResolver) {
    endpoints = EndpointText(resolver: resolver, isNumeric: isNumeric)
  }

  /// The line of a service and the lines of its destinations.
  func append(_ service: Service, to text: inout [UInt8]) {
    let name = name(service.identity)
    text.append("-A ")
    text += name
    append(service.details, to: &text)
    text.append("\n")
    for destination in HistoricalOrder.sorted(service.destinations) {
      text.append("-a ")
      text += name
      text.append(" -r ")
      text += endpoints.text(destination.endpoint, service.identity.transport)
      append(destination.details, to: &text)
      text.append("\n")
    }
  }

  private func name(_ identity: ServiceIdentity) -> [UInt8] {
    var text: [UInt8] = []
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
      text += endpoints.text(endpoint, transport)
    }
    return text
  }

  private func append(_ details: ServiceDetails, to text: inout [UInt8]) {
    text.append(" -s ")
    text += details.scheduler.bytes
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
      text += details.persistenceEngine.bytes
    }
    if details.isOnePacket { text.append(" -o") }
    if !details.schedulerFlags.isEmpty {
      text.append(" -b ")
      text += SchedulerFlagNames.text(details.schedulerFlags, scheduler: details.scheduler)
    }
  }

  private func append(_ details: DestinationDetails, to text: inout [UInt8]) {
    switch details.forwarding {
    case .masquerade: text.append(" -m")
    case .tunnel: text.append(" -i")
    default: text.append(" -g")
    }
    text.append(" -w ")
    text.append(decimal: details.weight)
    if details.forwarding == .tunnel { text += TunnelText.options(details.tunnel) }
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
