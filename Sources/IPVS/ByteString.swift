/// Bytes that are text most of the time.
///
/// Words of a command line, names that a kernel gives back and rows of /proc need not be UTF-8;
/// kept as bytes they come back unchanged in every message.
public struct ByteString: Hashable, Sendable {
  /// The bytes, without a terminating zero.
  public var bytes: [UInt8]

  /// Takes the bytes as they are.
  public init(_ bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
  }

  /// The UTF-8 form of a string.
  public init(_ text: String) {
    self.bytes = Array(text.utf8)
  }

  /// No bytes at all.
  public init() {
    self.bytes = []
  }

  /// Whether there is not one byte.
  public var isEmpty: Bool { bytes.isEmpty }

  /// How many bytes there are.
  public var count: Int { bytes.count }

  /// The same bytes, cut to at most `limit` of them.
  public func prefix(_ limit: Int) -> ByteString {
    ByteString(bytes.prefix(limit))
  }
}

extension ByteString: ExpressibleByStringInterpolation {
  /// The UTF-8 form of the literal.
  public init(stringLiteral value: StaticString) {
    self.bytes = value.withUTF8Buffer { Array($0) }
  }

  /// What a literal with values in it is made of.
  public init(stringInterpolation: StringInterpolation) {
    self.bytes = stringInterpolation.bytes
  }

  /// Puts together a literal with values in it; bytes go in as they are.
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var bytes: [UInt8] = []

    /// Makes room for a literal.
    public init(literalCapacity: Int, interpolationCount: Int) {
      bytes.reserveCapacity(literalCapacity + 16 * interpolationCount)
    }

    /// Appends a piece of the literal.
    public mutating func appendLiteral(_ literal: StaticString) {
      bytes.append(literal)
    }

    /// Appends bytes unchanged.
    public mutating func appendInterpolation(_ value: ByteString) {
      bytes += value.bytes
    }

    /// Appends the UTF-8 form of a literal.
    public mutating func appendInterpolation(_ value: StaticString) {
      bytes.append(value)
    }

    /// Appends the text of a value.
    public mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      bytes += Array(value.description.utf8)
    }
  }
}

extension ByteString: CustomStringConvertible {
  /// The bytes read as UTF-8; what is not UTF-8 is shown as U+FFFD.
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}
