internal import Glibc

/// Takes IPVS out of the kernel, and puts it back.
struct KernelModules {
  /// What was loaded, in the order in which the kernel lists it: users before what they use.
  private let names: [String]
  private let loader: String
  private let hidesFiles: Bool

  private static let loaderFile = "/proc/sys/kernel/modprobe"
  private static let files = "/lib/modules"

  /// Whether IPVS is loaded.
  static func areLoaded() throws(AgentError) -> Bool { try !loaded().isEmpty }

  /// Unloads IPVS and keeps the kernel from loading it again.
  ///
  /// - Parameter hidesFiles: whether nobody else can load it either.
  init(unloadedHidingFiles hidesFiles: Bool) throws(AgentError) {
    self.hidesFiles = hidesFiles
    names = try Self.loaded()
    let text = String(decoding: try readFile(Self.loaderFile), as: UTF8.self)
    loader = String(text.prefix { $0 != "\n" })
    try writeFile(Self.loaderFile, "/bin/false")
    try unload()
    if hidesFiles { try MountTable.hide(Self.files) }
  }

  /// Unloads IPVS once more, where somebody has loaded it.
  func unload() throws(AgentError) {
    let names = try Self.loaded()
    guard !names.isEmpty else { return }
    try Self.run("/sbin/rmmod", names)
  }

  /// Loads everything again.
  func reload() throws(AgentError) {
    if hidesFiles { try MountTable.uncover(Self.files) }
    try writeFile(Self.loaderFile, loader)
    try Self.run("/sbin/modprobe", ["-a"] + names)
  }

  private static func loaded() throws(AgentError) -> [String] {
    let text = String(decoding: try readFile("/proc/modules"), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line in
      let name = line.prefix { $0 != " " }
      return name == "ip_vs" || name.hasPrefix("ip_vs_") ? String(name) : nil
    }
  }

  private static func run(_ path: String, _ words: [String]) throws(AgentError) {
    let outcome = try Child(path: path, words: [path] + words).run()
    guard outcome.ending == .exited(0) else {
      throw .failed("\(path) failed: \(String(decoding: outcome.error, as: UTF8.self))")
    }
  }
}
