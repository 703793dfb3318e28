public import IPVS

/// Everything outside of itself that the command line touches.
///
/// The programs give the real things; a scenario gives buffers, a resolver that knows numbers
/// only and a simulated director.
public struct Surroundings {
  /// The words of the command line, the name of the program first; empty where even that lacks.
  public var words: [ByteString]
  /// Whether a word that is no option ends the options: `POSIXLY_CORRECT` is in the environment.
  public var endsOptionsAtFirstWord: Bool
  /// What `-R` and `ipvsadm-restore` read.
  public var standardInput: any ByteSource
  /// Where listings go.
  public var standardOutput: any ByteSink
  /// Where messages go.
  public var standardError: any ByteSink
  /// Turns names into numbers and numbers into names.
  public var resolver: any NameResolver
  /// Opens the director, once, without asking anything of it; the error's number decides what is
  /// printed.
  public var openDirector: () throws(DirectorError) -> OpenedDirector

  /// The surroundings of one run.
  public init(
    words: [ByteString], endsOptionsAtFirstWord: Bool = false, standardInput: any ByteSource,
    standardOutput: any ByteSink,
    standardError: any ByteSink, resolver: any NameResolver,
    openDirector: @escaping () throws(DirectorError) -> OpenedDirector
  ) {
    self.words = words
    self.endsOptionsAtFirstWord = endsOptionsAtFirstWord
    self.standardInput = standardInput
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.resolver = resolver
    self.openDirector = openDirector
  }
}

/// A director that is there, and what it says of itself once somebody wants to know.
public final class OpenedDirector {
  /// The director.
  public let director: any Director
  private var known: DirectorInformation?

  /// A director that has not been asked for anything yet.
  public init(_ director: any Director) {
    self.director = director
  }

  /// What the director says of itself; it is asked once.
  func information() throws(DirectorError) -> DirectorInformation {
    if let known { return known }
    let information = try director.information()
    known = information
    return information
  }

  /// Why the director does not even say that; nil where it does.
  func failure() -> DirectorError? {
    do throws(DirectorError) {
      _ = try information()
      return nil
    } catch {
      return error
    }
  }
}

/// Where bytes come from.
public protocol ByteSource: AnyObject {
  /// The next bytes, as many as are there; none at the end.
  ///
  /// May wait until there are some.
  func read() throws(Errno) -> [UInt8]

  /// Gives back as many of the last bytes, so that whoever reads next finds them.
  func giveBack(_ count: Int)
}

extension ByteSource {
  /// Nobody reads behind us.
  public func giveBack(_ count: Int) {}
}

/// Where bytes go.
public protocol ByteSink: AnyObject {
  /// How many bytes are written at a time, as C's standard output does it; 1 writes at once.
  ///
  /// It decides in which order output and messages arrive where both go to the same place.
  var blockSize: Int { get }

  /// Writes all the bytes.
  func write(_ bytes: Span<UInt8>) throws(Errno)
}
