import IPVS

@testable import IPVSKernel

/// Parts of answers as Linux 6.1 was seen to write them.
enum Sample {
  /// Narrow counters (type 10), with values that tell them apart.
  static let narrow = hex(
    """
    6400 0a00
      0800 0100 01000000           # CONNS
      0800 0200 02000000           # INPKTS
      0800 0300 03000000           # OUTPKTS
      0400 0b00                    # PAD
      0c00 0400 0400000000000000   # INBYTES
      0400 0b00
      0c00 0500 0500000000000000   # OUTBYTES
      0800 0600 06000000           # CPS
      0800 0700 07000000           # INPPS
      0800 0800 08000000           # OUTPPS
      0800 0900 09000000           # INBPS
      0800 0a00 0a000000           # OUTBPS
    """)

  /// Wide counters (type 12), each 2^32 more than the narrow one.
  static let wide: [UInt8] = {
    var bytes = hex("a400 0c00")
    for type in UInt8(1)...10 {
      bytes += [0x0c, 0, type, 0, type, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0x0b, 0]
    }
    return bytes
  }()

  static func nest(_ type: UInt8, _ parts: [UInt8]...) -> [UInt8] {
    let content = parts.flatMap { $0 }
    var bytes: [UInt8] = []
    bytes.append(native: UInt16(content.count + 4))
    return bytes + [type, 0] + content
  }

  static func counters(_ base: UInt64) -> Counters {
    var counters = Counters()
    counters.connections = base + 1
    counters.incomingPackets = base + 2
    counters.outgoingPackets = base + 3
    counters.incomingBytes = base + 4
    counters.outgoingBytes = base + 5
    return counters
  }

  static func rates(_ base: UInt64) -> Rates {
    var rates = Rates()
    rates.connections = base + 6
    rates.incomingPackets = base + 7
    rates.outgoingPackets = base + 8
    rates.incomingBytes = base + 9
    rates.outgoingBytes = base + 10
    return rates
  }
}
