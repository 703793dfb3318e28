internal import FoundationEssentials

/// What a verb prints as JSON: one object, with the name and the version of its schema.
///
/// Keys are always the same; what is not known is null. Numbers are numbers, times are seconds.
protocol Document: Encodable {
  /// The name of its schema: `Docs/json/NAME.schema.json`.
  static var schema: String { get }
  /// The version of the schema; it changes when a reader of the old one would stumble.
  static var version: Int { get }
}

extension Document {
  /// The text, with a newline at the end.
  var json: [UInt8] {
    let encoder = JSONEncoder()
    // As the kernel writes its own names.
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    // Nothing in a document can fail to be encoded: there are no floating-point numbers that are none.
    guard let data = try? encoder.encode(Envelope(document: self)) else { return [] }
    return Array(data) + [UInt8(ascii: "\n")]
  }
}

/// A document with its schema's name and version among its keys.
private struct Envelope<Content: Document>: Encodable {
  let document: Content

  enum CodingKeys: CodingKey {
    case schema, version
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Content.schema, forKey: .schema)
    try container.encode(Content.version, forKey: .version)
    try document.encode(to: encoder)
  }
}

/// A value that is null in JSON where it is nil, instead of missing.
@propertyWrapper
struct OrNull<Value: Encodable>: Encodable {
  var wrappedValue: Value?

  init(wrappedValue: Value?) {
    self.wrappedValue = wrappedValue
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}
