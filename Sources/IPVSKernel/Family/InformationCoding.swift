import IPVS

extension DirectorInformation {
  /// Reads the attributes of an answer.
  init(answer: RawSpan) throws(DirectorError) {
    var version: UInt32?
    var connectionTableSize: UInt32?
    try answer.forEachAttribute { (type, payload) throws(DirectorError) in
      switch InformationAttribute(rawValue: type) {
      case .version: version = try payload.uint32()
      case .connectionTableSize: connectionTableSize = try payload.uint32()
      case nil: break
      }
    }
    guard let version, let connectionTableSize else { throw .malformedAnswer }
    self.init(version: Version(rawValue: version), connectionTableSize: connectionTableSize)
  }
}
