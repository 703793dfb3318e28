/// What is printed with `--json` where a verb fails; the message is on standard error as well.
struct ErrorDocument: Document {
  static let schema = "error"
  static let version = 1

  var error: Content

  struct Content: Encodable {
    /// How the program ends.
    var status: Int32
    var message: String
    /// What to do next; null where nobody knows.
    @OrNull var advice: String?
  }

  init(_ failure: VerbFailure) {
    error = Content(
      status: failure.status.rawValue, message: failure.message,
      advice: failure.advice.isEmpty ? nil : failure.advice)
  }
}
