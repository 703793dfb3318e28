internal import IPVS
internal import IPVSKernel

/// The kernel's table in the namespace of a case: read after each command, and put back between
/// the two programs.
struct Table {
  private let director: any Director
  private let initial: Snapshot
  private let timeouts: Timeouts
  private var settings: [(SysctlName, String)] = []

  /// Takes the namespace over while it is new.
  init() throws(AgentError) {
    do throws(DirectorError) {
      director = try KernelDirector()
      timeouts = try director.timeouts()
    } catch {
      throw .failed("cannot open the kernel's table: \(error)")
    }
    initial = try Snapshot(of: director)
  }

  /// What it holds now.
  func snapshot() throws(AgentError) -> Snapshot { try Snapshot(of: director) }

  /// Gives a setting a value, and remembers what it was.
  mutating func set(_ name: SysctlName, to value: String) throws(AgentError) {
    do throws(DirectorError) {
      let old = try director.sysctl(name)
      try director.setSysctl(name, to: value)
      settings.append((name, old))
    } catch {
      throw .failed("cannot set \(name.rawValue): \(error)")
    }
  }

  /// Makes everything as it was in the beginning, and checks that it is.
  mutating func putBack() throws(AgentError) {
    do throws(DirectorError) {
      while let (name, value) = settings.popLast() { try director.setSysctl(name, to: value) }
      let stops = try director.daemons().map { Change.stopDaemon($0.role, syncID: $0.syncID) }
      for outcome in try director.submit(stops + [.flush, .setTimeouts(timeouts), .zero(nil)]) {
        if let refusal = outcome { throw refusal }
      }
    } catch {
      throw .failed("the table cannot be put back: \(error)")
    }
    guard try areConnectionsGone() else {
      throw .failed(
        "connections are left 5 s after the reference's run: the case needs"
          + " 'ipvsadm --set 0 0 1', or 'both'")
    }
    let now = try snapshot()
    guard now == initial else {
      throw .failed("the table is not as new after it was put back:\n\(now.text)")
    }
  }

  /// Waits until the connections of a case have ended, which nobody can end by hand.
  private func areConnectionsGone() throws(AgentError) -> Bool {
    let deadline = clockMilliseconds() + 5000
    while true {
      var isEmpty = true
      do throws(DirectorError) {
        try director.forEachConnection { _ in
          isEmpty = false
          return .stop
        }
      } catch {
        throw .failed("cannot read the connection table: \(error)")
      }
      if isEmpty { return true }
      guard clockMilliseconds() < deadline else { return false }
      sleepMilliseconds(50)
    }
  }
}
