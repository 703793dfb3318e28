internal import Glibc

/// The contents of a file, seen without a copy: whoever measures memory must have little himself.
struct MappedFile {
  let bytes: UnsafeRawBufferPointer

  init(_ path: String) throws(AgentError) {
    let descriptor = try checked(open(path, O_RDONLY | O_CLOEXEC), "cannot open \(path)")
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size > 0 else {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
    else { throw .system("cannot map \(path)") }
    bytes = UnsafeRawBufferPointer(start: start, count: size)
  }

  func unmap() {
    guard let start = bytes.baseAddress else { return }
    munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
  }

  /// The lines, each without its end.
  var lines: [UnsafeRawBufferPointer] {
    var lines: [UnsafeRawBufferPointer] = []
    var start = 0
    for end in bytes.indices where bytes[end] == 0x0a {
      lines.append(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      start = end + 1
    }
    if start < bytes.count { lines.append(UnsafeRawBufferPointer(rebasing: bytes[start...])) }
    return lines
  }
}
