public import IPVS
public import IPVSCommandLine
public import IPVSOperations

/// Everything outside of itself that `ipvs` touches.
///
/// The program gives the real things; a scenario gives buffers and the director that it runs on.
public struct VerbSurroundings {
  /// Where answers go.
  public var output: any ByteSink
  /// Where messages and progress go.
  public var errors: any ByteSink
  /// Whether answers go to a terminal.
  public var outputIsTerminal = false
  /// Whether messages go to a terminal: then long work shows there how far it is.
  public var errorsAreTerminal = false
  /// Whether the environment asks for no colours (`NO_COLOR` is there and not empty).
  public var wantsNoColour = false
  /// What there is to know of the kernel.
  public var facts: KernelFacts
  /// Opens the director.
  public var openDirector: (DirectorRequest) throws(VerbFailure) -> VerbDirector
  /// Reads a file whole; `-` is standard input.
  public var readFile: (String) throws(Errno) -> [UInt8]
  /// Turns names into numbers, in files of rules.
  public var resolver: any NameResolver = NumericResolver()
  /// Time that goes by; nil where a verb cannot wait, as in a scenario.
  public var waiting: (any Waiting)?

  /// Surroundings in which nothing is a terminal, nothing can be read and nobody waits.
  public init(
    output: any ByteSink, errors: any ByteSink, facts: KernelFacts,
    openDirector: @escaping (DirectorRequest) throws(VerbFailure) -> VerbDirector
  ) {
    self.output = output
    self.errors = errors
    self.facts = facts
    self.openDirector = openDirector
    readFile = { (_) throws(Errno) in throw .noSuchFileOrDirectory }
  }
}

/// Which director a verb wants.
public struct DirectorRequest: Hashable, Sendable {
  /// A network namespace by its name or path, or by the number of a process in it; nil for the
  /// program's own.
  public var networkNamespace: String?
  /// What the verb will do with it.
  public var use: Use

  /// A director of a namespace, for some use.
  public init(networkNamespace: String? = nil, for use: Use) {
    self.networkNamespace = networkNamespace
    self.use = use
  }

  /// What a director is wanted for.
  public enum Use: Hashable, Sendable {
    /// Anything, changes too; a kernel wants `CAP_NET_ADMIN` for it.
    case everything
    /// Services, connections and settings are read: readable files do where nothing better is allowed.
    case reading
    /// The connection table and what services are: readable files do, even where more is allowed.
    case connections
    /// Settings only: readable files do, and the kernel decides who may set them.
    case settings
  }
}

/// A director, and how much it tells.
public struct VerbDirector {
  /// The director.
  public var director: any Director
  /// Whether it tells only what anybody may read in files: no counters, thresholds, templates by
  /// server, timeouts, and nothing can be changed.
  public var tellsFilesOnly: Bool

  /// A director that tells everything, where nothing is said.
  public init(_ director: any Director, tellsFilesOnly: Bool = false) {
    self.director = director
    self.tellsFilesOnly = tellsFilesOnly
  }
}

/// Time that goes by.
public protocol Waiting: AnyObject {
  /// The present time in milliseconds, from some beginning on; it never goes back.
  var now: UInt64 { get }

  /// Waits.
  ///
  /// - Returns: false where the user broke it off.
  func wait(milliseconds: UInt64) -> Bool
}
