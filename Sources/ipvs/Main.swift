import Glibc
import IPVSVerbs

/// The second program, for operators.
@main
struct Main {
  static func main() {
    let program = OperatorProgram(words: Array(CommandLine.arguments.dropFirst()))
    Glibc.exit(program.run(in: ProgramSurroundings.make()))
  }
}
