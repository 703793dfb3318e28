/// What the kernel holds when work begins.
enum BenchTable: Equatable {
  /// Services with servers.
  case services(Int, servers: Int)
  /// A persistent service, and clients of which each has a template and a connection.
  case connections(clients: Int)

  /// How people read it.
  var name: String {
    switch self {
    case .services(let count, let servers): "\(grouped(count)) services × \(servers)"
    case .connections(let clients): "\(grouped(2 * clients)) entries"
    }
  }

  /// Where the lines that make the table are.
  static let rulesFile = "/bench/rules"

  /// The lines for `ipvsadm -R`.
  ///
  /// A service of four is persistent, as in tables that people have.
  var rules: [UInt8] {
    var text = ""
    switch self {
    case .services(let count, let servers):
      for number in 0..<count {
        let service = "10.1.\(number / 256).\(number % 256):80"
        text += "-A -t \(service) -s wlc\(number % 4 == 3 ? " -p 300" : "")\n"
        for server in 1...servers {
          text += "-a -t \(service) -r 192.168.\(number % 256).\(server):80 -m -w \(server)\n"
        }
      }
    case .connections:
      text += "-A -t \(BenchTraffic.service) -s wlc -p 3600\n"
      for server in BenchTraffic.servers {
        text += "-a -t \(BenchTraffic.service) -r \(server):80 -m -w 1\n"
      }
    }
    return Array(text.utf8)
  }

  /// The first server of the first service, with another weight than the lines give it.
  static let edit = BenchCommand(
    "-e", "-t", "10.1.0.0:80", "-r", "192.168.0.1:80", "-m", "-w", "7")
  /// The way back.
  static let editBack = BenchCommand(
    "-e", "-t", "10.1.0.0:80", "-r", "192.168.0.1:80", "-m", "-w", "1")
}

/// A number with commas between its thousands.
func grouped(_ number: some BinaryInteger) -> String {
  var text = ""
  for (place, digit) in "\(number)".reversed().enumerated() {
    if place > 0, place % 3 == 0 { text.append(",") }
    text.append(digit)
  }
  return String(text.reversed())
}
