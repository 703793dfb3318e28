import IPVS

/// Takes the words of a command line apart as popt 1.19 does.
///
/// Letters cluster; an argument is the rest of the word, or the next word whatever it begins with;
/// `--name=value` and one `=` behind a letter both work; nothing is abbreviated; words that are no
/// options are collected; `--` ends the options.
struct WordScanner {
  private var words: LineWords
  private let endsAtFirstWord: Bool
  /// The last word that was taken: an option's own, or its argument's.
  private(set) var lastWord = Word.empty
  /// What stands behind the last letter in a word of letters.
  private var letters = Word.empty
  private var optionsEnded = false
  /// The words that belong to no option.
  private(set) var leftovers: [Word] = []

  /// One option found.
  struct Found {
    var meaning: OptionSpec.Meaning
    var argument: Word?
  }

  /// What is wrong with a word.
  enum Problem: Hashable {
    case unknown
    case missingArgument
    case unwantedArgument

    var text: StaticString {
      switch self {
      case .unknown: "unknown option"
      case .missingArgument: "missing argument"
      case .unwantedArgument: "option does not take an argument"
      }
    }
  }

  /// A word that cannot be read, with what is wrong with it.
  struct Failure: Error {
    var word: ByteString
    var problem: Problem
  }

  /// The words behind the program's name.
  ///
  /// - Parameter endsAtFirstWord: whether a word that is no option ends the options, as
  ///   `POSIXLY_CORRECT` in the environment wants it.
  init(_ words: LineWords, endsAtFirstWord: Bool) {
    self.words = words
    self.endsAtFirstWord = endsAtFirstWord
  }

  /// The next option, nil at the end.
  mutating func nextOption() throws(Failure) -> Found? {
    while true {
      if let letter = letters[0] { return try option(letter) }
      guard let word = words.take() else { return nil }
      lastWord = word
      guard !optionsEnded, word[0] == UInt8(ascii: "-"), let second = word[1] else {
        leftovers.append(word)
        if endsAtFirstWord { optionsEnded = true }
        continue
      }
      if second != UInt8(ascii: "-") {
        letters = word.dropFirst()
      } else if word.count == 2 {
        optionsEnded = true
      } else {
        return try longOption(word.dropFirst(2))
      }
    }
  }

  private mutating func longOption(_ body: Word) throws(Failure) -> Found {
    let equals = body.firstIndex(of: UInt8(ascii: "="))
    guard let option = OptionTable.option(long: body.prefix(equals ?? body.count)) else {
      throw failure(.unknown)
    }
    if let equals {
      if option.argument == .none { throw failure(.unwantedArgument) }
      return Found(meaning: option.meaning, argument: body.dropFirst(equals + 1))
    }
    return Found(meaning: option.meaning, argument: try argumentFromNextWord(option.argument))
  }

  @inline(__always)
  private mutating func option(_ letter: UInt8) throws(Failure) -> Found {
    guard let option = OptionTable.option(short: letter) else { throw failure(.unknown) }
    letters = letters.dropFirst()
    guard let behind = letters[0] else {
      return Found(meaning: option.meaning, argument: try argumentFromNextWord(option.argument))
    }
    let hasEquals = behind == UInt8(ascii: "=")
    if option.argument == .none {
      if hasEquals { throw failure(.unwantedArgument) }
      return Found(meaning: option.meaning)
    }
    let argument = letters.dropFirst(hasEquals ? 1 : 0)
    letters = .empty
    return Found(meaning: option.meaning, argument: argument)
  }

  @inline(__always)
  private mutating func argumentFromNextWord(
    _ argument: OptionSpec.ArgumentRule
  ) throws(Failure) -> Word? {
    switch argument {
    case .none:
      return nil
    case .optional:
      guard let word = words.next, word[0] != UInt8(ascii: "-") else { return nil }
    case .required:
      guard !words.isEmpty else { throw failure(.missingArgument) }
    }
    guard let word = words.take() else { return nil }
    lastWord = word
    return word
  }

  private func failure(_ problem: Problem) -> Failure {
    Failure(word: ByteString(lastWord), problem: problem)
  }
}
