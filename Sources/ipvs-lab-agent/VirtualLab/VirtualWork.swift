/// What is done in a guest in virtual time.
enum VirtualWork {
  /// Measures the kernel against the rules that the simulator follows.
  case selfTest
  /// Runs files of scenarios.
  case scenarios(ScenarioWork)
  /// Compares the simulator with the kernel on random scenarios.
  case random(RandomWork)
  /// Compares what `ipvs trace` says with what becomes of the packets of random scenarios.
  case trace(TraceWork)
  /// Compares what two programs cost.
  case bench(BenchWork)

  /// Reads what the host wants.
  init(_ words: [String]) throws(AgentError) {
    switch words.first {
    case "self-test" where words.count == 1: self = .selfTest
    case "scenario", "check":
      self = .scenarios(
        ScenarioWork(names: Array(words.dropFirst()), isCheck: words.first == "check"))
    case "random": self = .random(try RandomWork(Array(words.dropFirst())))
    case "trace": self = .trace(try TraceWork(Array(words.dropFirst())))
    case "bench": self = .bench(try BenchWork(Array(words.dropFirst())))
    default: throw .usage("the guest does not know what to do: \(words)")
    }
  }

  func run() throws(AgentError) -> VirtualResult {
    switch self {
    case .selfTest: try SelfTest.run()
    case .scenarios(let work): try work.run()
    case .random(let work): try work.run()
    case .trace(let work): try work.run()
    case .bench(let work): try work.run()
    }
  }
}
