internal import Glibc

/// The names of hosts and ports that the programs see, the same on every machine.
enum FixedNames {
  /// Puts fixed files in the place of those of /etc that name look-ups read.
  static func install() throws(AgentError) {
    for (name, contents) in files {
      let source = "\(Guest.folder)/\(name)"
      try writeFile(source, contents)
      try MountTable.show(source, at: "/etc/\(name)")
    }
  }

  private static let files = [
    ("hosts", hosts), ("services", services),
    ("nsswitch.conf", "hosts: files\nservices: files\nprotocols: files\nnetworks: files\n"),
    // Whoever asks DNS all the same is refused at once.
    ("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"),
    ("host.conf", "multi on\n"),
  ]

  private static let hosts = """
    127.0.0.1 localhost
    ::1 localhost6
    10.0.0.1 www.example.test www
    10.0.0.2 real2.example.test real2
    10.0.0.3 real3.example.test real3
    # 28 characters with ":http" fill the column of a server; this name is longer.
    10.0.0.4 a-very-long-host-name-for-truncation.example.test
    # More than the 59 characters that a label has.
    10.0.0.5 this-host-name-is-so-long-that-not-even-a-whole-label-could-hold-it.example.test
    # Exactly 59 characters with ":http".
    10.0.0.6 exactly-fifty-four-characters-long-name.x.example.test
    10.0.0.7 two.example.test
    10.0.0.8 two.example.test
    255.255.255.0 mask.example.test
    2001:db8::1 www6.example.test www6
    2001:db8::2 real6.example.test
    2001:db8::5 this-host-name-is-so-long-that-not-even-a-whole-label-could-hold-it.six.test
    10.0.0.9 both.example.test
    2001:db8::9 both.example.test

    """

  private static let services = """
    ftp 21/tcp
    domain 53/tcp
    domain 53/udp
    tftp 69/udp
    http 80/tcp www
    https 443/tcp
    https 443/udp
    m3ua 2905/sctp
    sip 5060/tcp
    sip 5060/udp
    http-alt 8080/tcp webcache

    """
}
