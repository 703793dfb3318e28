import CSystem
import IPVS

/// The services and destinations in `/proc/net/ip_vs`, which the kernel gives a page at a time.
///
/// While it is read the table can change, and the pages then do not fit one another: whoever reads
/// it compares.
struct ServiceTable {
  /// The titles above the first service.
  private static let titles = 3

  private var parser = ServiceRowParser()
  private var lines = 0
  private var services: [Service] = []
  /// The place of the service whose destinations are being read.
  private var current = -1
  /// The destinations of that service.
  private var destinations: [Destination] = []

  /// Gives services their destinations, with what a listing shows of them.
  ///
  /// - Returns: false where the file has other services than these, or another order, or a row that
  ///   cannot be read, or cannot be read itself; then some have destinations and some have not.
  static func complete(_ services: inout [Service], from file: borrowing File) -> Bool {
    var reader = RowReader()
    var table = ServiceTable()
    // Moved, so that nothing is copied when they change.
    swap(&table.services, &services)
    defer { swap(&table.services, &services) }
    var fits = true
    do throws(Errno) {
      try file.rewind()
      try reader.forEachRow(read: { (room) throws(Errno) in try file.read(into: room) }) { row in
        fits = table.take(row)
        return fits ? .more : .stop
      }
    } catch {
      return false
    }
    guard fits, table.isComplete else { return false }
    table.finishService()
    return true
  }

  /// Gives the last service the destinations that were read since.
  private mutating func finishService() {
    guard current >= 0 else { return }
    let count = destinations.count
    services[current].destinations = destinations
    // The next one mostly has as many; there is no room beyond that to pay for.
    destinations = []
    destinations.reserveCapacity(count)
  }

  /// Whether every service was there.
  private var isComplete: Bool {
    lines >= ServiceTable.titles && current + 1 == services.count
  }

  /// Takes the next row; false where it does not fit.
  private mutating func take(_ row: UnsafeBufferPointer<UInt8>) -> Bool {
    lines += 1
    guard lines > ServiceTable.titles else { return true }
    switch parser.read(row) {
    case .destination:
      guard current >= 0 else { return false }
      destinations.append(parser.destination)
    case .some(let name):
      finishService()
      current += 1
      guard current < services.count, name.names(services[current].identity) else { return false }
    case nil:
      return false
    }
    return true
  }
}
