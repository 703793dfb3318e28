/// SipHash with one round a word and three at the end, of one 32-bit word: what the kernel hashes
/// addresses with for `mh` (`hsiphash_1u32` on 64-bit machines).
struct SipHash {
  private let key: UInt64

  /// A hash with a key of twice the same half.
  init(key: UInt64) {
    self.key = key
  }

  /// The lower half of the hash.
  func hash(_ word: UInt32) -> UInt32 {
    var v0 = key ^ 0x736f_6d65_7073_6575
    var v1 = key ^ 0x646f_7261_6e64_6f6d
    var v2 = key ^ 0x6c79_6765_6e65_7261
    var v3 = key ^ 0x7465_6462_7974_6573
    func round() {
      v0 = v0 &+ v1
      v1 = v1 << 13 | v1 >> 51
      v1 ^= v0
      v0 = v0 << 32 | v0 >> 32
      v2 = v2 &+ v3
      v3 = v3 << 16 | v3 >> 48
      v3 ^= v2
      v0 = v0 &+ v3
      v3 = v3 << 21 | v3 >> 43
      v3 ^= v0
      v2 = v2 &+ v1
      v1 = v1 << 17 | v1 >> 47
      v1 ^= v2
      v2 = v2 << 32 | v2 >> 32
    }
    // Four bytes, and their number in the last byte of the word.
    let block = UInt64(4) << 56 | UInt64(word)
    v3 ^= block
    round()
    v0 ^= block
    v2 ^= 0xff
    for _ in 0..<3 { round() }
    return UInt32(truncatingIfNeeded: v0 ^ v1 ^ v2 ^ v3)
  }
}
