internal import IPVSCommandLine
internal import IPVSOperations

/// Tells on standard error how far a drain is.
///
/// On a terminal one line is written again and again; elsewhere a line comes where something has
/// changed, every ten seconds at most.
struct DrainProgress {
  private let surroundings: VerbSurroundings
  private let server: String
  private var isOpen = false
  private var lastLine: (text: String, time: UInt64)?

  /// When the last estimate was made, and what it was.
  private var estimate: (time: UInt64, value: DrainEstimate)?

  private static let pause: UInt64 = 10_000

  init(_ surroundings: VerbSurroundings, server: String) {
    self.surroundings = surroundings
    self.server = server
  }

  /// Tells what a look found.
  mutating func show(_ look: DrainLook, at now: UInt64) {
    if let value = look.estimate { estimate = (now, value) }
    let counts = DrainWords.counts(look.total)
    if surroundings.errorsAreTerminal {
      let rest = estimate.map { ", " + DrainWords.estimate($0.value, after: now - $0.time) } ?? ""
      try? surroundings.errors.write(Array("\r\u{1b}[K\(server): \(counts)\(rest)".utf8).span)
      isOpen = true
      return
    }
    if let lastLine {
      guard lastLine.text != counts, now - lastLine.time >= Self.pause else { return }
    }
    lastLine = (counts, now)
    let rest = estimate.map { ", " + DrainWords.estimate($0.value, after: now - $0.time) } ?? ""
    surroundings.complain("\(server): \(counts)\(rest)")
  }

  /// Takes the line away that stands on a terminal.
  mutating func end() {
    guard isOpen else { return }
    try? surroundings.errors.write(Array("\r\u{1b}[K".utf8).span)
    isOpen = false
  }
}
