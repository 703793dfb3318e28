import FuzzDriver
import Glibc
import IPVS
import IPVSTestSupport

/// Standard input of `-R`, and the same in pieces: in how many reads it comes changes nothing.
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  let size = Int(input.first ?? 0) % 7 + 1
  let pieces = stride(from: 0, to: input.count, by: size).map { from in
    Array(input[from..<min(from + size, input.count)])
  }
  let whole = Shell()
  let inPieces = Shell()
  let outcome = whole.run(words: ["-R"], source: TestSource([input]), as: "ipvsadm")
  precondition(
    inPieces.run(words: ["-R"], source: TestSource(pieces), as: "ipvsadm") == outcome,
    "pieces of \(size) bytes change what is printed")
  precondition(whole.director.changes == inPieces.director.changes, "pieces change what is done")

  // A file that cannot be read changes nothing at all.
  let table = whole.director.table
  whole.director.forgetChanges()
  _ = whole.run(words: [], source: TestSource([input]), as: "ipvsadm-restore")
  let sign = Array("the table is left as it was\n".utf8)
  if whole.errors.bytes.suffix(sign.count).elementsEqual(sign) {
    precondition(whole.director.changes.isEmpty && whole.director.table == table)
  }
  return 0
}

@main
enum Main {
  static func main() {
    exit(run_fuzzer(CommandLine.argc, CommandLine.unsafeArgv, testOneInput))
  }
}
