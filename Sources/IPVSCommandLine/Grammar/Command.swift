import IPVS

/// What a command line asks for.
enum Command {
  /// Something of the director.
  case request(Request)
  /// The lines on standard input, each a command line.
  case restore
  /// Something that the program knows by itself.
  case print(OwnText)
}

/// What is asked of a director.
enum Request {
  /// A change; the name decides how a refusal reads.
  case change(Change, CommandName)
  /// A listing.
  case list(Listing)
  /// The rules of the whole table.
  case save(isNumeric: Bool)
}

/// What the program says of itself.
enum OwnText {
  case help
  case version
}

/// A listing of a director.
enum Listing {
  /// Services with their destinations; nil is all of them.
  case services(ServiceIdentity?, TableStyle)
  /// The connection table.
  case connections(showsEngineData: Bool, isNumeric: Bool)
  /// The three timeouts.
  case timeouts
  /// The synchronization daemons.
  case daemons
}

/// How services and destinations are listed.
struct TableStyle {
  var columns: Columns
  /// Whether addresses and ports are printed as numbers.
  var isNumeric: Bool
  /// Whether counters and rates are printed in full.
  var isExact: Bool
  /// Whether the listing is put into order.
  var isSorted: Bool

  /// Which columns there are.
  enum Columns {
    case plain
    case counters
    case rates
    case thresholds
    case persistentConnections
    case tunnels
  }
}
