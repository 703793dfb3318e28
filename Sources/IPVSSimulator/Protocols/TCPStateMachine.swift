internal import IPVS

/// How TCP packets move the state of a connection.
struct TCPStateMachine {
  /// Whether the table of the secure mode is in force (`secure_tcp`).
  var isSecure = false

  /// The state after a packet; a packet without SYN, FIN, ACK and RST closes the connection.
  @inline(__always)
  func state(after flags: TCPFlags, from state: TCPState, _ direction: PacketDirection) -> TCPState
  {
    guard let event = TCPEvent(flags) else { return .close }
    if isSecure, let next = Self.secureExceptions[Cell(state, direction, event)] { return next }
    // Three directions of four events, in the order of the columns.
    return Self.cells[state.rawValue &* 12 &+ direction.rawValue &* 4 &+ event.rawValue]
  }

  /// One cell of the table.
  private struct Cell: Hashable {
    let state: TCPState
    let direction: PacketDirection
    let event: TCPEvent

    init(_ state: TCPState, _ direction: PacketDirection, _ event: TCPEvent) {
      self.state = state
      self.direction = direction
      self.event = event
    }
  }

  /// The table row by row, as memory that lives as long as the program.
  nonisolated(unsafe) private static let cells: UnsafePointer<TCPState> = {
    let no = TCPState.none
    let es = TCPState.established
    let ss = TCPState.synSent
    let sr = TCPState.synReceived
    let fw = TCPState.finWait
    let tw = TCPState.timeWait
    let cl = TCPState.close
    let cw = TCPState.closeWait
    let la = TCPState.lastAck
    let li = TCPState.listen
    let sa = TCPState.synAck
    // swift-format-ignore
    let rows: [(TCPState, [TCPState])] = [
      // from  input           output          input only
      //       S   F   A   R   S   F   A   R   S   F   A   R
      (no,    [sr, cl, es, cl, ss, tw, es, cl, sr, cl, es, cl]),
      (es,    [es, cw, es, cl, es, fw, es, cl, es, fw, es, cl]),
      (ss,    [es, ss, ss, cl, ss, ss, ss, ss, es, ss, ss, cl]),
      (sr,    [sr, tw, es, sr, sr, tw, es, cl, sr, tw, es, sr]),
      (fw,    [sr, tw, fw, cl, ss, fw, fw, cl, sr, fw, fw, cl]),
      (tw,    [sr, tw, tw, cl, ss, tw, tw, tw, sr, tw, tw, cl]),
      (cl,    [sr, cl, cl, cl, ss, cl, cl, cl, sr, cl, cl, cl]),
      (cw,    [sr, cw, cw, cl, ss, tw, cw, cl, sr, cw, cw, cl]),
      (la,    [sr, la, cl, la, ss, la, la, cl, sr, la, cl, la]),
      (li,    [sr, li, li, li, li, li, es, cl, sr, li, li, li]),
      (sa,    [sr, tw, es, sr, sr, tw, es, cl, sr, tw, es, cl]),
    ]
    let cells = UnsafeMutablePointer<TCPState>.allocate(
      capacity: TCPState.allCases.count * 12)
    cells.initialize(repeating: .none, count: TCPState.allCases.count * 12)
    for (state, row) in rows {
      for (column, next) in row.enumerated() { cells[state.rawValue * 12 + column] = next }
    }
    return UnsafePointer(cells)
  }()

  private static let secureExceptions: [Cell: TCPState] = {
    var exceptions: [Cell: TCPState] = [
      Cell(.synAck, .input, .syn): .synAck,
      Cell(.synAck, .input, .fin): .synAck,
      Cell(.synReceived, .input, .ack): .synReceived,
      Cell(.synAck, .input, .ack): .synAck,
      Cell(.synAck, .input, .reset): .close,
      Cell(.synReceived, .output, .syn): .synAck,
      Cell(.synAck, .output, .syn): .synAck,
    ]
    let reopened: [TCPState] = [
      .none, .finWait, .timeWait, .close, .closeWait, .lastAck, .listen, .synAck,
    ]
    for state in reopened { exceptions[Cell(state, .inputOnly, .syn)] = .synAck }
    return exceptions
  }()
}
