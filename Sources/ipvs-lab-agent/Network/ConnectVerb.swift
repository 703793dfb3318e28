internal import Glibc
internal import IPVS

/// `connect`: a client that prints what a server says.
struct ConnectVerb {
  private let isUDP: Bool
  private let source: Endpoint?
  private let target: Endpoint
  private let holdMilliseconds: Int
  private let endsByReset: Bool

  private static let patience = 3000

  init(_ words: [String]) throws(AgentError) {
    let arguments = try ArgumentReader(
      words, flags: ["--udp", "--reset"], options: ["--from", "--hold"])
    isUDP = arguments.has("--udp")
    endsByReset = arguments.has("--reset")
    guard arguments.words.count == 1, let target = Endpoint(text: Array(arguments.words[0].utf8))
    else { throw .usage("connect wants one ADDRESS:PORT") }
    self.target = target
    if let text = arguments.value("--from").map({ Array($0.utf8) }) {
      guard let source = Endpoint(text: text) ?? IPAddress(text: text[...]).map({ Endpoint($0) })
      else { throw .usage("--from wants ADDRESS or ADDRESS:PORT") }
      self.source = source
    } else {
      source = nil
    }
    let hold = arguments.value("--hold") ?? "0"
    guard let seconds = Double(hold), (0...86_400).contains(seconds) else {
      throw .usage("--hold wants seconds")
    }
    holdMilliseconds = Int(seconds * 1000)
  }

  func run() throws(AgentError) -> Int32 {
    let address = SocketAddress(target)
    let socket = try makeSocket(address.family, isUDP ? SOCK_DGRAM : SOCK_STREAM)
    defer { close(socket) }
    if let source { try bindSocket(socket, to: source) }
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
    if address.withPointer({ Glibc.connect(socket, $0, $1) }) != 0 {
      guard errno == EINPROGRESS else { throw .system("cannot reach \(target)") }
      try wait(socket, for: POLLOUT, "no connection to \(target)")
      try throwPendingError(socket)
    }
    if isUDP, send(socket, "?", 1, 0) != 1 { throw .system("cannot send to \(target)") }
    try standardOutput(try line(socket))
    if holdMilliseconds > 0 {
      sleepMilliseconds(holdMilliseconds)
      try throwIfEnded(socket)
    }
    if endsByReset {
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    }
    return 0
  }

  /// A server says one line only: more, an end or an error is none of its doing.
  private func throwIfEnded(_ socket: Int32) throws(AgentError) {
    var byte: UInt8 = 0
    let count = recv(socket, &byte, 1, Int32(MSG_DONTWAIT))
    guard count != 0 else { throw .failed("\(target) closed the connection while it was held") }
    guard count > 0 || errno == EAGAIN else {
      throw .system("the connection to \(target) was lost")
    }
  }

  /// What the server sends, up to its first newline.
  private func line(_ socket: Int32) throws(AgentError) -> String {
    let deadline = clockMilliseconds() + Self.patience
    var line: [UInt8] = []
    while !line.contains(UInt8(ascii: "\n")) {
      try wait(socket, for: POLLIN, "no answer from \(target)", until: deadline)
      var piece = [UInt8](repeating: 0, count: 2048)
      let count = recv(socket, &piece, piece.count, 0)
      guard count >= 0 else { throw .system("no answer from \(target)") }
      guard count > 0 else { throw .failed("\(target) closed the connection without a line") }
      line += piece[..<count]
    }
    return String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self) + "\n"
  }

  private func wait(
    _ socket: Int32, for events: Int32, _ failure: String, until deadline: Int? = nil
  ) throws(AgentError) {
    let left = max(0, (deadline ?? clockMilliseconds() + Self.patience) - clockMilliseconds())
    var one = pollfd(fd: socket, events: Int16(events), revents: 0)
    let count = poll(&one, 1, Int32(left))
    guard count >= 0 else { throw .system(failure) }
    guard count > 0 else { throw .failed("\(failure) within \(Self.patience / 1000) seconds") }
  }

  /// Throws what became of a connection that was begun.
  private func throwPendingError(_ socket: Int32) throws(AgentError) {
    var code: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    getsockopt(socket, SOL_SOCKET, SO_ERROR, &code, &size)
    guard code == 0 else {
      errno = code
      throw .system("no connection to \(target)")
    }
  }
}
