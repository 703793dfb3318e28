internal import IPVS

/// A packet of messages as it is filled.
struct SyncBuffer {
  /// The version of its messages.
  let version: SyncMessage.Version
  /// When the first one came to it, in jiffies.
  let firstUse: UInt64
  /// The messages, the oldest first.
  private(set) var messages: [SyncMessage]
  /// How many bytes it has.
  private(set) var length: Int

  /// A packet that has one message.
  init(_ message: SyncMessage, _ version: SyncMessage.Version, at now: UInt64) {
    self.version = version
    firstUse = now
    messages = [message]
    length = version.headerLength + message.length
  }

  /// Takes a message up; false where there is no room for it in so many bytes.
  mutating func append(_ message: SyncMessage, limit: Int) -> Bool {
    guard length + message.length <= limit else { return false }
    messages.append(message)
    length += message.length
    return true
  }
}
