import IPVS

extension AttributeWriter {
  /// Appends the three timeouts.
  mutating func append(_ timeouts: Timeouts) {
    append(TopAttribute.timeoutTCP, uint32: timeouts.tcp)
    append(TopAttribute.timeoutTCPFin, uint32: timeouts.tcpFin)
    append(TopAttribute.timeoutUDP, uint32: timeouts.udp)
  }
}

extension Timeouts {
  /// Reads the attributes of an answer.
  init(answer: RawSpan) throws(DirectorError) {
    var tcp: UInt32?
    var tcpFin: UInt32?
    var udp: UInt32?
    try answer.forEachAttribute { (type, payload) throws(DirectorError) in
      switch TopAttribute(rawValue: type) {
      case .timeoutTCP: tcp = try payload.uint32()
      case .timeoutTCPFin: tcpFin = try payload.uint32()
      case .timeoutUDP: udp = try payload.uint32()
      case .service, .destination, .daemon, nil: break
      }
    }
    guard let tcp, let tcpFin, let udp else { throw .malformedAnswer }
    self.init(tcp: tcp, tcpFin: tcpFin, udp: udp)
  }
}
