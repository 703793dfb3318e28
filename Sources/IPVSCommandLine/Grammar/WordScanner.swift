import IPVS

/// Takes the words of a command line apart as popt 1.19 does.
///
/// Letters cluster; an argument is the rest of the word, or the next word whatever it begins with;
/// `--name=value` and one `=` behind a letter both work; nothing is abbreviated; words that are no
/// options are collected; `--` ends the options.
struct WordScanner {
  private let words: [ByteString]
  private let endsAtFirstWord: Bool
  private var next = 0
  /// What is left of a word of letters.
  private var cluster: ArraySlice<UInt8>?
  private var optionsEnded = false
  /// The words that belong to no option.
  private(set) var leftovers: [ByteString] = []

  /// One option found.
  struct Found {
    var spec: OptionSpec
    var argument: ByteString?
    /// The last word that it took: its own, or its argument's.
    var lastWord: ByteString
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
  init(_ words: [ByteString], endsAtFirstWord: Bool) {
    self.words = words
    self.endsAtFirstWord = endsAtFirstWord
  }

  /// The next option, nil at the end.
  mutating func nextOption() throws(Failure) -> Found? {
    while true {
      if let letters = cluster { return try option(in: letters) }
      guard next < words.count else { return nil }
      let word = words[next]
      next += 1
      guard !optionsEnded, word.count >= 2, word.bytes[0] == UInt8(ascii: "-") else {
        leftovers.append(word)
        if endsAtFirstWord { optionsEnded = true }
        continue
      }
      guard word.bytes[1] == UInt8(ascii: "-") else {
        cluster = word.bytes[1...]
        continue
      }
      guard word.count > 2 else {
        optionsEnded = true
        continue
      }
      return try longOption(word)
    }
  }

  private mutating func longOption(_ word: ByteString) throws(Failure) -> Found {
    let body = word.bytes[2...]
    let equals = body.firstIndex(of: UInt8(ascii: "="))
    guard let spec = OptionTable.option(long: body[..<(equals ?? body.endIndex)]) else {
      throw Failure(word: word, problem: .unknown)
    }
    if let equals {
      if case .none = spec.argument { throw Failure(word: word, problem: .unwantedArgument) }
      return found(spec, ByteString(body[(equals + 1)...]))
    }
    let argument = try argumentFromNextWord(spec, of: word)
    return found(spec, argument)
  }

  private mutating func option(in letters: ArraySlice<UInt8>) throws(Failure) -> Found {
    let word = words[next - 1]
    guard let letter = letters.first, let spec = OptionTable.option(short: letter) else {
      throw Failure(word: word, problem: .unknown)
    }
    let rest = letters.dropFirst()
    cluster = rest.isEmpty ? nil : rest
    let hasEquals = rest.first == UInt8(ascii: "=")
    if case .none = spec.argument {
      if hasEquals { throw Failure(word: word, problem: .unwantedArgument) }
      return found(spec, nil)
    }
    if !rest.isEmpty {
      cluster = nil
      let argument = ByteString(hasEquals ? rest.dropFirst() : rest)
      return found(spec, argument)
    }
    let argument = try argumentFromNextWord(spec, of: word)
    return found(spec, argument)
  }

  private func found(_ spec: OptionSpec, _ argument: ByteString?) -> Found {
    Found(spec: spec, argument: argument, lastWord: words[next - 1])
  }

  private mutating func argumentFromNextWord(
    _ spec: OptionSpec, of word: ByteString
  ) throws(Failure) -> ByteString? {
    switch spec.argument {
    case .none:
      return nil
    case .optional:
      guard next < words.count, words[next].bytes.first != UInt8(ascii: "-") else { return nil }
    case .required:
      guard next < words.count else { throw Failure(word: word, problem: .missingArgument) }
    }
    next += 1
    return words[next - 1]
  }
}
