internal import Glibc
internal import IPVSVerbs

/// What `ipvs` does, called by C's `main`.
///
/// - Parameters:
///   - argc: how many words there are; may be 0.
///   - argv: the words as the kernel gave them; bytes that are not UTF-8 are replaced.
/// - Returns: the exit status.
@_cdecl("ipvs_main")
public func ipvsMain(_ argc: Int32, _ argv: UnsafePointer<UnsafePointer<CChar>?>) -> Int32 {
  let words = (0..<Int(argc)).dropFirst().compactMap { argv[$0].map { String(cString: $0) } }
  return OperatorProgram(words: words).run(in: ProgramSurroundings.make())
}
