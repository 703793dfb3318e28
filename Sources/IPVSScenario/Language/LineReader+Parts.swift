import IPVS

/// The parts that several kinds of lines have.
extension LineReader {
  mutating func transport() throws(LineError) -> TransportProtocol {
    let expected = "tcp, udp, sctp, ah or esp"
    let word = try next(expected)
    switch word.text {
    case "tcp": return .tcp
    case "udp": return .udp
    case "sctp": return .sctp
    case "ah": return .authenticationHeader
    case "esp": return .encapsulatingSecurityPayload
    default: throw LineError(word.column, "expected \(expected)")
    }
  }

  /// Flags, which TCP's packets have, or chunks, which SCTP's have; others have nothing.
  mutating func content(of transport: TransportProtocol) throws(LineError) -> Exchange.Content {
    switch transport {
    case .tcp:
      let word = try next(FlagText.expected)
      guard let flags = FlagText.flags(word.text) else {
        throw LineError(word.column, "expected \(FlagText.expected)")
      }
      return Exchange.Content(flags: flags)
    case .sctp:
      let word = try next(ChunkText.expected)
      guard let chunks = ChunkText.chunks(word.text) else {
        throw LineError(word.column, "expected \(ChunkText.expected)")
      }
      return Exchange.Content(chunks: chunks)
    default: return Exchange.Content()
    }
  }

  mutating func number(
    _ range: ClosedRange<UInt32>, _ what: String
  ) throws(LineError) -> UInt32 {
    let expected = "\(what), \(range.lowerBound) to \(range.upperBound)"
    let word = try next(expected)
    guard word.bytes.allSatisfy(\.isASCIIDigit), let number = UInt32(word.text),
      range.contains(number)
    else { throw LineError(word.column, "expected \(expected)") }
    return number
  }

  /// An address and a port, or an address alone where the protocol has no ports.
  mutating func endpoint(
    _ whose: String, of transport: TransportProtocol, family: AddressFamily? = nil
  ) throws(LineError) -> Endpoint {
    let expected = "\(whose) \(transport.hasPorts ? "ADDRESS:PORT" : "ADDRESS")"
    let word = try next(expected)
    let endpoint: Endpoint
    if transport.hasPorts {
      guard let read = EndpointReader.endpoint(word.bytes) else {
        throw LineError(word.column, "expected \(expected), an IPv6 address in brackets")
      }
      endpoint = read
    } else {
      guard let address = EndpointReader.address(word.bytes[...]) else {
        throw LineError(word.column, "expected \(expected), without a port")
      }
      endpoint = Endpoint(address)
    }
    if let family, family != endpoint.address.family {
      throw LineError(word.column, "expected an address of the same family")
    }
    return endpoint
  }

  /// An address alone.
  mutating func address(
    _ whose: String, family: AddressFamily? = nil
  ) throws(LineError) -> IPAddress {
    let word = try next("\(whose) ADDRESS")
    guard let address = EndpointReader.address(word.bytes[...]) else {
      throw LineError(word.column, "expected \(whose) ADDRESS, without a port")
    }
    if let family, family != address.family {
      throw LineError(word.column, "expected an address of the same family")
    }
    return address
  }
}
