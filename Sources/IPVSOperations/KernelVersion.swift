/// The version of a kernel, as its developers count it: 6.1.192.
public struct KernelVersion: Hashable, Sendable {
  /// The first number.
  public var major: Int
  /// The second number.
  public var minor: Int
  /// The stable level; what distributors call their builds does not count.
  public var level: Int

  /// A version; 0 is a level that was never stable.
  public init(_ major: Int, _ minor: Int, _ level: Int = 0) {
    self.major = major
    self.minor = minor
    self.level = level
  }

  /// The version in what `/proc/version` says; nil where it says none.
  ///
  /// Debian names its kernels after the beginning of a series, and tells the stable level further
  /// behind: `Linux version 6.1.0-50-amd64 (…) … Debian 6.1.192-1 (2026-10-01)`. That one counts
  /// where it is told.
  public init?(banner: String) {
    let words = banner.split(separator: " ")
    let behindDebian = words.indices.dropLast().last { words[$0] == "Debian" }.map { words[$0 + 1] }
    let release = words.count > 2 && words[0] == "Linux" ? words[2] : words.first
    guard let text = behindDebian ?? release, let version = KernelVersion(text) else { return nil }
    self = version
  }

  /// Three numbers, or two, with anything that is no number behind them.
  private init?(_ text: Substring) {
    let parts = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }.split(separator: ".")
    let numbers = parts.prefix(3).compactMap { Int($0) }
    guard numbers.count >= 2, numbers.count == min(parts.count, 3) else { return nil }
    self.init(numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
  }
}

extension KernelVersion: Comparable {
  /// Whether one is older than the other.
  public static func < (left: KernelVersion, right: KernelVersion) -> Bool {
    (left.major, left.minor, left.level) < (right.major, right.minor, right.level)
  }
}

extension KernelVersion: CustomStringConvertible {
  /// Three numbers with dots.
  public var description: String { "\(major).\(minor).\(level)" }
}
