import IPVS
import IPVSScenario
import IPVSTestSupport

/// A table, and packets whose fate a closure decides; writes down what happened in which slot.
final class ScriptedDirector: Director, DataPlane {
  let table = TableDirector()
  /// What happened, each with its slot: `3 SYN 10.1.0.5:1024 > 10.0.0.1:80`.
  private(set) var log: [String] = []
  private(set) var network: Network?
  private(set) var slot: UInt64 = 0
  var settings: [String: String] = ["expire_nodest_conn": "0"]
  var settingError: DirectorError?
  /// From which slot on the plane is too late.
  var lateFrom = UInt64.max
  var fate: (Packet) -> Verdict = ScriptedDirector.masquerading("192.168.1.1", 80)

  /// Every client's packet goes to one server, every server's packet is answered from 10.0.0.1:80.
  static func masquerading(_ server: String, _ port: UInt16) -> (Packet) -> Verdict {
    sending(server, port, .masquerade)
  }

  static func sending(
    _ server: String, _ port: UInt16, _ method: ForwardingMethod
  ) -> (Packet) -> Verdict {
    { packet in
      switch packet.side {
      case .clients: .forwarded(endpoint(server, port), method)
      case .server: .answered(endpoint("10.0.0.1", 80))
      }
    }
  }

  func prepare(_ network: Network) throws(DataPlaneError) {
    self.network = network
  }

  func advance(to slot: UInt64) throws(DataPlaneError) {
    if slot < self.slot { log.append("BACK FROM \(self.slot) TO \(slot)") }
    if slot >= lateFrom { throw DataPlaneError(.late, .noData) }
    self.slot = slot
  }

  func send(_ packet: Packet) throws(DataPlaneError) -> Verdict {
    try send(packet, carrying: ByteString())
  }

  func send(
    _ packet: Packet, carrying data: ByteString
  ) throws(DataPlaneError) -> Verdict {
    var line = "\(slot) \(Self.flags(packet.flags)) \(packet.source) > \(packet.destination)"
    switch packet.transport {
    case .tcp: break
    case .udp: line += " udp"
    case .sctp: line += " sctp \(packet.chunks.all.map { "\($0.rawValue)" }.joined(separator: "+"))"
    default: line += " protocol \(packet.transport.rawValue)"
    }
    if packet.mark != 0 { line += " mark \(packet.mark)" }
    if case .server(let address) = packet.side { line += " from \(address)" }
    if !data.isEmpty { line += " \(data.description.debugDescription)" }
    log.append(line)
    return fate(packet)
  }

  func send(_ error: ICMPError) throws(DataPlaneError) -> Verdict {
    let lost = error.subject
    var line = "\(slot) \(error.kind) of \(error.sender) on \(lost.transport.rawValue)"
    line += " \(lost.source) > \(lost.destination)"
    if error.mark != 0 { line += " mark \(error.mark)" }
    if case .server(let address) = error.side { line += " from \(address)" }
    log.append(line)
    return fate(error.subject)
  }

  private static func flags(_ flags: TCPFlags) -> String {
    let names: [(TCPFlags, Character)] = [(.syn, "S"), (.fin, "F"), (.rst, "R"), (.ack, "A")]
    let text = String(names.filter { flags.contains($0.0) }.map(\.1))
    return text.isEmpty ? "-" : text
  }

  func information() throws(DirectorError) -> DirectorInformation {
    log.append("\(slot) command")
    return DirectorInformation(
      version: DirectorInformation.Version(rawValue: 0x010201), connectionTableSize: 65536)
  }

  func services() throws(DirectorError) -> [Service] { try table.services() }

  func service(_ identity: ServiceIdentity) throws(DirectorError) -> Service {
    try table.service(identity)
  }

  func timeouts() throws(DirectorError) -> Timeouts { try table.timeouts() }

  func daemons() throws(DirectorError) -> [SyncDaemon] { try table.daemons() }

  func forEachConnection(_ body: (ConnectionEntry) -> Continuation) throws(DirectorError) {
    try table.forEachConnection(body)
  }

  func submit(_ changes: [Change]) throws(DirectorError) -> [DirectorError?] {
    if let failure = table.failure { throw failure }
    return try table.submit(changes)
  }

  func sysctlNames() throws(DirectorError) -> [SysctlName] { [] }

  func sysctl(_ name: SysctlName) throws(DirectorError) -> String {
    log.append("\(slot) sysctl")
    guard let value = settings[name.rawValue] else {
      throw DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
    }
    return value
  }

  func setSysctl(_ name: SysctlName, to value: String) throws(DirectorError) {
    log.append("\(slot) sysctl")
    if let settingError { throw settingError }
    guard settings[name.rawValue] != nil else {
      throw DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
    }
    settings[name.rawValue] = value
  }
}

/// An IPv4 address with a port.
func endpoint(_ address: String, _ port: UInt16) -> Endpoint {
  Endpoint(ip(address), port: port)
}

/// An address of either family; unspecified where it cannot be read.
func ip(_ text: String) -> IPAddress {
  let bytes = Array(text.utf8)[...]
  if let address = IPv4Address(strict: bytes) { return .v4(address) }
  return IPv6Address(bytes).map { .v6($0) } ?? .v4(IPv4Address(rawValue: 0))
}

extension Scenario {
  init(_ text: String) throws(BadScenario) {
    try self.init(reading: Array(text.utf8))
  }

  func transcript(on director: ScriptedDirector) throws -> String {
    String(decoding: try run(on: director), as: UTF8.self)
  }
}
