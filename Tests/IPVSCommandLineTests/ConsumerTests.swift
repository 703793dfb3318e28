import IPVS
import IPVSTestSupport
import Testing

/// How programs in the field call ipvsadm and take its output apart: each test does what one of
/// them does, in its own way.
@Suite struct ConsumerTests {
  let shell = Shell()

  init() {
    for line in [
      "-A -t 10.0.0.1:80 -s wlc -p 360 -M 255.255.255.0",
      "-a -t 10.0.0.1:80 -r 192.168.1.1:8080 -m -w 3 -x 100 -y 50",
      "-a -t 10.0.0.1:80 -r 192.168.1.2 -g",
      "-A -u 10.0.0.2:53 -s rr -o", "-a -u 10.0.0.2:53 -r 192.168.1.3 -i -w 0",
      "-A -t [2001:db8::1]:443 -s sh -b sh-port", "-a -t [2001:db8::1]:443 -r [2001:db8::2] -m",
      "-A -f 7 -s wrr", "-a -f 7 -r 192.168.1.4 -g -w 10",
      "-A -f 8 -6 -s rr -p 60 -M 64", "-a -f 8 -6 -r [2001:db8::3] -m",
    ] {
      #expect(shell.run(line) == .silent, "\(line)")
    }
  }

  // MARK: Programs that keep the table

  @Test func `ldirectord reads -L -n with its expressions, messages and all`() throws {
    let outcome = shell.run("-L -n")
    #expect(outcome.errors.isEmpty && outcome.exitCode == 0)
    let service =
      /^(\w+)\s+(\d+\.\d+\.\d+\.\d+:\d+|\[[0-9a-fA-F:]+\]:\d+|\d+)( IPv6)?\s+(\w+)(.*)/
    let server = /^  ->\s+(\d+\.\d+\.\d+\.\d+:\d+|\[[0-9a-fA-F:]+\]:\d+)\s+(\w+)\s+(\d+)/
    var found: [String] = []
    for line in lines(outcome.output).dropFirst(3) {
      if let match = try server.firstMatch(in: line) {
        #expect(["Route", "Tunnel", "Masq"].contains(match.2))
        found.append("\(match.1) \(match.2) \(match.3)")
      } else {
        let match = try #require(try service.firstMatch(in: line))
        let persistent = try /\s+persistent\s+(\d+)/.firstMatch(in: match.5).map { " \($0.1)" }
        let mask = try /\s+mask\s+(.*)/.firstMatch(in: match.5).map { " \($0.1)" }
        found.append("\(match.1) \(match.2) \(match.4)\(persistent ?? "")\(mask ?? "")")
      }
    }
    #expect(
      found == [
        "TCP 10.0.0.1:80 wlc 360 255.255.255.0", "192.168.1.1:8080 Masq 3",
        "192.168.1.2:80 Route 1", "UDP 10.0.0.2:53 rr", "192.168.1.3:53 Tunnel 0",
        "TCP [2001:db8::1]:443 sh", "[2001:db8::2]:443 Masq 1", "FWM 7 wrr",
        "192.168.1.4:0 Route 10", "FWM 8 rr 60 64", "[2001:db8::3]:0 Masq 1",
      ])
  }

  @Test func `ldirectord finds the upper threshold before the lower one`() throws {
    let row = try #require(
      lines(shell.run("-L -n --thresholds").output).first { $0.contains("8080") })
    let numbers = try #require(try /^  ->\s+(\S+)\s+(\d+)\s+(\d+)/.firstMatch(in: row))
    #expect(numbers.2 == "100" && numbers.3 == "50")
  }

  @Test func `Salt looks for pieces of rules in -S -n`() {
    let rules = shell.run("-S -n").output
    #expect(rules.contains(" -t 10.0.0.1:80 -s wlc"))
    #expect(rules.contains(" -t 10.0.0.1:80 -r 192.168.1.2:80 -g -w 1"))
    #expect(rules.contains(" -t 10.0.0.1:80 -r 192.168.1.1:8080 -m -w 3 "))
    #expect(rules.contains(" -u 10.0.0.2:53 -r 192.168.1.3:53 -i -w 0"))
    // A failure is told by the exit code, and why by the messages.
    #expect(shell.run("-D -t 9.9.9.9:9") == .refusal("No such service", 255))
  }

  @Test func `PyBal begins with the removal of what may not be there`() {
    let outcome = shell.run(
      "-R",
      input: "-D -t 10.0.0.9:80\n-A -t 10.0.0.9:80 -s wrr\n-a -t 10.0.0.9:80 -r 192.168.1.9 -w 10\n"
        + "-e -t 10.0.0.9:80 -r 192.168.1.9 -w 0\n-d -t 10.0.0.9:80 -r 192.168.1.9\n"
        + "-a -t 10.0.0.9:80 -r vip -w 5\n")
    #expect(outcome == Outcome(output: "", errors: "No such service\n", exitCode: 0))
    #expect(shell.run("-Sn").output.contains("-a -t 10.0.0.9:80 -r 10.0.0.1:80 -g -w 5\n"))
  }

  @Test func `Net-IPVS writes long options in any order`() {
    #expect(
      shell.run(
        "--add-service --netmask 255.255.0.0 --scheduler lc --persistent 60 "
          + "--tcp-service 10.0.0.8:80") == .silent)
    #expect(
      shell.run(
        "--add-server --weight 7 --masquerading --real-server 192.168.1.8:80 "
          + "--tcp-service 10.0.0.8:80") == .silent)
    #expect(
      shell.run("--save --numeric").output.contains(
        "-A -t 10.0.0.8:80 -s lc -p 60 -M 255.255.0.0\n-a -t 10.0.0.8:80 -r 192.168.1.8:80 -m -w 7\n"
      ))
  }

  @Test func `Debian's init script keeps rules in a file that has comments`() {
    let rules = "# ipvsadm.rules\n" + shell.run("-S -n").output
    shell.run("-C")
    let filtered = lines(rules).filter { !$0.hasPrefix("#") }.joined(separator: "\n") + "\n"
    #expect(shell.run("-R", input: filtered) == .silent)
    #expect("# ipvsadm.rules\n" + shell.run("-S -n").output == rules)
  }

  // MARK: Programs that watch

  @Test func `Octavia makes its fields from the words of the titles`() throws {
    let plain = lines(shell.run("-Ln").output)
    let titles = plain[2].split(separator: " ").dropFirst()
    #expect(titles == ["RemoteAddress:Port", "Forward", "Weight", "ActiveConn", "InActConn"])
    for row in plain.dropFirst(3) where row.contains("->") {
      #expect(row.split(separator: " ").count == titles.count + 1)
    }
    let stats = lines(shell.run("-Ln --stats --exact").output)
    let columns = stats[1].split(separator: " ").dropFirst(2)
    #expect(columns == ["Conns", "InPkts", "OutPkts", "InBytes", "OutBytes"])
    for row in stats.dropFirst(3) {
      let numbers = row.split(separator: " ").suffix(columns.count)
      #expect(numbers.count == columns.count && numbers.allSatisfy { UInt64($0) != nil })
    }
  }

  @Test func `golang-lvs skips sixteen words`() {
    let words = shell.run("-ln").output.split { $0 == " " || $0 == "\n" }
    #expect(words[..<16].joined(separator: " ").hasSuffix("Weight ActiveConn InActConn"))
    #expect(words[16...].starts(with: ["TCP", "10.0.0.1:80", "wlc", "persistent", "360"]))
  }

  @Test func `ipvsman skips titles by their beginnings and splits at the last colon`() throws {
    let rows = lines(shell.run("-ln --stats").output).filter { line in
      !["IP Virtual Server", "Prot ", "  -> RemoteAddress:Port"].contains { line.hasPrefix($0) }
    }
    #expect(rows.count == 11)
    for row in rows where row.contains(":") {
      let words = row.split(separator: " ")
      #expect(words.count >= 7)
      let port = try #require(words[1].lastIndex(of: ":"))
      #expect(UInt16(words[1][words[1].index(after: port)...]) != nil)
    }
  }

  @Test func `the Icinga check reads one service by columns`() throws {
    var active = 0
    for line in lines(shell.run("-L -n -t 10.0.0.1:80").output) {
      if line.prefix(3) == "TCP" {
        #expect(line.contains("10.0.0.1:80"))
      } else if Array(line)[2..<4] == ["-", ">"],
        let match = try /\s->\s([0-9.]+):(\w+)\s+(\w+)\s+(\d+)\s+(\d+)\s+(\d+)/.firstMatch(in: line)
      {
        active += Int(match.4) ?? 0
      }
    }
    #expect(active == 4)
  }

  @Test func `awk one-liners count columns`() {
    let all = lines(shell.run("-L -n").output)
    // awk '/^TCP / {print $2;}'
    #expect(
      all.filter { $0.hasPrefix("TCP ") }.map { $0.split(separator: " ")[1] } == [
        "10.0.0.1:80", "[2001:db8::1]:443",
      ])
    // grep Masq | awk '{ total += $5; total2 += $6 }'
    let masqueraded = all.filter { $0.contains("Masq") }.map { $0.split(separator: " ") }
    #expect(masqueraded.count == 3)
    #expect(masqueraded.allSatisfy { $0[4] == "0" && $0[5] == "0" })
    // grep -P -- '->[\s]+[0-9]+'
    #expect(all.count { $0.contains(/->\s+[0-9]+/) } == 4)
  }

  @Test func `Zabbix looks for two blanks between protocol and address`() {
    #expect(shell.run("-Ln").output.contains("\nTCP  10.0.0.1:80 "))
    #expect(shell.run("-Ln").output.contains("\nUDP  10.0.0.2:53 "))
  }

  @Test func `a Java agent reads the units of large numbers`() throws {
    shell.director.table[0].counters.incomingBytes = 936_807_000_000
    let row = try #require(
      lines(shell.run("-Ln --stats").output).first { $0.hasPrefix("TCP  10.0.0.1:80") })
    let words = row.split(separator: " ")
    #expect(words[5] == "936G")
  }

  @Test func `connections are counted by lines less two`() {
    let endpoint = Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)
    let entry = ConnectionEntry(
      protocolName: "TCP", client: endpoint, virtual: endpoint, destination: endpoint,
      state: "NONE", secondsLeft: 1)
    shell.director.connections = [entry, entry, entry]
    // ipvsadm -Lnc | wc -l
    #expect(shell.run("-Lnc").output.count { $0 == "\n" } - 2 == 3)
  }

  @Test func `cloud documents compare the line of the timeouts`() {
    #expect(shell.run("--set 900 120 10") == .silent)
    #expect(shell.run("-L --timeout").output == "Timeout (tcp tcpfin udp): 900 120 10\n")
  }

  @Test func `support bundles use long options together`() {
    for line in [
      "-L -n", "--save", "--list --numeric --rate", "--list --numeric --stats --exact",
      "--list --timeout", "--list --daemon", "-L --connection --numeric",
    ] {
      let outcome = shell.run(line)
      #expect(outcome.exitCode == 0 && outcome.errors.isEmpty, "\(line)")
    }
  }

  @Test func `a probe for the program asks for its version`() {
    #expect(shell.run("--version").exitCode == 0)
    #expect(shell.run("--version").output.hasPrefix("ipvsadm v1.31 "))
  }

  private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
  }
}
