internal import Glibc

/// Writes text to standard output.
func standardOutput(_ text: String) throws(AgentError) {
  try writeAll(Array(text.utf8), to: STDOUT_FILENO)
}

/// Writes text to standard error; nobody could be told that it failed.
func standardError(_ text: String) {
  try? writeAll(Array(text.utf8), to: STDERR_FILENO)
}

/// Writes all bytes, however small the pieces are that go through.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(AgentError) {
  var start = 0
  while start < bytes.count {
    let count = bytes.withUnsafeBytes { buffer in
      write(
        descriptor, UnsafeRawBufferPointer(rebasing: buffer[start...]).baseAddress,
        buffer.count - start)
    }
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw .system("cannot write") }
    start += count
  }
}

/// Reads a descriptor from where it stands to its end.
func readAll(_ descriptor: Int32) throws(AgentError) -> [UInt8] {
  var bytes: [UInt8] = []
  while true {
    let room = 65_536
    var failed = false
    let piece = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
      let got = read(descriptor, buffer.baseAddress, room)
      failed = got < 0
      count = max(0, got)
    }
    if failed, errno == EINTR { continue }
    guard !failed else { throw .system("cannot read") }
    if piece.isEmpty { return bytes }
    bytes += piece
  }
}

/// Reads a whole file.
func readFile(_ path: String) throws(AgentError) -> [UInt8] {
  let descriptor = try checked(open(path, O_RDONLY | O_CLOEXEC), "cannot open \(path)")
  defer { close(descriptor) }
  return try readAll(descriptor)
}

/// Gives a file new contents; it is made where it is missing.
func writeFile(_ path: String, _ contents: [UInt8]) throws(AgentError) {
  let descriptor = try checked(
    open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644), "cannot write \(path)")
  defer { close(descriptor) }
  try writeAll(contents, to: descriptor)
}

/// Gives a file a text as its new contents.
func writeFile(_ path: String, _ contents: String) throws(AgentError) {
  try writeFile(path, Array(contents.utf8))
}
