import IPVS
import IPVSTestSupport
import Testing

/// What `-R`, `-S`, `ipvsadm-save` and `ipvsadm-restore` do.
@Suite struct RestoreTests {
  let shell = Shell()

  @Test func `lines are commands, blanks and CR separate words, and ipvsadm is dropped`() {
    let outcome = shell.run(
      "-R",
      input: "ipvsadm -A -t 10.0.0.1:80 -s rr\r\n\n \t \n-a\t-t 10.0.0.1:80 ipvsadm -r 10.0.0.2 -m")
    #expect(outcome == .silent)
    #expect(
      shell.run("-Sn").output
        == "-A -t 10.0.0.1:80 -s rr\n-a -t 10.0.0.1:80 -r 10.0.0.2:80 -m -w 1\n")
  }

  @Test func `a refusal of the kernel is said and the next line is run`() {
    let outcome = shell.run(
      "-R", input: "-D -t 10.0.0.1:80\n-A -t 10.0.0.1:80\n-A -t 10.0.0.1:80\n-A -t 10.0.0.2:80\n")
    #expect(
      outcome
        == Outcome(output: "", errors: "No such service\nService already exists\n", exitCode: 0))
    #expect(shell.director.table.count == 2)
  }

  @Test func `the exit code is that of the last line`() {
    #expect(
      shell.run("-R", input: "-A -t 10.0.0.1:80\n-D -t 10.0.0.9:80\n")
        == .refusal("No such service", 255))
    #expect(shell.run("-R", input: "-A -t 10.0.0.2:80 --bogus\n").exitCode == 255)
    #expect(shell.run("-R", input: "-A -t 10.0.0.2:80 --bogus\n-C\n").exitCode == 0)
    #expect(shell.run("-R", input: "") == .silent)
  }

  @Test func `a line against the rules ends the run behind the lines before it`() {
    let outcome = shell.run(
      "-R", input: "-A -t 10.0.0.1:80\n-A -t 10.0.0.1:80\n-A -t x\n-A -t 10.0.0.2:80\n")
    #expect(
      outcome
        == Outcome(
          output: "",
          errors: "Service already exists\nillegal virtual server address[:port] specified\n",
          exitCode: 2))
    #expect(shell.director.table.count == 1)
  }

  @Test func `a bad first word ends the run with 255`() {
    let message = "Try `ipvsadm -h' or 'ipvsadm --help' for more information."
    #expect(shell.run("-R", input: "foo\n-C\n") == .refusal(message, 255))
    #expect(shell.run("-R", input: "-R\n-C\n") == .refusal(message, 255))
    #expect(shell.director.changes.isEmpty)
  }

  @Test func `a listing that fails ends the run with 1`() {
    #expect(
      shell.run("-R", input: "-L -t 10.0.0.1:80\n-C\n") == .refusal("No such service", 1))
    #expect(shell.director.changes.isEmpty)
  }

  @Test func `what is behind the line that ends a run is left to the next reader`() {
    for (first, line) in [("-C\n", "bad\n"), ("", "-v\n"), ("", "-L -t 9.9.9.9:9\n")] {
      let source = TestSource([Array((first + line + "-C\nrest").utf8)])
      _ = shell.run(words: ["-R"], source: source, as: "ipvsadm")
      #expect(source.givenBack == "-C\nrest".utf8.count)
    }
  }

  @Test func `help ends the run with 0`() {
    let outcome = shell.run("-R", input: "-v\n-C\n")
    #expect(outcome.exitCode == 0 && outcome.output.hasPrefix("ipvsadm v1.31"))
    #expect(shell.director.changes.isEmpty)
  }

  @Test func `comments and an unfinished last line are read`() {
    let input = "# rules\n  # more\n-A -t 10.0.0.1:80\n-A -t 10.0.0.2:80 \t"
    #expect(shell.run("-R", input: input) == .silent)
    #expect(shell.director.table.count == 2)
    // Elsewhere it is a word as before.
    #expect(
      shell.run("-R", input: "-A -t 10.0.0.3:80 # x\n") == .refusal("unexpected argument #", 2))
  }

  @Test func `a zero byte ends its word`() {
    #expect(shell.run("-R", input: "-A -t 10.0.0.1:80\0x -s rr\0rr\n") == .silent)
    #expect(shell.run("-Sn").output == "-A -t 10.0.0.1:80 -s rr\n")
  }

  @Test func `what is longer than 4096 bytes goes on as the next word`() {
    let zeros = String(repeating: "0", count: 4090)
    #expect(shell.run("-R", input: "--set 1 \(zeros)1234567\n") == .silent)
    #expect(shell.director.currentTimeouts == Timeouts(tcp: 1, tcpFin: 123_456, udp: 7))
  }

  @Test func `lines that are at hand are sent together, and nothing waits for more input`() {
    let source = TestSource([
      Array("-A -t 10.0.0.1:80\n-A -t 10.0.0.2:80\n-A -t 10.0".utf8), Array(".0.3:80\n".utf8),
    ])
    var known: [Int] = []
    source.beforeRead = { [unowned shell] in known.append(shell.director.table.count) }
    #expect(shell.run(words: ["-R"], source: source, as: "ipvsadm") == .silent)
    #expect(known == [0, 2, 3])
    #expect(shell.director.batches == [2, 1])
  }

  @Test func `many lines go out in batches and each is answered for in its order`() {
    let lines = (0..<200).map { "-A -t 10.0.\($0 % 2).\($0 / 4):80\n" }.joined()
    let outcome = shell.run("-R", input: lines)
    #expect(shell.director.changes.count == 200)
    #expect(shell.director.batches == [128, 72])
    #expect(outcome.errors == String(repeating: "Service already exists\n", count: 100))
    #expect(outcome.exitCode == 255)
  }

  @Test func `what is saved can be restored`() {
    for line in [
      "-A -t 10.0.0.1:80 -s rr -p 60 -M 255.0.255.0", "-A -t [2001:db8::1]:0 -p -M 64 --pe sip",
      "-A -f 4294967295 -6 -s mh -b mh-fallback,flag-3", "-A -u 10.0.0.1:53 -o -b flag-1",
      "-A --sctp-service 10.0.0.1:9 -s lc",
      "-a -t 10.0.0.1:80 -r 10.0.0.2:8080 -m -w 0 -x 10 -y 5",
      "-a -t 10.0.0.1:80 -r 10.0.0.3 -i --tun-type gre --tun-csum",
      "-a -t 10.0.0.1:80 -r [::3] -i --tun-type gue --tun-port 1 --tun-remcsum",
      "-a -f 4294967295 -6 -r [2001:db8::2]:99 -g -w 2147483647 -x 4",
    ] {
      #expect(shell.run(line) == .silent, "\(line)")
    }
    let saved = shell.run("-Sn").output
    let table = shell.director.table
    #expect(shell.run("", input: saved, as: "/sbin/ipvsadm-restore") == .silent)
    #expect(
      Set(shell.director.table.map { ServiceAndServers($0) })
        == Set(table.map { ServiceAndServers($0) }))
    #expect(shell.run("-n", as: "ipvsadm-save").output == saved)
  }

  @Test func `a file with a bad line leaves the table as it was`() {
    shell.run("-A -t 10.0.0.1:80")
    let outcome = shell.run("", input: "-A -t 10.0.0.2:80\n-A -t x\n", as: "ipvsadm-restore")
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors == "illegal virtual server address[:port] specified\n"
        + "ipvsadm-restore: line 2 is wrong, the table is left as it was\n")
    #expect(shell.director.table.count == 1)
    #expect(
      shell.run("", input: "--bogus\n", as: "ipvsadm-restore").errors
        == "Try `ipvsadm -h' or 'ipvsadm --help' for more information.\n"
        + "ipvsadm-restore: line 1 is wrong, the table is left as it was\n")
    #expect(shell.run("", input: "-R\n", as: "ipvsadm-restore").exitCode == 255)
    #expect(shell.director.table.count == 1)
  }

  @Test func `help has no place in a file of rules`() {
    shell.run("-A -t 10.0.0.1:80")
    for line in ["-h", "-v", "--help"] {
      let input = "-A -t 10.0.0.2:80\n\(line)\n-A -t 10.0.0.3:80\n"
      let outcome = shell.run("", input: input, as: "ipvsadm-restore")
      #expect(outcome.exitCode == 255)
      #expect(outcome.errors.hasSuffix("line 2 is wrong, the table is left as it was\n"))
    }
    #expect(shell.director.table.count == 1)
  }

  @Test func `names in a file of rules are looked up once, before the table is cleared`() {
    shell.resolver.forgetsAfterFirstAnswer = true
    #expect(shell.run("", input: "-A -t vip:80\n", as: "ipvsadm-restore") == .silent)
    #expect(shell.director.table.count == 1)
  }

  @Test func `nothing is restored behind a clearing that was refused`() {
    shell.director.refusal = .notPermitted
    #expect(
      shell.run("", input: "-A -t 10.0.0.2:80\n", as: "ipvsadm-restore")
        == .refusal("Permission denied (you must be root)", 255))
    #expect(shell.director.changes.isEmpty && shell.director.batches == [1])
  }

  @Test func `input that cannot be read leaves the table as it was`() {
    shell.run("-A -t 10.0.0.1:80")
    let source = TestSource([Array("-A -t 10.0.0.2:80\n".utf8)])
    source.failure = .ioError
    let outcome = shell.run(words: [], source: source, as: "ipvsadm-restore")
    #expect(
      outcome == .refusal("ipvsadm-restore: cannot read standard input: Input/output error", 1))
    #expect(shell.director.table.count == 1)
    // For -R the end of what can be read is the end, as it is for 1.31.
    let other = TestSource([Array("-A -t 10.0.0.2:80\n".utf8)])
    other.failure = .ioError
    #expect(shell.run(words: ["-R"], source: other, as: "ipvsadm") == .silent)
    #expect(shell.director.table.count == 2)
  }

  @Test func `a conversation that breaks off ends the run and says so`() {
    shell.director.breakdown = DirectorError(.noAnswer, .timedOut)
    let lines = (1...150).map { "-A -t 10.0.0.\($0):80\n" }.joined()
    let outcome = shell.run("-R", input: lines)
    #expect(shell.director.batches == [128])
    #expect(
      outcome
        == .refusal(
          "Connection timed out\n"
            + "ipvsadm: which of the last 128 commands were carried out is not known", 255))
    #expect(shell.run("-C") == .refusal("Connection timed out", 255))
  }

  @Test func `thresholds beyond what -R takes are saved as the most it takes`() {
    shell.run("-A -t 10.0.0.1:80")
    shell.run("-a -t 10.0.0.1:80 -r 10.0.0.2 -x 1")
    shell.director.table[0].destinations[0].details.upperThreshold = .max
    let saved = shell.run("-Sn").output
    #expect(saved.hasSuffix(" -x 2147483647 -y 0\n"))
    #expect(shell.run("", input: saved, as: "ipvsadm-restore") == .silent)
  }

  @Test func `ipvsadm-save refuses other options`() {
    #expect(
      shell.run("-x", as: "ipvsadm-save")
        == .refusal(
          "ipvsadm-save: Script to save the IPVS table to stdout.\n"
            + "   With the -n option, prints out the table in numeric format.", 1))
    #expect(shell.run("-", as: "ipvsadm-save").exitCode == 1)
    #expect(shell.run("word", as: "ipvsadm-save") == .silent)
  }

  @Test func `output and messages meet in the order of a pipe's blocks`() {
    // 4096 bytes of output and more are out before the message, in whole blocks.
    for number in 0..<100 { shell.run("-A -t 10.0.0.1:\(number + 1)") }
    shell.run("-R", input: "-Ln\n-Ln\n-D -t 9.9.9.9:1\n-Ln\n")
    let merged = String(decoding: shell.merged, as: UTF8.self)
    let before = merged.utf8.count - shell.output.bytes.count
    #expect(before == "No such service\n".utf8.count)
    let position = shell.merged.firstRange(of: Array("No such service\n".utf8))?.lowerBound ?? 0
    let whole = shell.output.bytes.count / 3 * 2
    #expect(position == (whole - 1) / 4096 * 4096)
    #expect(position > 0)
  }

  @Test func `a block that is just full waits for the next byte`() {
    // 32 bytes a line: 128 of them fill a block.
    shell.run("-A -t 100.100.100.100:8080 -s lc")
    #expect(shell.run("-Sn").output.utf8.count == 33)
    shell.run("-C")
    shell.run("-A -t 100.100.100.100:808 -s lc")
    #expect(shell.run("-Sn").output.utf8.count == 32)
    for (lines, before) in [(127, 0), (128, 0), (129, 4096), (256, 4096), (257, 8192)] {
      let input = String(repeating: "-Sn\n", count: lines) + "-D -t 9.9.9.9:9\n"
      shell.run("-R", input: input)
      let place = shell.merged.firstRange(of: Array("No such service\n".utf8))?.lowerBound
      #expect(place == before, "\(lines) lines")
    }
  }

  private struct ServiceAndServers: Hashable {
    var identity: ServiceIdentity
    var details: ServiceDetails
    var servers: Set<Destination>

    init(_ service: Service) {
      identity = service.identity
      details = service.details
      servers = Set(service.destinations)
    }
  }
}
