internal import Glibc
internal import IPVS
internal import IPVSSimulator

/// What the simulator costs with many clients: bytes an entry, time a packet.
///
/// With a kind of work and a number it does that work only, and measures nothing: Scripts/benchmark
/// counts the instructions of two such runs, and what the one has more is what the work costs.
@main
enum Benchmark {
  /// What can be done to a crowd that is there.
  enum Work: String, CaseIterable {
    case acknowledge
    case beginAgain = "begin-again"
    case wait
  }

  static func main() {
    var words = CommandLine.arguments.dropFirst()
    let isIPv6 = words.contains("ipv6")
    words = words.filter { $0 != "ipv6" }[...]
    guard let clients = words.popFirst().flatMap({ Int($0) }), (1...8_000_000).contains(clients)
    else { return usage() }
    let crowd = Crowd(clients: clients, isIPv6: isIPv6)
    guard let name = words.popFirst() else { return measureAll(crowd, clients) }
    guard let work = Work(rawValue: name), let count = words.popFirst().flatMap({ Int($0) }),
      (0...100_000_000).contains(count), words.isEmpty
    else { return usage() }
    crowd.begin()
    switch work {
    case .acknowledge: crowd.acknowledge(count)
    case .beginAgain: crowd.beginAgain(count)
    case .wait: for _ in 0..<count { crowd.wait(seconds: 1) }
    }
  }

  private static func usage() {
    let works = Work.allCases.map(\.rawValue).joined(separator: "|")
    print("usage: ipvs-benchmark CLIENTS [ipv6] [\(works) COUNT]")
    exit(2)
  }

  private static func measureAll(_ crowd: Crowd, _ clients: Int) {
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
