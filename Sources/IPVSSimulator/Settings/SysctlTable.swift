internal import IPVS

/// The settings of a director, as text and as numbers.
struct SysctlTable {
  private let settings: [SysctlName: Setting]
  private var values: [SysctlName: [Int64]] = [:]
  /// What the engine asks for.
  private(set) var engine = EngineSettings()
  /// What synchronization asks for.
  private(set) var synchronization = SyncSettings()
  private let ticksPerSecond: UInt64

  init(_ list: [Setting], ticksPerSecond: UInt64) {
    var settings: [SysctlName: Setting] = [:]
    for setting in list {
      guard let name = SysctlName(rawValue: setting.name) else { continue }
      settings[name] = setting
    }
    self.settings = settings
    self.ticksPerSecond = ticksPerSecond
    for (name, setting) in settings { store(setting.initial, of: name) }
  }

  /// All names, sorted.
  var names: [SysctlName] { settings.keys.sorted { $0.rawValue < $1.rawValue } }

  private mutating func store(_ numbers: [Int64], of name: SysctlName) {
    values[name] = numbers
    engine.take(name, numbers.first ?? 0)
    synchronization.take(name, numbers)
  }

  /// The value as it is read: numbers with a tab between them.
  func text(of name: SysctlName) throws(DirectorError) -> String {
    guard let numbers = values[name] else { throw SysctlTable.noSuchSetting }
    return numbers.map { String($0) }.joined(separator: "\t")
  }

  /// Takes a value as it is written.
  ///
  /// Numbers are read as the kernel reads them: decimal, octal with a leading 0 or hexadecimal with
  /// 0x, a minus sign allowed and a plus sign not. A list may be shorter than the setting and leaves
  /// the rest as it was. What stands behind the last number is not read: the setting is set, and the
  /// writer sees that not all was taken (`EIO`).
  mutating func set(_ name: SysctlName, to text: String) throws(DirectorError) {
    guard let setting = settings[name], var numbers = values[name] else {
      throw SysctlTable.noSuchSetting
    }
    if setting.range == .processors { return try SysctlTable.checkProcessors(text) }
    var reader = SysctlNumberReader(text)
    var isComplete = true
    for index in numbers.indices {
      switch reader.next() {
      case .number(let number) where number < 0 && setting.range == .lenientUnsignedLong: break
      case .number(let number) where isRepresentable(number, setting.range):
        numbers[index] = number
      case .number, .nonsense: isComplete = false
      case .end:
        if index == 0 { isComplete = false }
      }
      if !isComplete || reader.isAtEnd { break }
    }
    guard accepts(numbers, setting.range) else { throw SysctlTable.refusal }
    if setting.range == .defenseMode, numbers == [2] { numbers = [1] }
    // A list whose end cannot be read is refused, and what was read of it is in force.
    if isComplete || setting.range == .threshold { store(numbers, of: name) }
    guard isComplete else { throw SysctlTable.refusal }
    guard reader.isAtEnd else { throw DirectorError(.sysctlRefused, .ioError) }
  }

  private func isRepresentable(_ number: Int64, _ range: Setting.Range) -> Bool {
    switch range {
    case .unsignedLong, .lenientUnsignedLong: number >= 0
    case .seconds:
      number.magnitude <= UInt64(Int32.max) / ticksPerSecond
    case .anyInt, .between, .defenseMode, .powerOfTwo, .processors, .threshold:
      Int32(exactly: number) != nil
    }
  }

  private func accepts(_ numbers: [Int64], _ range: Setting.Range) -> Bool {
    guard let first = numbers.first else { return false }
    switch range {
    case .anyInt, .lenientUnsignedLong, .processors, .seconds, .unsignedLong: return true
    case .between(let low, let high): return (low...max(low, high)).contains(first)
    case .defenseMode: return (0...3).contains(first)
    case .powerOfTwo: return first > 0 && first.nonzeroBitCount == 1
    case .threshold:
      guard let second = numbers.last else { return false }
      return first >= 0 && second >= 0 && (first < second || second == 0)
    }
  }

  /// Takes a list of processors that is the one there is, and refuses others as the kernel does.
  ///
  /// An empty list, which the kernel takes, is refused here.
  private static func checkProcessors(_ text: String) throws(DirectorError) {
    let first = text.prefix { ("0"..."9").contains($0) }
    guard !first.isEmpty, text == first || "-, ".contains(text.dropFirst(first.count).first ?? "x")
    else { throw refusal }
    guard let number = UInt64(first), number <= UInt64(UInt32.max) else {
      throw DirectorError(.sysctlRefused, .valueTooLarge)
    }
    guard number == 0 else { throw DirectorError(.sysctlRefused, .outOfRange) }
    guard text == first || text == "0-0" else { throw refusal }
  }

  private static let noSuchSetting = DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
  private static let refusal = DirectorError(.sysctlRefused, .invalidArgument)
}
