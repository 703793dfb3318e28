import IPVS

/// The few names that stand in many rows and answers: states, protocols, schedulers.
struct NameTable {
  private static let capacity = 64
  private var names: [ByteString] = []

  /// Gives a name these bytes, which it mostly has already.
  @inline(__always)
  mutating func set(_ name: inout ByteString, to bytes: UnsafeRawBufferPointer) {
    guard !name.bytes.withUnsafeBytes({ $0.hasSameBytes(as: bytes) }) else { return }
    name = self.name(bytes)
  }

  /// The name that has these bytes; mostly one that is known.
  mutating func name(_ bytes: UnsafeRawBufferPointer) -> ByteString {
    for index in names.indices
    where names[index].bytes.withUnsafeBytes({ $0.hasSameBytes(as: bytes) }) {
      return names[index]
    }
    let name = ByteString(bytes)
    if names.count < NameTable.capacity { names.append(name) }
    return name
  }

  /// The name in the payload of an attribute: the bytes before the first zero, or all.
  mutating func name(ofCString payload: UnsafeRawBufferPointer) -> ByteString {
    name(UnsafeRawBufferPointer(rebasing: payload.prefix { $0 != 0 }))
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func hasSameBytes(as other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    for index in indices where self[index] != other[index] { return false }
    return true
  }
}
