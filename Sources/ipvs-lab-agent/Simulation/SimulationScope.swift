/// What of a case the simulation goes through, and why not the rest: the one place that says it.
///
/// Names are no reason: look-ups read the same fixed files. Neither are settings, standard input,
/// `argv[0]` and the environment.
enum SimulationScope {
  /// What becomes of a command on the simulation.
  enum Treatment {
    /// It runs, and everything is compared.
    case compared
    /// It runs so that the table stays the kernel's, and only the table is compared.
    case tableOnly(Reason)
    /// It does not run.
    case leftOut(Reason)
  }

  /// Why the simulation has nothing to say.
  enum Reason: String, CaseIterable {
    /// There is no module that could be missing.
    case modules = "IPVS is not loaded"
    /// Nobody's rights are asked for.
    case privilege = "run without rights"
    /// What is printed goes to memory, which takes everything.
    case output = "standard output takes nothing"
    /// There is no /proc: the connection table comes from the director.
    case processFiles = "another /proc"
    /// What a real packet leaves: connections, counters, and the servers that they hold.
    case packets = "behind a packet that was sent"
  }

  /// What becomes of a command.
  ///
  /// - Parameter isBehindPacket: whether the case has sent a packet before it.
  static func treatment(
    of invocation: Invocation, in modules: OracleCase.Modules, isBehindPacket: Bool
  ) -> Treatment {
    switch modules {
    case .loaded: break
    case .unloaded, .missing: return .leftOut(.modules)
    }
    if isBehindPacket { return .leftOut(.packets) }
    if invocation.isUnprivileged { return .leftOut(.privilege) }
    switch invocation.processFiles {
    case .real: break
    case .none: return .tableOnly(.processFiles)
    case .connections: return .leftOut(.processFiles)
    }
    switch invocation.output {
    case .apart, .merged: return .compared
    case .closed, .full, .broken: return .tableOnly(.output)
    }
  }
}
