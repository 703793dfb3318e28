internal import ArgumentParser
internal import IPVS

/// A client as a word: `10.1.0.5`, or `10.1.0.5:1024` with its port.
struct ClientWord: Hashable, ExpressibleByArgument {
  /// The address.
  var address: IPAddress
  /// The port; nil for any that is not in use.
  var port: UInt16?

  init?(argument: String) {
    guard let (address, port) = AddressWord.endpoint(argument), port != 0 else { return nil }
    self.address = address
    self.port = port
  }
}
