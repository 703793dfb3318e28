/// Reads the words behind a verb: flags, options with a value, and others.
struct ArgumentReader {
  /// The words that are neither options nor their values.
  private(set) var words: [String] = []
  private var values: [String: String] = [:]
  private var flags: Set<String> = []

  /// - Parameters:
  ///   - flags: the options that stand alone.
  ///   - options: the options that have a value, as the next word or behind `=`.
  init(_ words: [String], flags: Set<String>, options: Set<String>) throws(AgentError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      guard word.hasPrefix("--") else {
        self.words.append(word)
        continue
      }
      if word == "--" {
        self.words += rest
        return
      }
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(parts[0])
      if flags.contains(name), parts.count == 1 {
        self.flags.insert(name)
      } else if options.contains(name) {
        guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst() else {
          throw .usage("\(name) wants a value")
        }
        guard values.updateValue(value, forKey: name) == nil else {
          throw .usage("\(name) was given twice")
        }
      } else {
        throw .usage("there is no option \(word)")
      }
    }
  }

  func has(_ flag: String) -> Bool { flags.contains(flag) }

  func value(_ option: String) -> String? { values[option] }

  func required(_ option: String) throws(AgentError) -> String {
    guard let value = values[option] else { throw .usage("\(option) is missing") }
    return value
  }

  func number(_ option: String) throws(AgentError) -> Int? {
    guard let value = values[option] else { return nil }
    guard let number = Int(value), number >= 0 else { throw .usage("\(option) wants a number") }
    return number
  }
}
