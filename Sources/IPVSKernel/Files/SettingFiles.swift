import CSystem
import IPVS

/// The settings of IPVS: one file each in a directory.
struct SettingFiles {
  /// The directory; `/proc/sys/net/ipv4/vs` on a machine that runs.
  let directory: String

  /// The longest value that is believed, in bytes.
  private static let longestValue = 64 * 1024

  /// The names of all settings, sorted.
  func names() throws(DirectorError) -> [SysctlName] {
    guard let stream = opendir(directory) else { throw failure(.last) }
    defer { closedir(stream) }
    var names: [SysctlName] = []
    while true {
      system_set_error(0)
      guard let entry = readdir(stream) else { break }
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: Int(entry.pointee.d_reclen)) {
          String(cString: $0)
        }
      }
      if let name = SysctlName(rawValue: name) { names.append(name) }
    }
    guard system_error() == 0 else { throw DirectorError(.transport, .last) }
    return names.sorted { $0.rawValue < $1.rawValue }
  }

  /// The value of a setting, without a newline.
  func value(of name: SysctlName) throws(DirectorError) -> String {
    let file = try open(name, O_RDONLY) { DirectorError(.transport, $0) }
    var value = [UInt8](repeating: 0, count: SettingFiles.longestValue)
    var count = 0
    do throws(Errno) {
      while case let read = try file.read(into: &value, from: count), read > 0 { count += read }
    } catch {
      throw DirectorError(.transport, error)
    }
    guard count < value.count else { throw .malformedAnswer }
    if count > 0, value[count - 1] == UInt8(ascii: "\n") { count -= 1 }
    return String(decoding: value[..<count], as: UTF8.self)
  }

  /// Gives a setting a value.
  func set(_ name: SysctlName, to value: String) throws(DirectorError) {
    let file = try open(name, O_WRONLY) { DirectorError(.sysctlRefused, $0) }
    do {
      // The kernel would not hear of an empty value at all; with a newline it refuses it.
      try file.write(Array(value.utf8) + [UInt8(ascii: "\n")])
    } catch {
      throw DirectorError(.sysctlRefused, error)
    }
  }

  private func open(
    _ name: SysctlName, _ access: Int32, otherwise: (Errno) -> DirectorError
  ) throws(DirectorError) -> File {
    do {
      return try File("\(directory)/\(name.rawValue)", access)
    } catch .noSuchFileOrDirectory {
      throw CSystem.access(directory, F_OK) == 0
        ? DirectorError(.noSuchSysctl, .noSuchFileOrDirectory)
        : DirectorError(.notAvailable, .protocolNotAvailable)
    } catch {
      throw otherwise(error)
    }
  }

  /// Why the directory cannot be read: without IPVS it is not there.
  private func failure(_ errno: Errno) -> DirectorError {
    errno == .noSuchFileOrDirectory
      ? DirectorError(.notAvailable, .protocolNotAvailable) : DirectorError(.transport, errno)
  }
}
