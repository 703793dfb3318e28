internal import ArgumentParser
internal import IPVS
internal import IPVSOperations

/// Clients as a word: `10.1.0.0/16`, `2001:db8::/32`, or one address.
struct PrefixWord: ExpressibleByArgument {
  let prefix: AddressPrefix

  init?(argument: String) {
    let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = AddressWord.address(parts[0]) else { return nil }
    guard parts.count == 2 else {
      prefix = AddressPrefix(address)
      return
    }
    guard let length = AddressWord.port(parts[1]),
      let prefix = AddressPrefix(address, length: Int(length))
    else { return nil }
    self.prefix = prefix
  }
}

/// A time as a word: `90`, `90s`, `6m`, `1h30m`.
struct TimeWord: ExpressibleByArgument {
  let seconds: UInt64

  init(seconds: UInt64) {
    self.seconds = seconds
  }

  init?(argument: String) {
    guard let seconds = TimeText.seconds(argument) else { return nil }
    self.seconds = seconds
  }
}
