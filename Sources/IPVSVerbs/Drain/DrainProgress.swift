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
  /// To the beginning of the row, and nothing behind.
  private static let clearance = "\r\u{1b}[K"

  init(_ surroundings: VerbSurroundings, server: String) {
    self.surroundings = surroundings
    self.server = server
  }

  /// Tells what a look found.
  mutating func show(_ look: DrainLook, at now: UInt64) {
    if let value = look.estimate { estimate = (now, value) }
    let counts = DrainWords.counts(look.total)
    let rest = estimate.map { "; " + DrainWords.estimate($0.value, after: now - $0.time) } ?? ""
    let line = "\(server): \(counts)\(rest)"
    if surroundings.errorsAreTerminal {
      // Without wrapping: a second row could not be taken back.
      try? surroundings.errors.write(
        Array("\(Self.clearance)\u{1b}[?7l\(line)\u{1b}[?7h".utf8).span)
      isOpen = true
      return
    }
    if let lastLine {
      guard lastLine.text != counts, now - lastLine.time >= Self.pause else { return }
    }
    lastLine = (counts, now)
    surroundings.complain(line)
  }

  /// Takes the line away that stands on a terminal.
  mutating func end() {
    guard isOpen else { return }
    try? surroundings.errors.write(Array(Self.clearance.utf8).span)
    isOpen = false
  }
}
