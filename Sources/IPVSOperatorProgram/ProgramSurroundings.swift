internal import Glibc
internal import IPVS
internal import IPVSVerbs

#if canImport(IPVSProgram)
  internal import CSystem
  internal import IPVSProgram
#endif

/// The real things.
enum ProgramSurroundings {
  static func make() -> VerbSurroundings {
    var surroundings = VerbSurroundings(
      output: DescriptorSink(STDOUT_FILENO), errors: DescriptorSink(STDERR_FILENO),
      facts: HostFacts.read(), openDirector: HostDirector.open)
    surroundings.outputIsTerminal = isatty(STDOUT_FILENO) == 1
    surroundings.errorsAreTerminal = isatty(STDERR_FILENO) == 1
    surroundings.wantsNoColour = getenv("NO_COLOR").map { $0[0] != 0 } ?? false
    surroundings.readFile = WholeFile.read
    surroundings.waiting = RealTime()
    #if canImport(IPVSProgram)
      surroundings.resolver = SystemResolver { system_look_hosts_up_in($0) }
    #endif
    return surroundings
  }
}
