internal import CSystem
internal import IPVS
internal import IPVSCommandLine
internal import IPVSKernel

/// What `ipvsadm` does, called by C's `main`.
///
/// - Parameters:
///   - argc: how many words there are; may be 0.
///   - argv: the words as the kernel gave them, bytes that need not be UTF-8.
///   - lookHostsUpIn: says where hosts are looked up, in the words of nsswitch.conf.
/// - Returns: the exit code.
@_cdecl("ipvsadm_main")
public func ipvsadmMain(
  _ argc: Int32, _ argv: UnsafePointer<UnsafePointer<CChar>?>,
  _ lookHostsUpIn: @escaping @convention(c) (UnsafePointer<CChar>) -> Void
) -> Int32 {
  let words = (0..<Int(argc)).compactMap { argv[$0].map { ByteString(cString: $0) } }
  return Program.run(
    Surroundings(
      words: words,
      endsOptionsAtFirstWord: getenv("POSIXLY_CORRECT") != nil || getenv("POSIX_ME_HARDER") != nil,
      standardInput: FileSource(STDIN_FILENO),
      standardOutput: FileSink(STDOUT_FILENO, isBuffered: true),
      standardError: FileSink(STDERR_FILENO, isBuffered: false),
      resolver: SystemResolver(lookHostsUpIn: lookHostsUpIn),
      openDirector: openKernelDirector))
}

/// Opens the kernel's director; where that fails, loads the module and tries once more.
private func openKernelDirector() throws(DirectorError) -> OpenedDirector {
  do throws(DirectorError) {
    return OpenedDirector(try KernelDirector())
  } catch {
    guard KernelModule.load() else { throw error }
    return OpenedDirector(try KernelDirector())
  }
}
