import IPVS

/// The text of `--help`, made of the table that drives the parser.
enum HelpText {
  /// Appends the help; `program` is the name as it was called.
  static func append(program: ByteString, to text: inout TextBuffer) {
    OneLiners.appendVersion(to: &text)
    text.append("\nUsage:\n")
    for form in forms {
      text.append("  ")
      text.append(program.bytes)
      text.append(" ")
      text.append(form)
      text.append("\n")
    }
    text.append("\nSERVICE is -t|-u|--sctp-service ADDRESS[:PORT] or -f MARK [-6].\n")
    text.append("An IPv6 address stands in brackets where a port follows: [2001:db8::1]:80.\n")
    text.append("\nCommands (the first option is the command; without one, -L):\n")
    for spec in OptionTable.commands { append(spec, to: &text) }
    text.append("\nOptions:\n")
    for spec in OptionTable.options { append(spec, to: &text) }
  }

  private static let forms: [StaticString] = [
    "-A|-E SERVICE [-s NAME] [-b FLAG,...] [-p [SECONDS]] [-M MASK] [--pe NAME] [-o]",
    "-D SERVICE",
    "-a|-e SERVICE -r ADDRESS[:PORT] [-g|-i|-m] [-w N] [-x N] [-y N] [TUNNEL OPTIONS]",
    "-d SERVICE -r ADDRESS[:PORT]",
    "-L|-l [SERVICE] [-n] [--stats|--rate|--thresholds|--persistent-conn|--tun-info] [-X]",
    "-L|-l -c [-n] [--persistent-conn]",
    "-L|-l --timeout|--daemon",
    "-C",
    "-Z [SERVICE]",
    "-S [-n]",
    "-R < RULES",
    "--set TCP TCPFIN UDP",
    "--start-daemon master|backup [DAEMON OPTIONS]",
    "--stop-daemon master|backup",
  ]

  private static func append(_ spec: OptionSpec, to text: inout TextBuffer) {
    guard spec.help.utf8CodeUnitCount > 0 else { return }
    let start = text.count
    text.append("  ")
    if let short = spec.short {
      text.append("-")
      text.append(short)
      text.append(", ")
    } else {
      text.append("    ")
    }
    text.append("--")
    text.append(spec.long)
    switch spec.argument {
    case .none: break
    case .required(let argument):
      text.append(" ")
      text.append(argument)
    case .optional(let argument):
      text.append(" [")
      text.append(argument)
      text.append("]")
    }
    text.pad(from: start, to: 37)
    text.append(" ")
    text.append(spec.help)
    text.append("\n")
  }
}
