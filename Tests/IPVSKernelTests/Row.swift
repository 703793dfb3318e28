import IPVS

@testable import IPVSKernel

/// Attributes of the rows that a fake kernel lists.
enum Row {
  /// A service with a firewall mark.
  static func service(mark: UInt32) -> [UInt8] {
    var writer = AttributeWriter()
    writer.append(.firewallMark(mark, .ipv4), ServiceDetails(mask: .host(.ipv4)))
    return writer.bytes
  }

  /// A destination in 192.168.1.0/24.
  static func destination(_ last: UInt8) -> [UInt8] {
    var writer = AttributeWriter()
    writer.append(Endpoint(.v4(IPv4Address(192, 168, 1, last)), port: 80), DestinationDetails())
    return writer.bytes
  }
}
