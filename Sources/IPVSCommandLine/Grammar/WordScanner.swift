import IPVS

/// Takes the words of a command line apart as popt 1.19 does.
///
/// Letters cluster; an argument is the rest of the word, or the next word whatever it begins with;
/// `--name=value` and one `=` behind a letter both work; nothing is abbreviated; words that are no
/// options are collected; `--` ends the options.
struct WordScanner {
  private let words: LineWords
  private let endsAtFirstWord: Bool
  /// The word behind the last one that was taken.
  private var next = 0
  /// Where in the last word the next letter stands, if that is a word of letters.
  private var nextLetter: Int?
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
    var word: Word
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

  /// The last word that was taken: an option's own, or its argument's.
  var lastWord: Word { words[next - 1] }

  /// The next option, nil at the end.
  mutating func nextOption() throws(Failure) -> Found? {
    while true {
      if let place = nextLetter, let letter = words.byte(place, of: next - 1) {
        return try option(letter, at: place)
      }
      nextLetter = nil
      guard next < words.count else { return nil }
      next += 1
      guard !optionsEnded, words.byte(0, of: next - 1) == UInt8(ascii: "-"),
        let second = words.byte(1, of: next - 1)
      else {
        leftovers.append(lastWord)
        if endsAtFirstWord { optionsEnded = true }
        continue
      }
      if second != UInt8(ascii: "-") {
        nextLetter = 1
      } else if words.byte(2, of: next - 1) == nil {
        optionsEnded = true
      } else {
        return try longOption()
      }
    }
  }

  private mutating func longOption() throws(Failure) -> Found {
    let body = lastWord.dropFirst(2)
    let equals = body.firstIndex(of: UInt8(ascii: "="))
    guard let spec = OptionTable.option(long: body[..<(equals ?? body.endIndex)]) else {
      throw failure(.unknown)
    }
    if let equals {
      if case .none = spec.argument { throw failure(.unwantedArgument) }
      return Found(meaning: spec.meaning, argument: body[(equals + 1)...])
    }
    let argument = try argumentFromNextWord(spec)
    return Found(meaning: spec.meaning, argument: argument)
  }

  @inline(__always)
  private mutating func option(_ letter: UInt8, at place: Int) throws(Failure) -> Found {
    guard let spec = OptionTable.option(short: letter) else { throw failure(.unknown) }
    nextLetter = place + 1
    guard let behind = words.byte(place + 1, of: next - 1) else {
      let argument = try argumentFromNextWord(spec)
      return Found(meaning: spec.meaning, argument: argument)
    }
    let hasEquals = behind == UInt8(ascii: "=")
    if case .none = spec.argument {
      if hasEquals { throw failure(.unwantedArgument) }
      return Found(meaning: spec.meaning)
    }
    let argument = lastWord.dropFirst(hasEquals ? place + 2 : place + 1)
    nextLetter = nil
    return Found(meaning: spec.meaning, argument: argument)
  }

  @inline(__always)
  private mutating func argumentFromNextWord(_ spec: OptionSpec) throws(Failure) -> Word? {
    switch spec.argument {
    case .none:
      return nil
    case .optional:
      guard next < words.count, words.byte(0, of: next) != UInt8(ascii: "-") else { return nil }
    case .required:
      guard next < words.count else { throw failure(.missingArgument) }
    }
    next += 1
    nextLetter = nil
    return lastWord
  }

  private func failure(_ problem: Problem) -> Failure {
    Failure(word: lastWord, problem: problem)
  }
}
