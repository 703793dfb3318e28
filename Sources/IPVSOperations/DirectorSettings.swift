public import IPVS

/// The settings of a director as they were at one moment.
public struct DirectorSettings: Hashable, Sendable {
  /// The text of each.
  public var values: [SysctlName: String]

  /// Settings with these values.
  public init(_ values: [SysctlName: String] = [:]) {
    self.values = values
  }

  /// Reads all settings of a director.
  ///
  /// One that goes away in between, or may not be read, is left out.
  public init(of director: any Director) throws(DirectorError) {
    values = [:]
    for name in try director.sysctlNames() {
      do throws(DirectorError) {
        values[name] = try director.sysctl(name)
      } catch {
        switch error.reason {
        case .noSuchSysctl, .transport: continue
        case .refused, .notAvailable, .noAnswer, .malformedAnswer, .interruptedListing,
          .endedListing, .sysctlRefused:
          throw error
        }
      }
    }
  }

  /// The number that a setting is; nil where the director lacks it, or where it is no one number.
  public func number(_ name: SysctlName) -> Int64? {
    values[name].flatMap { Int64($0) }
  }

  /// Whether a setting is there and not 0.
  public func isOn(_ name: SysctlName) -> Bool {
    number(name).map { $0 != 0 } ?? false
  }
}
