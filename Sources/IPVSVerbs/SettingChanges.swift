internal import IPVS
internal import IPVSOperations

/// Settings that are to get values, all of them or none.
struct SettingChanges {
  /// What is set, in the order in which it is.
  private(set) var changes: [Change] = []

  struct Change {
    var name: SysctlName
    var old: String
    var new: String
  }

  var names: [SysctlName] { changes.map(\.name) }

  /// Looks what the values are before.
  init(_ wanted: [(SysctlName, String)], on director: any Director) throws(VerbFailure) {
    for (name, value) in wanted {
      do throws(DirectorError) {
        changes.append(Change(name: name, old: try director.sysctl(name), new: value))
      } catch {
        throw VerbFailure("cannot read \(name.fullName)", error)
      }
    }
  }

  /// Sets all; where one is refused those before it are put back.
  func carryOut(on director: any Director) throws(VerbFailure) {
    for (index, change) in changes.enumerated() {
      do throws(DirectorError) {
        try director.setSysctl(change.name, to: change.new)
      } catch {
        var failure = VerbFailure(
          "cannot set \(change.name.fullName) from \(change.old) to \(change.new)", error)
        if error.errno == .invalidArgument, let known = SettingExplanation.all[change.name] {
          failure.advice = "\(change.name.rawValue) takes \(known.values)"
        }
        failure.message += putBack(changes[..<index], on: director)
        throw failure
      }
    }
  }

  /// Puts values back, the last one first, and says what came of it.
  private func putBack(_ done: ArraySlice<Change>, on director: any Director) -> String {
    var left: [String] = []
    for change in done.reversed() {
      do throws(DirectorError) {
        try director.setSysctl(change.name, to: change.old)
      } catch {
        left.append(
          "\(change.name.rawValue) is \(change.new) now and could not be put back: \(error)")
      }
    }
    if !left.isEmpty { return "; \(left.joined(separator: "; "))" }
    return done.isEmpty ? "" : "; what was set before it is as it was"
  }
}
