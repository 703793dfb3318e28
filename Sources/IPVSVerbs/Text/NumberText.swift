/// Numbers for people.
enum NumberText {
  /// A number with three digits that count: 999, 1.23k, 45.6M, 789G.
  static func scaled(_ number: UInt64) -> String {
    var value = number
    var rest: UInt64 = 0
    var unit = 0
    while value >= 1000, unit + 1 < units.count {
      rest = value % 1000
      value /= 1000
      unit += 1
    }
    guard unit > 0, value < 100 else { return "\(value)\(units[unit])" }
    let digits = value < 10 ? rest / 10 : rest / 100
    let text = value < 10 && digits < 10 ? "0\(digits)" : "\(digits)"
    return "\(value).\(text)\(units[unit])"
  }

  private static let units = ["", "k", "M", "G", "T", "P", "E"]

  /// A part of a whole in percent, rounded; `-` of nothing.
  static func percent(_ part: UInt64, of whole: UInt64) -> String {
    guard whole > 0 else { return "-" }
    let percent = (part.multipliedFullWidth(by: 200).low / whole + 1) / 2
    return "\(percent)%"
  }

  /// A number with its noun: `1 template`, `2 templates`.
  static func count(_ number: some BinaryInteger, _ noun: String, _ nouns: String? = nil) -> String
  {
    "\(number) \(number == 1 ? noun : nouns ?? noun + "s")"
  }
}
