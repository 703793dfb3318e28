internal import IPVS

/// A sequence of steps that two programs go through.
struct OracleCase {
  /// What it is called, once in all files.
  let name: String
  /// Where it begins.
  let place: Place
  /// The kernel's modules while it runs.
  var modules = Modules.loaded
  /// What happens, in this order.
  var steps: [Step] = []

  /// Whether both programs look at one and the same table, which the reference made.
  ///
  /// So it is where a step says `both`: what depends on the time (seconds left, counters) cannot
  /// be made twice. Else each program makes a table of its own, one after the other.
  var isShared: Bool {
    steps.contains { step in
      switch step {
      case .run(let invocation): invocation.isForBoth
      case .sysctl, .send, .wait: false
      }
    }
  }

  /// The kernel's modules while a case runs.
  enum Modules {
    /// IPVS is there.
    case loaded
    /// IPVS is not loaded and the kernel does not load it, but `modprobe` can.
    case unloaded
    /// Nobody can load IPVS.
    case missing
  }
}

/// A line of a file.
struct Place: CustomStringConvertible {
  /// The file as it was named.
  let file: String
  /// Its line, from 1.
  let line: Int

  var description: String { "\(file):\(line)" }
}

/// One step of a case.
enum Step {
  /// A program is run.
  case run(Invocation)
  /// A setting of the kernel's director gets a value.
  case sysctl(SysctlName, String)
  /// A packet is sent from inside the namespace.
  case send(Packet)
  /// Time passes.
  case wait(milliseconds: Int)
}

/// One run of a program.
struct Invocation {
  /// Where it stands.
  let place: Place
  /// The line as it stands there, for reports.
  var text: String
  /// Which program.
  var program: Program
  /// `argv[0]`.
  var argumentZero: [UInt8]
  /// The other words.
  var arguments: [[UInt8]]
  /// Its standard input.
  var input: [UInt8] = []
  /// Where its output goes.
  var output = Output.apart
  /// Whether it runs as a user without any privilege.
  var isUnprivileged = false
  /// What it finds below /proc.
  var processFiles = ProcessFiles.real
  /// More variables of its environment, each `NAME=VALUE`.
  var environment: [[UInt8]] = []
  /// Whether both programs run it on the same table.
  var isForBoth = false
  /// How the candidate differs on purpose.
  var difference: Difference?
  /// Whether `Normalization` takes differences on purpose out of the output.
  var isNormalized = false

  /// The three names of the program.
  enum Program: String {
    /// The program itself.
    case ipvsadm = "ipvsadm"
    /// The script, or the name, that prints the table.
    case save = "ipvsadm-save"
    /// The script, or the name, that reads it back.
    case restore = "ipvsadm-restore"
  }

  /// What a program finds below /proc.
  enum ProcessFiles {
    /// What is there.
    case real
    /// Nothing at all, as in a container without it.
    case none
    /// Only net/ip_vs_conn, with the input as its contents.
    case connections
  }

  /// Where output goes.
  enum Output {
    /// Standard output and standard error each to a file.
    case apart
    /// Both to one file, in the order in which they are written.
    case merged
    /// Standard output is not open.
    case closed
    /// Standard output is a device that is always full.
    case full
    /// Standard output is a pipe that nobody reads.
    case broken
  }
}

/// That the candidate does something else than the reference, and what.
struct Difference {
  /// Which difference it is.
  var reason: Reason
  /// What the reference runs instead, if it is not the same.
  var instead: Substitute?
  /// What the candidate must print, where it is not what the reference printed.
  var output: [UInt8]?
  /// The same of standard error.
  var error: [UInt8]?
  /// The exit status that the candidate must have, where it is not the reference's.
  var exitStatus: Int32?

  /// Which difference it is.
  enum Reason {
    /// A number of the list of differences on purpose.
    case number(Int)
    /// The wording of the help text: both must print something.
    case help
  }

  /// What the reference runs in the candidate's stead.
  enum Substitute {
    /// Nothing: as if it had ended well and silently.
    case nothing
    /// Another command.
    case run(ReferenceRun)
  }

  /// The words and the input of the reference's command.
  struct ReferenceRun {
    /// Which program.
    var program: Invocation.Program
    /// The words behind `argv[0]`.
    var arguments: [[UInt8]]
    /// Its standard input.
    var input: [UInt8] = []
  }
}
