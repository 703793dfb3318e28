import Glibc

/// A directory of a test's own, removed with its owner.
final class TemporaryDirectory {
  let path: String

  init() {
    var template = Array("/tmp/ipvs-kernel-tests.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { fatalError("no temporary directory") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  deinit {
    let stream = opendir(path)
    while let stream, let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { name in
        String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
      }
      unlink("\(path)/\(name)")
    }
    if let stream { closedir(stream) }
    rmdir(path)
  }

  /// Makes a file and gives back its path.
  @discardableResult
  func write(_ bytes: some Sequence<UInt8>, to name: String, mode: mode_t = 0o644) -> String {
    let file = "\(path)/\(name)"
    let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    let bytes = Array(bytes)
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
        return Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      guard count > 0 else { fatalError("cannot write \(file)") }
      written += count
    }
    close(descriptor)
    return file
  }

  /// Removes a file.
  func remove(_ name: String) {
    unlink("\(path)/\(name)")
  }

  /// The bytes of a file.
  func read(_ name: String) -> [UInt8] {
    let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return Array(bytes.prefix(max(0, count)))
  }
}
