import IPVS

/// Reads one command line in the grammar of ipvsadm 1.31.
struct LineParser {
  /// The program's name as it was called, which a message repeats.
  let program: ByteString
  let resolver: any NameResolver
  /// Whether a word that is no option ends the options.
  let endsAtFirstWord: Bool
  /// Whether servers without address translation get their service's port, whatever the words say.
  var forcesPorts = true

  /// The command that the words (without the program's name) ask for.
  func parse(_ words: LineWords) throws(Refusal) -> Command {
    var scanner = WordScanner(words, endsAtFirstWord: endsAtFirstWord)
    guard let first = try firstOption(&scanner) else {
      // Words that are no options do not make a command; `--` alone does not either.
      guard words.isEmpty else { throw .tryHelp(program: program) }
      let given = GivenOptions(command: .list, resolver: resolver)
      return try given.command(leftovers: [])
    }
    let name: CommandName
    switch first.meaning {
    case .help: return .print(.help)
    case .version: return .print(.version)
    case .option: throw .tryHelp(program: program)
    case .command(let command): name = command
    }
    var given = GivenOptions(command: name, resolver: resolver)
    given.forcesPorts = forcesPorts
    try given.takeCommandArgument(first.argument)
    while let found = try nextOption(&scanner) {
      switch found.meaning {
      case .command, .help, .version:
        throw .invalid("invalid option `\(ByteString(scanner.lastWord))'")
      case .option(let meant):
        try given.take(meant, found.argument)
      }
    }
    return try given.command(leftovers: scanner.leftovers)
  }

  /// Whether the words ask for the help or the version, for which no director is needed.
  func needsNoDirector(_ words: LineWords) -> Bool {
    var scanner = WordScanner(words, endsAtFirstWord: endsAtFirstWord)
    guard let first = try? scanner.nextOption() else { return false }
    switch first.meaning {
    case .help, .version: return true
    case .command, .option: return false
    }
  }

  private func firstOption(
    _ scanner: inout WordScanner
  ) throws(Refusal) -> WordScanner.Found? {
    do throws(WordScanner.Failure) {
      return try scanner.nextOption()
    } catch {
      throw .tryHelp(program: program)
    }
  }

  private func nextOption(_ scanner: inout WordScanner) throws(Refusal) -> WordScanner.Found? {
    do throws(WordScanner.Failure) {
      return try scanner.nextOption()
    } catch {
      throw .unreadable(error)
    }
  }
}
