import Glibc
import IPVS
import IPVSTestSupport
import Testing

@testable import IPVSCommandLine

/// The ends of every number's range, and one beyond.
@Suite struct LimitTests {
  let shell = Shell()

  @Test(arguments: [
    ("-A -t 10.0.0.1:80 -p N", 1, 2_678_400, "invalid timeout value `N' specified"),
    ("--set -- N 1 1", 0, 2_678_400, "invalid timeout value `N' specified"),
    ("--set -- 1 1 N", 0, 2_678_400, "invalid timeout value `N' specified"),
    ("-A -f N", 1, 4_294_967_295, "invalid fwmark value `N' specified"),
    ("-A -t 10.0.0.1:N -p", 0, 65535, "illegal virtual server address[:port] specified"),
    (
      "-a -t 10.0.0.1:80 -r 10.0.0.2:N -m", 0, 65535, "illegal real server address[:port] specified"
    ),
    ("-a -t 10.0.0.1:80 -r 10.0.0.2 -w N", 0, 2_147_483_647, "illegal weight specified"),
    ("-a -t 10.0.0.1:80 -r 10.0.0.2 -x N", 0, 2_147_483_647, "illegal u_threshold specified"),
    (
      "-a -t 10.0.0.1:80 -r 10.0.0.2 -x 2147483647 -y N", 0, 2_147_483_647,
      "illegal l_threshold specified"
    ),
    (
      "-a -t 10.0.0.1:80 -r 10.0.0.2 -i --tun-type gue --tun-port N", 1, 65535,
      "illegal tunnel port specified"
    ),
    ("--start-daemon master --syncid N", 0, 255, "illegal syncid specified"),
    ("--start-daemon master --sync-maxlen N", 1, 65507, "illegal sync-maxlen specified"),
    ("--start-daemon master --mcast-port N", 1, 65535, "illegal mcast-port specified"),
    ("--start-daemon master --mcast-ttl N", 1, 255, "illegal mcast-ttl specified"),
    ("-A -t [::1]:80 -M N", 1, 128, "illegal ipv6 netmask specified"),
  ])
  func `both ends are taken and what is beyond is refused`(
    _ line: String, _ first: Int, _ last: Int, _ message: String
  ) {
    for number in [first, last] {
      let shell = Shell()
      shell.run("-A -t 10.0.0.1:80 -s rr")
      let outcome = shell.run(line.replacing("N", with: "\(number)"))
      #expect(outcome.errors.isEmpty || outcome.exitCode == 255, "\(line) \(number)")
    }
    for number in [first - 1, last + 1] {
      #expect(
        shell.run(line.replacing("N", with: "\(number)"))
          == .refusal(message.replacing("N'", with: "\(number)'"), 2))
    }
    #expect(shell.director.changes.isEmpty)
  }

  @Test func `numbers are read as strtol reads them`() {
    let alphabet = Array("0123456789999+- \t\n\u{b}x.".utf8)
    var texts = [
      "9223372036854775807", "9223372036854775808", "-9223372036854775808",
      "-9223372036854775809", "99999999999999999999", " 1", "\t\n\u{b}\u{c}\r1", "1 ", "+1", "+-1",
      "--1", "", "+", " ", "0x1", "1.", "01",
    ]
    for _ in 0..<20_000 {
      texts.append(
        String(
          decoding: (0..<Int.random(in: 0...6)).map { _ in alphabet.randomElement()! },
          as: UTF8.self))
    }
    for text in texts {
      let terminated = text.utf8.map { CChar(bitPattern: $0) } + [0]
      let theirs: Int64? = terminated.withUnsafeBufferPointer { buffer in
        var end: UnsafeMutablePointer<CChar>?
        errno = 0
        let value = strtol(buffer.baseAddress!, &end, 10)
        return end!.pointee == 0 && end != UnsafeMutablePointer(mutating: buffer.baseAddress!)
          ? Int64(value) : nil
      }
      #expect(
        withWord(text) { NumberText.number($0, in: Int64.min...Int64.max) } == theirs, "\(text)")
      #expect(
        withWord(text) { NumberText.atoi($0) }
          == terminated.withUnsafeBufferPointer { atoi($0.baseAddress!) })
    }
  }
}
