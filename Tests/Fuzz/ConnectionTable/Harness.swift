import FuzzDriver
import Glibc
import IPVS
import IPVSTestSupport

@testable import IPVSKernel

/// The text of /proc/net/ip_vs_conn, read in pieces and printed.
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  let size = Int(input.first ?? 0) * 16 + 1
  let whole = entries(input, pieces: input.count + 1)
  precondition(whole == entries(input, pieces: size), "pieces of \(size) bytes change the rows")

  let shell = Shell()
  shell.director.connections = whole
  for words in ["-Lcn", "-Lcn --persistent-conn", "-Lc"] {
    let outcome = shell.run(words)
    precondition(outcome.exitCode == 0)
    precondition(shell.output.bytes.count { $0 == UInt8(ascii: "\n") } >= whole.count + 2)
  }
  return 0
}

private func entries(_ input: [UInt8], pieces size: Int) -> [ConnectionEntry] {
  var rest = input[...]
  var table = ConnectionTable()
  var entries: [ConnectionEntry] = []
  try? table.forEachEntry({ entry in
    entries.append(entry)
    return .more
  }) { room in
    let piece = rest.prefix(min(size, room.count))
    rest = rest.dropFirst(piece.count)
    room.copyBytes(from: piece)
    return piece.count
  }
  return entries
}

@main
enum Main {
  static func main() {
    exit(run_fuzzer(CommandLine.argc, CommandLine.unsafeArgv, testOneInput))
  }
}
