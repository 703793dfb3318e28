internal import Glibc
internal import IPVS

/// `serve`: servers that tell their names.
struct ServeVerb {
  private let isUDP: Bool
  private let servers: [(endpoint: Endpoint, answer: [UInt8])]

  init(_ words: [String]) throws(AgentError) {
    let arguments = try ArgumentReader(words, flags: ["--udp"], options: [])
    isUDP = arguments.has("--udp")
    guard !arguments.words.isEmpty, arguments.words.count.isMultiple(of: 2) else {
      throw .usage("serve wants pairs of ADDRESS:PORT and NAME")
    }
    var servers: [(Endpoint, [UInt8])] = []
    for index in stride(from: 0, to: arguments.words.count, by: 2) {
      guard let endpoint = Endpoint(text: Array(arguments.words[index].utf8)) else {
        throw .usage("\(arguments.words[index]) is not ADDRESS:PORT")
      }
      servers.append((endpoint, Array("\(arguments.words[index + 1])\n".utf8)))
    }
    self.servers = servers
  }

  /// Serves until the agent is killed.
  func run() throws(AgentError) -> Int32 {
    var waiting: [pollfd] = []
    for server in servers {
      let socket = try listen(server.endpoint)
      waiting.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
    }
    try standardOutput("ready\n")
    while true {
      let count = poll(&waiting, nfds_t(waiting.count), -1)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .system("cannot wait for clients") }
      var ended: Set<Int> = []
      for index in waiting.indices where waiting[index].revents != 0 {
        if index >= servers.count {
          if !Self.isOpen(waiting[index].fd) { ended.insert(index) }
        } else if isUDP {
          Self.answer(waiting[index].fd, with: servers[index].answer)
        } else if let client = Self.accept(waiting[index].fd, greeting: servers[index].answer) {
          waiting.append(pollfd(fd: client, events: Int16(POLLIN), revents: 0))
        }
      }
      for index in ended { close(waiting[index].fd) }
      waiting = waiting.enumerated().filter { !ended.contains($0.offset) }.map(\.element)
    }
  }

  private func listen(_ endpoint: Endpoint) throws(AgentError) -> Int32 {
    let family = SocketAddress(endpoint).family
    let socket = try makeSocket(family, isUDP ? SOCK_DGRAM : SOCK_STREAM)
    try setOption(socket, SOL_SOCKET, SO_REUSEADDR, 1)
    try bindSocket(socket, to: endpoint)
    if !isUDP { try checked(Glibc.listen(socket, 128), "cannot listen on \(endpoint)") }
    return socket
  }

  /// Takes a client and tells it the name; the connection stays.
  private static func accept(_ listener: Int32, greeting: [UInt8]) -> Int32? {
    let client = Glibc.accept(listener, nil, nil)
    // A client that has gone again is no reason to stop.
    guard client >= 0 else { return nil }
    _ = fcntl(client, F_SETFD, FD_CLOEXEC)
    send(client, greeting, greeting.count, Int32(MSG_DONTWAIT))
    return client
  }

  /// Drops what a client says; false when it has said its last.
  private static func isOpen(_ client: Int32) -> Bool {
    var ignored = [UInt8](repeating: 0, count: 4096)
    return recv(client, &ignored, ignored.count, Int32(MSG_DONTWAIT)) > 0
  }

  /// Sends the name back to where a datagram came from.
  private static func answer(_ socket: Int32, with answer: [UInt8]) {
    var ignored = [UInt8](repeating: 0, count: 65_536)
    var client = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    withUnsafeMutablePointer(to: &client) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard recvfrom(socket, &ignored, ignored.count, 0, address, &length) >= 0 else { return }
        sendto(socket, answer, answer.count, 0, address, length)
      }
    }
  }
}
