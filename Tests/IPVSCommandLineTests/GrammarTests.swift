import IPVS
import IPVSTestSupport
import Testing

/// 1.31's grammar, as seen on the program itself.
@Suite struct GrammarTests {
  let shell = Shell()

  private static let tryHelp = "Try `ipvsadm -h' or 'ipvsadm --help' for more information."

  @Test(arguments: [
    "-nL", "-t 10.0.0.1:80 -A", "--bogus", "-Q", "foo", "--numeric=1 -L", "--start-daemon",
    "--lis", "-n", "--list=", "-6", "--", "-- -L",
  ])
  func `the first option must be a command`(_ line: String) {
    #expect(shell.run(line) == .refusal(Self.tryHelp, 255))
    #expect(shell.director.changes.isEmpty)
  }

  @Test func `the sentence on help repeats the program's name as it was called`() {
    #expect(
      shell.run("-Q", as: "/sbin/ipvsadm")
        == .refusal(
          "Try `/sbin/ipvsadm -h' or '/sbin/ipvsadm --help' for more information.", 255))
  }

  @Test(arguments: [
    ("-LnQ", "-LnQ: unknown option"),
    ("-AQ", "-AQ: unknown option"),
    ("-L --bogus", "--bogus: unknown option"),
    ("-L --num", "--num: unknown option"),
    ("-A -ns", "-ns: missing argument"),
    ("-L -nt", "-nt: missing argument"),
    ("--start-daemon master --mcast-interface", "--mcast-interface: missing argument"),
    ("-L --numeric=1", "--numeric=1: option does not take an argument"),
    ("-L -n=1", "-n=1: option does not take an argument"),
    ("-L --nosort=", "--nosort=: option does not take an argument"),
    ("-A -t 10.0.0.1:80 -p -1", "-1: unknown option"),
    ("-L ---n", "---n: unknown option"),
  ])
  func `words that cannot be read end with 255`(_ line: String, _ message: String) {
    #expect(shell.run(line) == .refusal(message, 255))
  }

  @Test(arguments: [
    ("-A -t 10.0.0.1:80 -t 10.0.0.1:81", "multiple 'service-address' options specified"),
    ("-A -t 10.0.0.1:80 -u 10.0.0.1:81", "multiple 'service-address' options specified"),
    ("-a -t 10.0.0.1:80 -r 10.0.0.2 -m -i", "multiple 'forwarding-method' options specified"),
    ("-A -L", "invalid option `-L'"),
    ("-Ln -lnL", "invalid option `-lnL'"),
    ("-L --help", "invalid option `--help'"),
    ("-Lv", "invalid option `-Lv'"),
    ("-L --start-daemon master", "invalid option `master'"),
    ("-L --start-daemon=master", "invalid option `--start-daemon=master'"),
    ("-A", "You need to supply the 'service-address' option for the 'add-service' command"),
    (
      "-A -s rr -w 3",
      "You need to supply the 'service-address' option for the 'add-service' command"
    ),
    (
      "-a -t 10.0.0.1:80",
      "You need to supply the 'real-server' option for the 'add-server' command"
    ),
    ("-C -n", "Illegal 'numeric' option with the 'flush' command"),
    ("-R -n", "Illegal 'numeric' option with the 'restore' command"),
    ("-D -t 10.0.0.1:80 -w 1", "Illegal 'weight' option with the 'delete-service' command"),
    (
      "-L -t 10.0.0.1:80 -c",
      "The option 'service-address' conflicts with the 'connection' option in the 'list' command"
    ),
    (
      "-L --daemon --timeout",
      "The option 'daemon' conflicts with the 'timeout' option in the 'list' command"
    ),
    ("-Lc --stats", "options conflicts in the list command"),
    ("-L --timeout --persistent-conn", "options conflicts in the list command"),
    ("-A -t 10.0.0.1", "Zero port specified for non-persistent service"),
    ("-A -t 10.0.0.1 -o", "Zero port specified for non-persistent service"),
    (
      "-A -t 10.0.0.1:80 -o",
      "One-Packet Scheduling is only for UDP virtual services"
    ),
    (
      "-a -t 10.0.0.1:80 -r [2001:db8::1]:80 -m --tun-csum",
      "Different address family is allowed only for tunneling servers"
    ),
    (
      "-a -t 10.0.0.1:80 -r 10.0.0.2 --tun-type ipip",
      "Tunnel options conflict with forward method"
    ),
    (
      "-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-type gue",
      "You need to supply the 'tun-port' option for the 'gue' tunnel type"
    ),
    (
      "-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-csum",
      "Illegal 'tun-csum' option with the 'ipip' tunnel type"
    ),
    (
      "-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-type gre --tun-csum --tun-nocsum",
      "The option 'tun-csum' conflicts with the 'tun-nocsum' option in the 'gre' tunnel type"
    ),
    ("-A -t 10.0.0.1:80 -p 0", "invalid timeout value `0' specified"),
    ("-A -t 10.0.0.1:80 -p=", "invalid timeout value `' specified"),
    ("-A -t 10.0.0.1:80 -p 2678401", "invalid timeout value `2678401' specified"),
    ("-Apt X", "invalid timeout value `t' specified"),
    ("-A -t 10.0.0.1:80 -p rr", "invalid timeout value `rr' specified"),
    ("--set 1 2", "--set option requires 3 timeout values"),
    ("--set 1 2 3 4", "unexpected argument 4"),
    ("--set 1 x 3", "invalid timeout value `x' specified"),
    ("--set -- -1 2 3", "invalid timeout value `-1' specified"),
    ("foo -L", "unexpected argument foo"),
    ("-L -", "unexpected argument -"),
    ("-tcp-service X -L", Self.tryHelp),
    ("-A -f 0", "invalid fwmark value `0' specified"),
    ("-A -f 4294967296", "invalid fwmark value `4294967296' specified"),
    ("-A -f 0x10", "invalid fwmark value `0x10' specified"),
    ("-a -t 10.0.0.1:80 -r 10.0.0.2 -w -1", "illegal weight specified"),
    ("-a -t 10.0.0.1:80 -r 10.0.0.2 -w 2147483648", "illegal weight specified"),
    ("-a -t 10.0.0.1:80 -r 10.0.0.2 -x a", "illegal u_threshold specified"),
    ("-a -t 10.0.0.1:80 -r 10.0.0.2 -y a", "illegal l_threshold specified"),
    ("-a -t 10.0.0.1:80 -r :80", "illegal real server address[:port] specified"),
    ("-A -t 80", "illegal virtual server address[:port] specified"),
    ("-A --tcp-service=", "illegal virtual server address[:port] specified"),
    ("-A -t 10.0.0.1:65536", "illegal virtual server address[:port] specified"),
    ("-A -t 10.0.0.1:tftp", "illegal virtual server address[:port] specified"),
    ("-A -t [10.0.0.1]", "illegal virtual server address[:port] specified"),
    ("-A -t [::1]80", "illegal virtual server address[:port] specified"),
    ("-A -t [::1]:", "illegal virtual server address[:port] specified"),
    ("-A -t nosuchhost:80", "illegal virtual server address[:port] specified"),
    ("-A -t vip6:80", "illegal virtual server address[:port] specified"),
    ("-A -t 10.0.0.1:80 -M nosuch", "illegal virtual server persistent mask specified"),
    ("-A -t [::1]:80 -M 129", "illegal ipv6 netmask specified"),
    ("-A -t 10.0.0.1:80 -b bogus", "invalid scheduler flag `bogus'"),
    ("-A -t 10.0.0.1:80 -b sh-port", "incompatible scheduler flag `sh-port'"),
    ("--start-daemon Master", "illegal start-daemon parameter specified"),
    ("--stop-daemon x", "illegal start_daemon specified"),
    ("--start-daemon master --syncid 256", "illegal syncid specified"),
    ("--start-daemon master --sync-maxlen 0", "illegal sync-maxlen specified"),
    ("--start-daemon master --mcast-port 0", "illegal mcast-port specified"),
    ("--start-daemon master --mcast-ttl 256", "illegal mcast-ttl specified"),
    ("--start-daemon master --mcast-group 10.0.0.1", "invalid IPv4 mcast-group `10.0.0.1'"),
    ("--start-daemon master --mcast-group ::1", "invalid IPv6 mcast-group `::1'"),
    ("-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-type GUE", "illegal tunnel type specified"),
    ("-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-port 0", "illegal tunnel port specified"),
  ])
  func `words against the rules end with 2`(_ line: String, _ message: String) {
    let exitCode: Int32 = message == Self.tryHelp ? 255 : 2
    #expect(shell.run(line) == .refusal(message, exitCode))
    #expect(shell.director.changes.isEmpty)
  }

  @Test func `-6 before -f prints an empty line too`() {
    #expect(shell.run("-A -6 -f 5") == .refusal("-6 used before -f\n", 2))
  }

  @Test func `bytes that are not UTF-8 come back as they were typed`() {
    _ = shell.run(words: ["-A", "-t", "10.0.0.1:80", "-b", ByteString([0xff, 0xfe])])
    #expect(
      shell.errors.bytes == Array("invalid scheduler flag `".utf8) + [0xff, 0xfe, 0x27, 0x0a])
  }

  @Test(arguments: [
    "-A -t 10.0.0.1:80 -s rr", "-At 10.0.0.1:80 -srr", "-At10.0.0.1:80 -s=rr",
    "--add-service --tcp-service 10.0.0.1:80 --scheduler rr",
    "--add-service --tcp-service=10.0.0.1:80 --scheduler=rr", "-A -s rr -t=10.0.0.1:80",
    "-A -t 10.1:80 -s rr --sort --sort", "-A -t 0x0a000001:+80 -s rr", "-A -t 10.0.0.1:http -s rr",
    "-A -t vip:80 -s rr", "-A -t vip:http -s rr", "-A -t 012.0.0.1:080 -s rr",
    "-A -t [10.0.0.1]:80 -s rr", "-A -t [10.0.0.1:80]:99 -s rr", "-A -t [10.0.0.1:http]:x -s rr",
  ])
  func `one service in many spellings`(_ line: String) {
    let expected = Change.addService(
      .endpoint(.tcp, Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)),
      ServiceDetails(scheduler: "rr", mask: .host(.ipv4)))
    // 10.1 is 10.0.0.1 too.
    #expect(shell.run(line) == .silent)
    #expect(shell.director.changes == [expected])
  }

  @Test func `-p takes its number from the word behind it unless that begins with a minus`() {
    for (line, timeout) in [
      ("-A -t 10.0.0.1:80 -p", 360), ("-A -p -t 10.0.0.1:80", 360),
      ("-A -t 10.0.0.1:80 -p 60", 60), ("-A -t 10.0.0.1:80 -p60", 60),
      ("-A -t 10.0.0.1:80 -p=60", 60), ("-A -t 10.0.0.1:80 --persistent=60", 60),
      ("-A -t 10.0.0.1:80 -p 0010", 10), ("-A -t 10.0.0.1:80 -p 2678400", 2_678_400),
    ] {
      #expect(details(line).persistence?.timeout == UInt32(timeout), "\(line)")
    }
  }

  @Test func `a mask is read by the family known so far`() {
    #expect(details("-A -t 10.0.0.1:80 -p -M 255.255.0.0").mask == .v4(IPv4Address(255, 255, 0, 0)))
    #expect(details("-A -M 255.255.0.0 -t 10.0.0.1:80 -p").mask == .v4(IPv4Address(255, 255, 0, 0)))
    #expect(details("-A -t 10.0.0.1:80 -p -M 24").mask == .v4(IPv4Address(0, 0, 0, 24)))
    #expect(details("-A -t [::1]:80 -p -M 64").mask == .v6(prefixLength: 64))
    #expect(details("-A -t [::1]:80 -p -M 64abc").mask == .v6(prefixLength: 64))
    #expect(details("-A -M 64 -t [::1]:80 -p").mask == .v6(prefixLength: 128))
    #expect(details("-A -f 1 -p -M 64 -6").mask == .v6(prefixLength: 128))
    #expect(details("-A -f 1 -6 -p -M 64").mask == .v6(prefixLength: 64))
    #expect(details("-A -f 1 -6 -p -M 4294967360").mask == .v6(prefixLength: 64))
  }

  @Test func `a server's port is the service's unless it is translated`() {
    for (line, port) in [
      ("-a -t 10.0.0.1:80 -r 10.0.0.2", 80), ("-a -t 10.0.0.1:80 -r 10.0.0.2 -m", 80),
      ("-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m", 8080), ("-a -t 10.0.0.1:80 -r 10.0.0.2:0 -m", 0),
      ("-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -g", 80), ("-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -i", 80),
      ("-a -r 10.0.0.2 -t 10.0.0.1:80 -m", 0), ("-a -r 10.0.0.2 -t 10.0.0.1:80 -g", 80),
      ("-a -f 1 -r 10.0.0.2", 0), ("-a -f 1 -r 10.0.0.2:8080 -g", 8080),
      ("-a -f 1 -6 -r 10.0.0.2 -i", 0),
    ] {
      #expect(server(line)?.port == UInt16(port), "\(line)")
    }
  }

  @Test func `a server that is removed is named by the port that is stored`() {
    for (line, port) in [("-d -t 10.0.0.1:80 -r 10.0.0.2:8080", 8080), ("-d -f 1 -r 10.0.0.2", 0)] {
      shell.run(line)
      guard case .deleteDestination(_, let endpoint) = shell.director.changes.last else {
        Issue.record("\(line) removes nothing")
        continue
      }
      #expect(endpoint.port == UInt16(port))
    }
  }

  @Test func `defaults are 1_31's`() {
    #expect(
      details("-A -t 10.0.0.1:80")
        == ServiceDetails(scheduler: "wlc", mask: .v4(IPv4Address(255, 255, 255, 255))))
    #expect(details("-A -t 10.0.0.1:80 -s= -b=").scheduler == "wlc")
    shell.run("-a -t 10.0.0.1:80 -r 10.0.0.2")
    guard case .addDestination(_, _, let server) = shell.director.changes.last else {
      Issue.record("no server was added")
      return
    }
    #expect(server == DestinationDetails(forwarding: .directRoute, weight: 1))
    shell.run("--start-daemon backup")
    #expect(
      shell.director.changes.last == .startDaemon(SyncDaemon(role: .backup, interface: "eth0")))
    shell.run("--start-daemon backup --mcast-interface=")
    #expect(
      shell.director.changes.last == .startDaemon(SyncDaemon(role: .backup, interface: "eth0")))
  }

  @Test func `POSIXLY_CORRECT ends the options at the first word that is none`() {
    shell.endsOptionsAtFirstWord = true
    #expect(shell.run("foo -L") == .refusal(Self.tryHelp, 255))
    #expect(shell.run("-L foo --bogus") == .refusal("unexpected argument foo", 2))
    #expect(shell.run("--set 1 2 3 -n") == .refusal("unexpected argument -n", 2))
  }

  @Test func `a port of a mark's server is looked up in TCP`() {
    #expect(server("-a -f 1 -r 10.0.0.2:http -m")?.port == 80)
    for line in ["-a -f 1 -r 10.0.0.2:tftp -m", "-a -r 10.0.0.2:http -f 1 -m"] {
      #expect(
        shell.run(line) == .refusal("illegal real server address[:port] specified", 2), "\(line)")
    }
  }

  @Test func `-Z on the zero address without a port is for all services`() {
    for line in ["-Z", "-Z -t 0.0.0.0", "-Z -u 0.0.0.0:0", "-Z -t [::]:0"] {
      #expect(shell.run(line) == .silent)
      #expect(shell.director.changes.last == .zero(nil), "\(line)")
    }
    shell.run("-Z -t 0.0.0.0:80")
    #expect(shell.director.changes.last != .zero(nil))
  }

  @Test func `help and version need no director`() {
    shell.initializationError = DirectorError(.notAvailable, .protocolNotAvailable)
    for line in ["-h", "--help", "-h --bogus", "-hL", "foo -h"] {
      let outcome = shell.run(line)
      #expect(outcome.exitCode == 0 && outcome.errors.isEmpty)
      #expect(
        outcome.output.hasPrefix("ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)\n"))
    }
    for line in ["-v", "--version"] {
      #expect(
        shell.run(line)
          == Outcome(
            output: "ipvsadm v1.31 2019/12/24 (compiled with popt and IPVS v1.2.1)\n", errors: "",
            exitCode: 0))
    }
    #expect(shell.openings == 0)
  }

  @Test(arguments: [
    (DirectorError(.notAvailable, .protocolNotAvailable), "Protocol not available"),
    (DirectorError(.refused, .notPermitted), "Permission denied (you must be root)"),
  ])
  func `without a director everything else ends with 2`(_ error: DirectorError, _ text: String) {
    shell.initializationError = error
    for line in ["", "-Ln", "--bogus", "-A -t 10.0.0.1:80", "-L -h"] {
      #expect(
        shell.run(line)
          == .refusal(
            "Can't initialize ipvs: \(text)\n"
              + "Are you sure that IP Virtual Server is built in the kernel or as module?", 2))
    }
  }

  @Test func `an old IPVS is warned of, and used`() {
    shell.director.version = DirectorInformation.Version(rawValue: 0x010103)
    let outcome = shell.run("-R", input: "-C")
    #expect(
      outcome.errors
        == "Warning: IPVS version mismatch: \n  Kernel compiled with IPVS version 1.1.3\n"
        + "  ipvsadm v1.31  requires minimum IPVS version 1.1.4\n\n")
    #expect(outcome.exitCode == 0)
    #expect(shell.director.changes == [.flush])
  }

  private func details(_ line: String) -> ServiceDetails {
    shell.run(line)
    guard case .addService(_, let details) = shell.director.changes.last else {
      Issue.record("\(line) adds no service")
      return ServiceDetails(mask: .host(.ipv4))
    }
    return details
  }

  private func server(_ line: String) -> Endpoint? {
    shell.run(line)
    guard case .addDestination(_, let endpoint, _) = shell.director.changes.last else { return nil }
    return endpoint
  }
}
