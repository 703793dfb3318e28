internal import Glibc

/// One of the guest's serial lines, of which the host keeps every byte.
struct SerialLine {
  private let descriptor: Int32

  /// Opens a line and makes it carry bytes as they are.
  init(_ path: String) throws(AgentError) {
    descriptor = try checked(open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC), "cannot open \(path)")
    var settings = termios()
    try checked(tcgetattr(descriptor, &settings), "\(path) is no serial line")
    cfmakeraw(&settings)
    // Nobody is there to raise the carrier.
    settings.c_cflag |= tcflag_t(CLOCAL)
    try checked(tcsetattr(descriptor, TCSANOW, &settings), "cannot set \(path)")
  }

  /// Writes bytes and waits until they have left.
  func write(_ bytes: [UInt8]) throws(AgentError) {
    try writeAll(bytes, to: descriptor)
    try checked(tcdrain(descriptor), "cannot write to a serial line")
  }
}
