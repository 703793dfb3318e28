/// Colours for terminals; nothing is told by colour alone.
struct Painter {
  /// Whether there are any.
  let isOn: Bool

  /// How a word looks.
  enum Look: String {
    case plain = ""
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
  }

  /// The text, looking so.
  func paint(_ text: String, _ look: Look) -> String {
    guard isOn, look != .plain, !text.isEmpty else { return text }
    return "\u{1b}[\(look.rawValue)m\(text)\u{1b}[0m"
  }
}
