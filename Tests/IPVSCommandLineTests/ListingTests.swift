import IPVS
import IPVSTestSupport
import Testing

/// 1.31's listings, byte for byte as seen on the program itself.
@Suite struct ListingTests {
  let shell = Shell()

  private func fill() {
    shell.run("-A -t 10.0.0.1:80 -s rr -p 360 -M 255.255.255.0")
    shell.run("-a -t 10.0.0.1:80 -r 192.168.1.2:8080 -m -w 3 -x 100 -y 50")
    shell.run("-a -t 10.0.0.1:80 -r 192.168.1.1 -g")
    shell.run("-A -f 7 -s sh -b sh-port,sh-fallback")
    shell.run("-a -f 7 -r 192.168.1.3 -i --tun-type gue --tun-port 6080 --tun-remcsum")
    shell.run("-A -u [2001:db8::1]:53 -o")
  }

  @Test func `plain`() {
    fill()
    #expect(
      shell.run("-Ln").output == """
        IP Virtual Server version 1.2.1 (size=4096)
        Prot LocalAddress:Port Scheduler Flags
          -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
        TCP  10.0.0.1:80 rr persistent 360 mask 255.255.255.0
          -> 192.168.1.1:80               Route   1      0          0\("         ")
          -> 192.168.1.2:8080             Masq    3      0          0\("         ")
        UDP  [2001:db8::1]:53 wlc ops
        FWM  7 sh (sh-fallback,sh-port)
          -> 192.168.1.3:0                Tunnel  1      0          0\("         ")

        """)
  }

  @Test func `no words at all list with names`() {
    shell.run("-A -t 10.0.0.1:80")
    #expect(
      shell.run("").output == """
        IP Virtual Server version 1.2.1 (size=4096)
        Prot LocalAddress:Port Scheduler Flags
          -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
        TCP  vip:http wlc

        """)
  }

  @Test func `thresholds`() {
    fill()
    #expect(
      shell.run("-Ln -t 10.0.0.1:80 --thresholds").output == """
        Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn\(" ")
          -> RemoteAddress:Port
        TCP  10.0.0.1:80 rr persistent 360 mask 255.255.255.0
          -> 192.168.1.1:80               0          0          0          0\("         ")
          -> 192.168.1.2:8080             100        50         0          0\("         ")

        """)
  }

  @Test func `persistent connections`() {
    fill()
    #expect(
      shell.run("-Ln -t 10.0.0.1:80 --persistent-conn").output == """
        Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn\(" ")
          -> RemoteAddress:Port
        TCP  10.0.0.1:80 rr persistent 360 mask 255.255.255.0
          -> 192.168.1.1:80               1         0           0          0\("         ")
          -> 192.168.1.2:8080             3         0           0          0\("         ")

        """)
  }

  @Test func `tunnels`() {
    fill()
    #expect(
      shell.run("-Ln -f 7 --tun-info").output == """
        Prot LocalAddress:Port Scheduler Flags
          -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn
        FWM  7 sh (sh-fallback,sh-port)
          -> 192.168.1.3:0                Tunnel  gue:6080:r+c  1      0          0\("         ")

        """)
  }

  @Test func `counters, and --stats before the other columns`() {
    shell.run("-A -t 10.0.0.1:80")
    shell.run("-a -t 10.0.0.1:80 -r 192.168.1.1 -m")
    shell.director.table[0].counters.connections = 99_999_999
    shell.director.table[0].counters.incomingPackets = 100_000_000
    shell.director.table[0].counters.outgoingPackets = 1_000_000_000
    shell.director.table[0].counters.incomingBytes = 100_000_000_000
    shell.director.table[0].counters.outgoingBytes = UInt64.max
    shell.director.table[0].destinations[0].counters.connections = 1 << 32
    let titles = """
      Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes
        -> RemoteAddress:Port

      """
    #expect(
      shell.run("-Ln -t 10.0.0.1:80 --stats --rate --thresholds").output
        == titles + """
          TCP  10.0.0.1:80                  99999999  100000K    1000M     100G18446744T
            -> 192.168.1.1:80                  4294M        0        0        0        0

          """)
    #expect(
      shell.run("-Ln -t 10.0.0.1:80 --stats --exact").output
        == titles + """
          TCP  10.0.0.1:80                  99999999 100000000 1000000000 100000000000 \
          18446744073709551615
            -> 192.168.1.1:80               4294967296        0        0        0        0

          """)
  }

  @Test func `rates of a server are scaled in the last two columns only`() {
    shell.run("-A -t 10.0.0.1:80")
    shell.run("-a -t 10.0.0.1:80 -r 192.168.1.1 -m")
    shell.director.table[0].rates.connections = 100_000_000
    var rates = Rates()
    rates.connections = 100_000_000
    rates.incomingBytes = 100_000_000
    shell.director.table[0].destinations[0].rates = rates
    #expect(
      shell.run("-Ln -t 10.0.0.1:80 --rate").output == """
        Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS
          -> RemoteAddress:Port
        TCP  10.0.0.1:80                   100000K        0        0        0        0
          -> 192.168.1.1:80               100000000        0        0  100000K        0

        """)
  }

  @Test func `IPv4 labels are cut to their column and IPv6 ones are not`() {
    shell.run("-A -t 10.0.0.2:80")
    shell.run("-a -t 10.0.0.2:80 -r 10.0.0.2 -m")
    let lines = shell.run("-L").output.split(separator: "\n")
    #expect(lines[3] == "TCP  a-very-long-host-name-for-tr wlc")
    #expect(lines[4] == "  -> a-very-long-host-name-for-tr Masq    1      0          0         ")
    shell.run("-C")
    shell.run("-A -t [2001:db8:1111:2222:3333:4444:5555:6666]:80")
    #expect(
      shell.run("-Ln").output.contains(
        "TCP  [2001:db8:1111:2222:3333:4444:5555:6666]:80 wlc\n"))
  }

  @Test func `a name with its port has 59 bytes at most`() {
    shell.run("-A -t 10.0.0.2:80")
    #expect(
      shell.run("-S").output
        == "-A -t a-very-long-host-name-for-trying-the-width-of-the-columns.e -s wlc\n")
    #expect(shell.run("-Sn").output == "-A -t 10.0.0.2:80 -s wlc\n")
  }

  @Test func `fwmarks are printed without a sign`() {
    shell.run("-A -f 4294967295 -6")
    #expect(shell.run("-Ln").output.hasSuffix("FWM  4294967295 IPv6 wlc\n"))
    #expect(shell.run("-S").output == "-A -f 4294967295 -6 -s wlc\n")
  }

  @Test func `flag-3 of sh and mh has a name`() {
    shell.run("-A -t 10.0.0.1:80 -s sh -b flag-3")
    #expect(shell.run("-Ln").output.hasSuffix("TCP  10.0.0.1:80 sh (flag-3)\n"))
    #expect(shell.run("-Sn").output == "-A -t 10.0.0.1:80 -s sh -b flag-3\n")
    #expect(shell.run("-E -t 10.0.0.1:80 -s sh -b ,") == .silent)
    #expect(shell.run("-Sn").output == "-A -t 10.0.0.1:80 -s sh\n")
  }

  @Test func `the historical order`() {
    for line in [
      "-A -t 1.0.0.1:80", "-A -t 200.0.0.1:80", "-A -t 200.0.0.1:79", "-A -u 1.0.0.1:80",
      "-A -f 5", "-A -f 4294967295", "-A -t [::1]:80",
    ] {
      shell.run(line)
    }
    let rows = shell.run("-Sn").output.split(separator: "\n").map { $0.dropFirst(3) }
    #expect(
      rows.map { $0.prefix { $0 != " " } + " " + $0.split(separator: " ")[1] } == [
        "-f 4294967295", "-t 200.0.0.1:79", "-t 200.0.0.1:80", "-t 1.0.0.1:80", "-u 1.0.0.1:80",
        "-t [::1]:80", "-f 5",
      ])
    // As the director has it: the first added first.
    #expect(shell.run("-Ln --nosort").output.split(separator: "\n")[3] == "TCP  1.0.0.1:80 wlc")
  }

  @Test func `one service that is not there`() {
    #expect(shell.run("-L -t 10.0.0.1:80") == .refusal("No such service", 1))
    #expect(shell.run("-L -t 0.0.0.0") == .refusal("No such service", 1))
  }

  @Test func `timeouts and daemons`() {
    #expect(shell.run("-L --timeout").output == "Timeout (tcp tcpfin udp): 900 120 300\n")
    shell.run("--set 0 60 0")
    #expect(shell.run("-L --timeout").output == "Timeout (tcp tcpfin udp): 900 60 300\n")
    #expect(shell.run("-L --daemon") == .silent)
    shell.director.currentDaemons = [
      SyncDaemon(
        role: .backup, interface: "dm0", syncID: 3, maximumLength: 1472,
        group: .v4(IPv4Address(224, 0, 0, 81)), port: 8848, timeToLive: 1),
      SyncDaemon(role: .master, interface: "lo"),
    ]
    #expect(
      shell.run("-L --daemon").output == """
        master sync daemon (mcast=lo, syncid=0)
        backup sync daemon (mcast=dm0, syncid=3, maxlen=1472, group=224.0.0.81, port=8848, ttl=1)

        """)
  }

  @Test func `a failure of the one-line listings is silent`() {
    shell.director.failure = DirectorError(.refused, .notPermitted)
    #expect(shell.run("-L --timeout") == Outcome(output: "", errors: "", exitCode: 1))
    #expect(shell.run("-L --daemon") == Outcome(output: "", errors: "", exitCode: 1))
    #expect(shell.run("-S") == .refusal("Permission denied (you must be root)", 1))
  }

  @Test func `connections and templates`() {
    let client = IPAddress.v4(IPv4Address(10, 8, 0, 2))
    let virtual = Endpoint(.v4(IPv4Address(10, 8, 0, 1)), port: 8080)
    let server = Endpoint(.v4(IPv4Address(10, 9, 0, 2)), port: 8080)
    shell.director.connections = [
      ConnectionEntry(
        protocolName: "TCP", client: Endpoint(client, port: 43662), virtual: virtual,
        destination: server, state: "ESTABLISHED", secondsLeft: 895),
      ConnectionEntry(
        protocolName: "IP", client: Endpoint(client),
        virtual: Endpoint(.v4(IPv4Address(0, 0, 0, 7))),
        destination: Endpoint(server.address), state: "NONE", secondsLeft: 2_678_400),
      ConnectionEntry(
        protocolName: "UDP", client: Endpoint(client), virtual: virtual, destination: server,
        state: "ASSURED", secondsLeft: 55,
        engineData: ConnectionEntry.EngineData(engine: "sip", data: "abc123XYZ@host.example")),
    ]
    #expect(
      shell.run("-Lcn").output == """
        IPVS connection entries
        pro expire state       source             virtual            destination
        TCP 14:55  ESTABLISHED 10.8.0.2:43662     10.8.0.1:8080      10.9.0.2:8080
        IP  44640:00 NONE        10.8.0.2:0         0.0.0.7:0          10.9.0.2:0
        UDP 00:55  ASSURED     10.8.0.2:0         10.8.0.1:8080      10.9.0.2:8080

        """)
    #expect(
      shell.run("-Lcn --persistent-conn").output.split(separator: "\n").suffix(4) == [
        "pro expire state       source             virtual            destination        "
          + "pe name          pe_data",
        "TCP 14:55  ESTABLISHED 10.8.0.2:43662     10.8.0.1:8080      10.9.0.2:8080",
        "IP  44640:00 NONE        10.8.0.2:0         0.0.0.7:0          10.9.0.2:0",
        "UDP 00:55  ASSURED     10.8.0.2:0         10.8.0.1:8080      10.9.0.2:8080    "
          + "sip                abc123XYZ@host.example",
      ])
  }

  @Test func `a connection table that cannot be read`() {
    shell.director.failure = DirectorError(.transport, .noSuchFileOrDirectory)
    let outcome = shell.run("-Lc")
    #expect(outcome.errors == "cannot open file /proc/net/ip_vs_conn\n" && outcome.exitCode == 1)
    shell.director.failure = DirectorError(.endedListing, .noData)
    #expect(shell.run("-Lc").errors.isEmpty)
    #expect(shell.run("-Lc").output.hasPrefix("IPVS connection entries\npro expire"))
    #expect(shell.run("-Lc").exitCode == 1)
    shell.director.failure = DirectorError(.malformedAnswer, .badMessage)
    #expect(shell.run("-Lc").errors == "unexpected input from /proc/net/ip_vs_conn\n")
  }

  @Test func `output that cannot be written ends with 1`() {
    shell.output.failure = Errno(rawValue: 28)
    let outcome = shell.run("-Ln")
    #expect(outcome.exitCode == 1)
    #expect(outcome.errors == "ipvsadm: cannot write standard output: No space left on device\n")
    // A command that prints nothing has nothing to fail at.
    #expect(shell.run("-C") == .silent)
  }
}
