public import IPVS

/// Sees a run while it happens: every line, what became of every packet, and the directors from time to
/// time.
///
/// It changes nothing: the transcript is the same with and without it. It is for simulated directors: a
/// kernel's clock does not wait for anybody who looks.
public protocol ScenarioObserver: AnyObject {
  /// A packet was sent in a slot.
  func saw(_ packet: ScenarioPacket, of director: ScenarioDirector, in slot: UInt64)

  /// Here are the directors in a slot, to be looked at; the second one is there where a line is for it.
  ///
  /// This comes at the beginning, after each line that takes time, and every now and then while a line
  /// takes long.
  func look(
    at first: any Director, _ second: (any Director)?, in slot: UInt64
  ) throws(DirectorError)

  /// A line was run.
  func ran(_ line: ScenarioLine)
}

/// One of the directors of a scenario.
public enum ScenarioDirector: Int, Hashable, Sendable, CaseIterable {
  /// The one that every scenario has.
  case first = 1
  /// The one for which a line begins with `@b`.
  case second = 2

  init(_ name: DirectorName) {
    switch name {
    case .first: self = .first
    case .second: self = .second
    }
  }
}

/// A packet and what became of it.
public struct ScenarioPacket: Hashable, Sendable {
  /// What was sent.
  public var content: Content
  /// What became of it.
  public var verdict: Verdict

  /// What can be sent.
  public enum Content: Hashable, Sendable {
    /// A packet of a client or a server.
    case packet(Packet)
    /// An ICMP error.
    case icmp(ICMPError)
  }

  /// A packet that came to this.
  public init(_ content: Content, verdict: Verdict) {
    self.content = content
    self.verdict = verdict
  }
}

/// A line of a scenario that was run.
public struct ScenarioLine: Hashable, Sendable {
  /// Its number in the file, from 1.
  public var number: Int
  /// The line, and its standard input below it.
  public var text: [ByteString]
  /// The director that did it.
  public var director: ScenarioDirector
  /// The slot in which it began; that of the next line for a comment.
  public var slot: UInt64
  /// How many slots it took; 0 for a comment.
  public var slots: UInt64
  /// What the transcript tells below it, without the `| `.
  public var results: [ByteString]
}

extension ScenarioLine {
  /// How many slots a second has.
  public static let slotsPerSecond: UInt64 = 1000 / TimeText.slotMilliseconds
}
