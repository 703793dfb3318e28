import IPVS
import IPVSScenario
import IPVSScenarioGenerator
import IPVSSimulator
import Testing

@Suite struct GeneratorTests {
  @Test(arguments: 0..<40)
  func `Every scenario is one of the language, and its own transcript`(_ number: Int) throws {
    let output = try ScenarioGenerator.scenario(seed: 1, number: number, events: 60)
    let scenario = try Scenario(reading: output.text)
    let transcript = try scenario.run(on: SimulatedDirector())
    #expect(try Scenario(reading: transcript).run(on: SimulatedDirector()) == transcript)
    #expect(output.events >= 60)
  }

  @Test func `The same seed makes the same scenario, another one another`() throws {
    func text(_ seed: UInt64, _ number: Int) throws -> [UInt8] {
      try ScenarioGenerator.scenario(seed: seed, number: number, events: 50).text
    }
    #expect(try text(5, 7) == text(5, 7))
    #expect(try text(5, 7) != text(5, 8))
    #expect(try text(5, 7) != text(7, 5))
  }

  /// What a comparison relies on to mean something.
  @Test func `Everything that can happen does`() throws {
    var all = ""
    for number in 0..<150 {
      let output = try ScenarioGenerator.scenario(seed: 3, number: number, events: 100)
      let transcript = try Scenario(reading: output.text).run(on: SimulatedDirector())
      all += String(decoding: transcript, as: UTF8.self)
    }
    let words = [
      "-s rr", "-s wrr", "-s lc", "-s wlc", "-s sed", "-s nq", "-s fo", "-s ovf", "-s sh", "-s dh",
      "-s mh", "-s lblc ", "-s lblcr",
      "ipvsadm -A", "ipvsadm -E", "ipvsadm -D", "ipvsadm -C", "ipvsadm -a", "ipvsadm -e",
      "ipvsadm -d", "ipvsadm -R", "ipvsadm -Z", "ipvsadm --set", "-M ", "-o", "-f 7", "-6", ":21 ",
      ":0 ", "-x ", "-y ", "-w 0", "by server", " mark ", "\nreply udp", "\nreply tcp [",
      "\nclients", "sysctl expire_nodest_conn=1", "sysctl expire_quiescent_template=1",
      "--pe sip", " call-id b", " payload ", "sip                a",
      "sysctl secure_tcp=3", "sysctl conn_reuse_mode=2", "| -> 192.168.1.1:80 Masq", " Route",
      " Tunnel", "| <- ", "| refused", "| passed", "| dropped", "| not connected", ":65535 ",
      "ASSURED ", "| UDP ", "SYN_RECV", "ESTABLISHED", "FIN_WAIT", "TIME_WAIT", "CLOSE_WAIT",
      "CLOSE ", "--sctp-service", "+ABORT", "\npacket ah", "\npacket esp", "\nreply esp", "\nicmp ",
      " about sctp", "sysctl schedule_icmp=1", "sysctl sloppy_sctp=1", "INIT1 ", "C-SENT ",
      "CLOSED ",
      "\nclose sctp", "\nreset sctp", "parameter-problem", " at 192.168.1.", "SYNACK", "SYN_SENT",
      "No such", "already exists", "not defined",
    ]
    for word in words { #expect(all.contains(word), "\(word) never occurs") }
  }

  @Test func `About six seconds pass for an event`() throws {
    var slots: UInt64 = 0
    var events = 0
    for number in 0..<50 {
      let output = try ScenarioGenerator.scenario(seed: 9, number: number, events: 100)
      let director = SimulatedDirector()
      _ = try Scenario(reading: output.text).run(on: director)
      for line in output.text.split(separator: UInt8(ascii: "\n")) {
        slots += Scenario.slots(ofLine: line) ?? 0
      }
      events += output.events
    }
    #expect((2...7).contains(Double(slots) / 50 / Double(events)))
  }
}

/// Scenarios of two directors.
@Suite struct PairGeneratorTests {
  @Test(arguments: 0..<30)
  func `Every scenario is one of the language, and its own transcript`(_ number: Int) throws {
    let output = try ScenarioGenerator.scenario(
      seed: 11, number: number, events: 60, isForTwo: true)
    let scenario = try Scenario(reading: output.text)
    #expect(scenario.hasSecondDirector)
    let pair = SimulatedPair()
    let transcript = try scenario.run(on: pair.first, and: pair.second)
    let again = SimulatedPair()
    #expect(
      try Scenario(reading: transcript).run(on: again.first, and: again.second) == transcript)
    for director in [pair.first, pair.second] { try checkCounts(of: director) }
  }

  /// A server counts entries that are there.
  ///
  /// Those that it does not know are not counted.
  private func checkCounts(of director: SimulatedDirector) throws {
    var entries: [IPAddress: Int] = [:]
    try director.forEachConnection { entry in
      entries[entry.destination.address, default: 0] += 1
      return .more
    }
    var counted: [IPAddress: Int] = [:]
    for server in try director.services().flatMap(\.destinations) {
      let counts = server.connectionCounts
      counted[server.endpoint.address, default: 0] +=
        Int(counts.active) + Int(counts.inactive) + Int(counts.persistent)
    }
    for (address, count) in counted { #expect(count <= entries[address, default: 0]) }
  }

  @Test func `Everything that can happen does`() throws {
    var all = ""
    for number in 0..<80 {
      let output = try ScenarioGenerator.scenario(
        seed: 12, number: number, events: 80, isForTwo: true)
      let pair = SimulatedPair()
      let transcript = try Scenario(reading: output.text).run(on: pair.first, and: pair.second)
      all += String(decoding: transcript, as: UTF8.self)
    }
    let words = [
      "\n@b ipvsadm -A", "\n@b ipvsadm -d", "\n@b ipvsadm -Lcn", "\n@b connect", "\n@b reply",
      "\n@b clients", "\n@b close", "--start-daemon master", "@b ipvsadm --start-daemon master",
      "--stop-daemon", "--sync-maxlen", "sync_threshold", "sync_refresh_period", "sync_retries",
      "sync_persist_mode=1", "sync_version=0", "backup_only", "Daemon has already run",
    ]
    for word in words { #expect(all.contains(word), "\(word) never occurs") }
  }
}
