internal import Glibc

/// A file that lives in memory and has no name.
struct MemoryFile {
  /// Its descriptor, closed when another program is started.
  let descriptor: Int32

  /// A file with contents, ready to be read from its beginning.
  init(_ contents: [UInt8]) throws(AgentError) {
    descriptor = try checked(memfd_create("stream", closedOnExec), "cannot make a file in memory")
    try writeAll(contents, to: descriptor)
    lseek(descriptor, 0, SEEK_SET)
  }

  /// All that is in it.
  func contents() throws(AgentError) -> [UInt8] {
    lseek(descriptor, 0, SEEK_SET)
    return try readAll(descriptor)
  }

  func close() {
    _ = Glibc.close(descriptor)
  }
}
