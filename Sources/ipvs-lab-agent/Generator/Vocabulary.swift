/// The values that generated commands are made of.
///
/// Few of each, so that commands meet what others left; first what is usual, then what is odd or
/// wrong. What differs from 1.31 on purpose is not here, but for marks above 2^31 and thresholds,
/// which `Normalization` takes care of.
enum Vocabulary {
  static let services = [
    "10.0.0.1:80", "10.0.0.1:80", "10.0.0.1:443", "10.0.0.2:80", "200.0.0.1:80", "1.0.0.1:80",
    "192.168.7.7:8080", "[2001:db8::1]:80", "[2001:db8::1]:80", "[fe80::1]:80", "10.0.0.1:0",
    "10.0.0.1", "2001:db8::1", "www:http", "10.0.0.3:domain", "[::1]:53",
  ]

  static let oddServices =
    [
      "0.0.0.0:80", "0.0.0.0", "255.255.255.255:80", "224.0.0.1:80", "[ff02::1]:80", "[::]:80",
      "::", "[::ffff:10.0.0.1]:80", "10.1:80", "0x0a000001:80", "012.0.0.1:80", "167772161:80",
      "10.0.0.1 :80", "10.0.0.1:+80", "10.0.0.1: 80", "10.0.0.1:080", "www6.example.test:80",
      "both.example.test:80", "two.example.test:http", "10.0.0.1:www", "10.0.0.1:https",
      "10.0.0.4:80", "10.0.0.5:80", "10.0.0.6:80", "[2001:db8::5]:80", "10.0.0.1:m3ua",
      "10.0.0.1:sip", "10.0.0.1:21",
    ] + wrongAddresses

  static let wrongAddresses = [
    "", "80", "1234:80", " 10.0.0.1:80", "10.0.0.1:", "10.0.0.1:65536", "10.0.0.1:-1",
    "10.0.0.1:0x50", "10.0.0.1:80 ", "[10.0.0.1]", "[::1]x", "[::1]:", "[]:80", "[", "]",
    "[[::1]]:80",
    "::1]:80", "nosuch.test:80", "www6:80", "10.0.0.1:tftp", "10.0.0.1:HTTP", "10.0.0.256:80",
    "fe80::1%lo", "[fe80::1%lo]:80", "2001:db8::80:80", ":80", "-", "1:2:3", "=10.0.0.1:80",
    "10.0.0.1:80:90",
    "99999999999:80", "0x:80", "10..1:80", "2001:db8:::1", "10.0.0.1:99999999999999999999",
  ]

  static let servers = [
    "10.9.0.1", "10.9.0.1", "10.9.0.2:8080", "10.9.0.3:80", "10.9.0.2", "[2001:db8::99]:80",
    "2001:db8::98", "2001:db8::99", "real2", "10.9.0.2:http", "200.1.0.1:80", "1.1.0.1:80",
  ]

  static let oddServers =
    [
      "0.0.0.0", "224.0.0.1", "255.255.255.255", "fe80::5", "10.9.0.1:0", "127.0.0.1:80", "::1",
      "[::1]:80", "10.9.1", "ff02::1", "::", "10.0.0.5", "real6.example.test", "[2001:db8::99]:0",
      "10.9.0.1:domain", "10.9.0.1:tftp",
    ] + wrongAddresses

  static let marks = ["1", "2", "7", "42", "1", "7"]
  static let oddMarks = [
    "2147483647", "2147483648", "3000000000", "4294967295", "0", "-1", "4294967296", " 5", "+6",
    "010", "0x10", "x", "", "1.5", "7 ", "99999999999999999999",
  ]

  static let schedulers = [
    "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "dh", "sh", "sed", "nq", "mh", "fo", "ovf", "rr",
    "sh",
    "mh",
  ]
  static let oddSchedulers = [
    "", "none", "bogus", "RR", "averyveryverylongschedulername", "0123456789abcde",
    "0123456789abcdef", "rr ", "r\u{e9}",
  ]

  static let schedulerFlags = [
    "flag-1", "flag-2", "flag-1,flag-2", "sh-port", "sh-fallback", "mh-port", "mh-fallback",
    "sh-port,sh-fallback", "mh-fallback,mh-port",
  ]
  static let oddSchedulerFlags = [
    "", "bogus", "flag-1,,flag-2,", ",flag-1", "flag-1 ", "sh-port,bogus", "bogus,sh-port",
    "FLAG-1", "flag-1,flag-1", "flag-4", "flag-2,mh-port,sh-port",
  ]

  static let persistenceTimeouts = ["60", "1", "360", "300", "2678400"]
  static let oddPersistenceTimeouts = [
    "2678401", "0", "-1", "x", "007", "+5", " 9", "1s", "", "9 ", "rr", "4294967297",
    "9223372036854775808",
  ]

  static let masks = ["255.255.255.0", "255.255.0.0", "64", "48", "255.255.255.255", "128"]
  static let oddMasks = [
    "0.0.0.0", "255.0.255.0", "24", "mask.example.test", "nosuch.test", "x", "129", "0", "-1",
    "64abc", " 64", "+64", "", "4294967360", "/64", "256.0.0.0",
  ]

  static let engines = ["sip"]
  static let oddEngines = ["", "bogus", "SIP", "averyveryverylongenginename"]

  static let weights = ["0", "1", "2", "5", "100"]
  static let oddWeights = [
    "65535", "65536", "2147483647", "2147483648", "-1", "x", "", "+3", " 4", "1.5", "08", "0x10",
  ]

  static let thresholds = ["0", "1", "10", "100", "50"]
  static let oddThresholds = ["2147483647", "2147483648", "4294967295", "-1", "x", "", "+3"]

  static let tunnelKinds = ["ipip", "gue", "gre"]
  static let oddTunnelKinds = ["", "GUE", "ip", "gue "]

  static let ports = ["1", "6080", "8848", "65535"]
  static let oddPorts = ["0", "65536", "x", "", "-1", "+7", " 9", "http"]

  static let roles = ["master", "backup"]
  static let oddRoles = ["Master", "", "both", "master ", "-"]
  static let interfaces = ["eth0", "dm0", "lo"]
  static let oddInterfaces = ["nosuch0", "", "averyveryverylongname"]
  static let groups = ["224.0.0.81", "239.1.2.3"]
  static let oddGroups = ["10.0.0.1", "224.1", "ff02::81", "::1", "x", "", "x:", "240.0.0.1"]
  static let syncIDs = ["0", "1", "255"]
  static let oddSyncIDs = ["256", "-1", "x", "", "007"]
  static let lengths = ["1", "1000", "1472", "65507"]
  static let oddLengths = ["0", "65508", "x", "", "-1"]
  static let timesToLive = ["1", "64", "255"]
  static let oddTimesToLive = ["0", "256", "x", ""]

  static let timeouts = ["0", "1", "60", "900", "120", "300", "2678400"]
  static let oddTimeouts = ["2678401", "-1", "x", "", "+5", " 9", "007", "1.5"]

  /// Words that belong nowhere.
  static let junk: [[UInt8]] =
    [
      "foo", "-", "--", "", "-Q", "--bogus", "--num", "-x", "--weight", "-nn", "-A", "-L", "--list",
      "--version", "-v", "--help=x", "--tcp-service", "-t=", "--", "---", "-=", "--=", "-n=1",
      "--numeric=1", "--sort", "--sort=1", "-6", "--ipv6", "ipvsadm", "--set", "-o", "--ops", "-X",
      "\u{fc}", "-\u{fc}", "(null)", "%s%n", "--sort",
    ].map { Array($0.utf8) } + [[0xff], [0x2d, 0xff], [0x2d, 0x2d, 0xc3, 0x28]]
}
