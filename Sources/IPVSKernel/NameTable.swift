import IPVS

/// The few names that stand in many rows and answers: states, protocols, schedulers.
struct NameTable {
  private static let capacity = 64
  private var names: [ByteString] = []

  /// The name that has these bytes; mostly one that is known.
  mutating func name(_ bytes: UnsafeRawBufferPointer) -> ByteString {
    for name in names where name.bytes.withUnsafeBytes({ $0.hasSameBytes(as: bytes) }) {
      return name
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
