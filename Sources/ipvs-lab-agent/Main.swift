internal import Glibc

/// The agent of a test guest: a driver for comparisons, and small servers and clients; in virtual
/// time also the first program.
@main
enum Agent {
  static func main() {
    // A reader that goes away ends a write with EPIPE, not the agent; children get the default.
    signal(SIGPIPE, SIG_IGN)
    if getpid() == 1 { VirtualGuest.run() }
    do throws(AgentError) {
      exit(try run(Array(CommandLine.arguments.dropFirst())))
    } catch {
      switch error {
      case .usage(let message):
        standardError("ipvs-lab-agent: \(message)\nTry 'ipvs-lab-agent --help'.\n")
        exit(2)
      case .failed(let message):
        standardError("ipvs-lab-agent: \(message)\n")
        exit(1)
      }
    }
  }

  private static func run(_ words: [String]) throws(AgentError) -> Int32 {
    guard let verb = words.first else { throw .usage("a verb is missing") }
    let rest = Array(words.dropFirst())
    switch verb {
    case "oracle": return try OracleVerb(rest).run()
    case "transcript": return try TranscriptVerb(rest).run()
    case "serve": return try ServeVerb(rest).run()
    case "connect": return try ConnectVerb(rest).run()
    case "--help", "-h":
      try standardOutput(help)
      return 0
    default: throw .usage("there is no verb '\(verb)'")
    }
  }

  private static let help = """
    usage: ipvs-lab-agent VERB …

      oracle --reference PROGRAM --candidate PROGRAM [--without-simulation] [--show N]
             [--only TEXT] [--part K/N] FILE…
          Runs the cases of the files with both programs, each case in a network namespace of its
          own, and compares output, exit status and the kernel's table; then with our command line
          on the simulation, compared with what the reference did. Wants root, and a machine
          that may be spoilt. --show says how many differing cases are printed (default 5),
          --only takes the cases whose name contains TEXT, --part every N-th case from the K-th
          on. Exit 0: there was a case, and all agreed.
      oracle --reference PROGRAM --candidate PROGRAM [--show N] [--part K/N] --seed S [--count M]
          The same with M generated cases (default 300), always the same for one seed. One that
          differs is made as short as it can be, and printed as it can be kept in a file.
      oracle --check FILE…
          Only reads the files.
      transcript --program PROGRAM [--only TEXT] FILE…
          Runs the cases with one program and prints what it printed.
      serve [--udp] ADDRESS:PORT NAME [ADDRESS:PORT NAME]…
          Answers every connection with the line NAME and keeps it until the client closes; with
          --udp answers every datagram. Prints "ready" when it listens everywhere.
      connect [--udp] [--from ADDRESS[:PORT]] [--hold SECONDS] ADDRESS:PORT
          Prints the line that a server sends. --hold keeps the connection after that. Exit 1:
          refused, or nothing within 3 seconds.

    IPv6 addresses stand in brackets: [2001:db8::1]:80.

    """
}
