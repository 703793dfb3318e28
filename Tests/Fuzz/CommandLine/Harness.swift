import FuzzDriver
import Glibc
import IPVS
import IPVSTestSupport

/// The words of some commands, one word a line and an empty line between commands.
///
/// No words may crash the program, and what is then in the table can be saved and read back.
func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: start, count: count)
  let shell = Shell()
  var words: [ByteString] = []
  for line in input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
    if line.isEmpty {
      shell.run(words: words, input: "-L\n")
      words = []
    } else {
      // A word of argv holds no zero.
      words.append(ByteString(line.prefix { $0 != 0 }))
    }
  }
  shell.run(words: words, input: "-S\n")

  let saved = shell.run("-Sn").output
  let other = Shell()
  let restored = other.run("", input: saved, as: "ipvsadm-restore")
  precondition(restored == .silent, "what was saved cannot be restored:\n\(saved)")
  precondition(other.run("-Sn").output == saved, "what was restored is not what was saved")
  return 0
}

@main
enum Main {
  static func main() {
    exit(run_fuzzer(CommandLine.argc, CommandLine.unsafeArgv, testOneInput))
  }
}
