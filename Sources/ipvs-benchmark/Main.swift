internal import Glibc
internal import IPVS
internal import IPVSSimulator

/// What the simulator costs with many clients: bytes an entry, time and instructions a packet.
///
/// Docs/performance.md says how to count instructions: each kind of work is a function of its own.
@main
enum Benchmark {
  static func main() {
    let words = CommandLine.arguments.dropFirst()
    guard let clients = words.first.flatMap({ Int($0) }), (1...8_000_000).contains(clients) else {
      print("usage: ipvs-benchmark CLIENTS [ipv6]")
      exit(2)
    }
    let crowd = Crowd(clients: clients, isIPv6: words.contains("ipv6"))
    let before = Memory.inUse
    measure("SYN of a new client", clients) { crowd.begin() }
    let bytes = Memory.inUse - before
    print("\(2 * clients) entries, \(bytes / (2 * clients)) bytes each")
    let packets = min(clients, 200_000)
    measure("ACK of a connection", packets) { crowd.acknowledge(packets) }
    measure("SYN of a client with a template", packets) { crowd.beginAgain(packets) }
    measure("a second without expiry", 50) { crowd.wait(seconds: 50) }
    measure("the end of an entry", crowd.entries) { crowd.wait(seconds: 3 * 3600) }
    print("\(crowd.entries) entries left")
  }

  private static func measure(_ what: String, _ count: Int, _ body: () -> Void) {
    let start = now()
    body()
    let nanoseconds = (now() - start) / UInt64(max(1, count))
    print("\(what): \(nanoseconds) ns, \(1_000_000_000 / max(1, nanoseconds)) a second")
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// The memory that the program has in use.
enum Memory {
  /// Resident bytes, from /proc; 0 where that cannot be read.
  static var inUse: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var text = [CChar](repeating: 0, count: 256)
    guard fgets(&text, Int32(text.count), file) != nil else { return 0 }
    let fields = String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      .split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
    return pages * sysconf(Int32(_SC_PAGESIZE))
  }
}
