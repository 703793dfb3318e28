internal import Glibc

/// How the files of both programs are compared.
enum BenchComparison {
  /// To the byte.
  case exact
  /// To the byte, without the digits of the time that is left: it goes on between two listings.
  case withoutExpiry
  /// The same lines in any order.
  case sorted

  /// Throws what differs first; returns how many lines there are.
  @discardableResult
  func check(_ name: (BenchProgram) -> String) throws(AgentError) -> Int {
    let expected = try MappedFile(name(.reference))
    defer { expected.unmap() }
    let found = try MappedFile(name(.candidate))
    defer { found.unmap() }
    var expectedLines = expected.lines
    var foundLines = found.lines
    if case .sorted = self {
      expectedLines.sort(by: Self.precedes)
      foundLines.sort(by: Self.precedes)
    }
    for (number, (left, right)) in zip(expectedLines, foundLines).enumerated()
    where !isSame(left, right) {
      throw .failed("line \(number + 1) differs:\n  1.31 \(text(left))\n  ours \(text(right))")
    }
    guard expectedLines.count == foundLines.count, expected.bytes.last == found.bytes.last else {
      throw .failed("1.31 has \(expectedLines.count) lines, ours \(foundLines.count)")
    }
    guard !expectedLines.isEmpty else { throw .failed("there was nothing to compare") }
    return expectedLines.count
  }

  private func isSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress,
      memcmp(first, second, left.count) != 0
    else { return true }
    guard case .withoutExpiry = self else { return false }
    // The protocol takes three columns and a blank, the time six.
    return left.indices.allSatisfy { place in
      left[place] == right[place]
        || (4..<10).contains(place) && Self.isDigit(left[place]) && Self.isDigit(right[place])
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func precedes(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Bool { left.lexicographicallyPrecedes(right) }

  private func text(_ line: UnsafeRawBufferPointer) -> String {
    String(decoding: line, as: UTF8.self)
  }
}
