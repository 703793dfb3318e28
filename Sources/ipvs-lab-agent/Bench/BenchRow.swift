/// A line of the comparison: a kind of work, and how good we are to be at it.
struct BenchRow {
  /// What people call the work.
  var name: String
  /// What the kernel holds when the work begins.
  var table: BenchTable
  /// What the programs do.
  var work: Work
  /// Our instructions divided by those of 1.31, at most; nil where only the growth is of interest.
  var bar: Double?
  /// How often the work is measured; the middle one counts.
  ///
  /// Where it is 0, the first run counts, which else only shows what is printed, and how much memory
  /// it takes.
  var rounds = 1

  /// A kind of work.
  enum Work {
    /// Prints something, and changes nothing.
    case listing(BenchCommand)
    /// Changes a server.
    case edit
    /// Fills an empty table.
    case restore
  }

  /// How much worse than its bar a ratio may be before that is a failure: a tool chain's next
  /// version moves the figures a little.
  static let tolerance = 1.05

  /// The rows that have a bar.
  static let all = [
    BenchRow(
      name: "list one service, -Ln", table: .services(1, servers: 2),
      work: .listing(BenchCommand("-Ln")), bar: 0.58, rounds: 5),
    BenchRow(
      name: "edit one server, -e", table: .services(1, servers: 2), work: .edit, bar: 0.62,
      rounds: 5),
    BenchRow(
      name: "-R of 12,000 lines", table: .services(2000, servers: 5), work: .restore, bar: 0.17),
    BenchRow(
      name: "-Ln of those", table: .services(2000, servers: 5),
      work: .listing(BenchCommand("-Ln")), bar: 0.15),
    BenchRow(
      name: "-Ln --stats of those", table: .services(2000, servers: 5),
      work: .listing(BenchCommand("-Ln", "--stats")), bar: 0.30),
    BenchRow(
      name: "-Sn of those", table: .services(2000, servers: 5),
      work: .listing(BenchCommand("-Sn")), bar: 0.32),
    BenchRow(
      name: "-Lcn of 40,000 entries", table: .connections(clients: 20_000),
      work: .listing(BenchCommand("-Lcn")), bar: 0.25),
  ]

  /// The same work on tables of different sizes.
  ///
  /// The kernel looks for its place in the list of connections from the beginning on for every read of
  /// a page, so that a million of them cost some fifty times as much as a hundred thousand.
  static let growth: [BenchRow] =
    [100, 1000, 10_000].flatMap { count in
      let table = BenchTable.services(count, servers: 5)
      return [
        BenchRow(name: "-R", table: table, work: .restore),
        BenchRow(name: "-Ln", table: table, work: .listing(BenchCommand("-Ln"))),
        BenchRow(
          name: "-Ln --stats", table: table, work: .listing(BenchCommand("-Ln", "--stats"))),
        BenchRow(name: "-Sn", table: table, work: .listing(BenchCommand("-Sn"))),
        BenchRow(name: "-e", table: table, work: .edit, rounds: 5),
      ]
    }
    + [5000, 50_000, 500_000].map { clients in
      BenchRow(
        name: "-Lcn", table: .connections(clients: clients), work: .listing(BenchCommand("-Lcn")),
        rounds: clients < 500_000 ? 1 : 0)
    }
}
