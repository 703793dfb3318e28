/// How SCTP packets move the state of an association.
enum SCTPStateMachine {
  /// The state after an event.
  static func state(
    after event: SCTPEvent, from state: SCTPState, _ direction: PacketDirection
  ) -> SCTPState {
    let row = direction.rawValue * SCTPState.allCases.count + Int(state.rawValue)
    return table[row * SCTPEvent.allCases.count + event.rawValue]
  }

  /// A row for each direction and state, a column for each event, in the order of their numbers.
  private static let table: [SCTPState] = {
    let no = SCTPState.none
    let i1 = SCTPState.initReceived
    let ii = SCTPState.initSeen
    let cs = SCTPState.cookieSent
    let cr = SCTPState.cookieReplied
    let cw = SCTPState.cookieWait
    let co = SCTPState.cookie
    let ce = SCTPState.cookieEchoed
    let es = SCTPState.established
    let ss = SCTPState.shutdownSent
    let sr = SCTPState.shutdownReceived
    let sa = SCTPState.shutdownAckSent
    let rj = SCTPState.rejected
    let cl = SCTPState.closed
    // swift-format-ignore
    let rows: [[SCTPState]] = [
      //     DATA INIT IACK ECHO CACK SHUT SACK COMP ERR ABORT
      // input
      /* no */ [es, i1, cw, cr, es, sr, cl, cl, cl, cl],
      /* i1 */ [i1, ii, cw, ii, i1, i1, ii, cl, i1, cl],
      /* ii */ [ii, ii, cw, ii, ii, ii, ii, cl, ii, cl],
      /* cs */ [cs, cs, cs, cr, cs, cs, cs, cs, cs, cl],
      /* cr */ [cr, cr, cr, cr, cr, cr, cr, cr, cr, cl],
      /* cw */ [cw, cw, co, cw, cw, cw, cw, cw, cw, rj],
      /* co */ [co, co, co, co, co, co, co, co, co, cl],
      /* ce */ [ce, ce, ce, ce, es, ce, ce, ce, cl, cl],
      /* es */ [es, es, es, es, es, sr, es, es, es, cl],
      /* ss */ [ss, ss, ss, ss, ss, ss, cl, ss, ss, cl],
      /* sr */ [sr, sr, sr, sr, sr, sr, sr, sr, sr, cl],
      /* sa */ [sa, sa, sa, sa, sa, sa, cl, cl, sa, cl],
      /* rj */ [rj, ii, rj, rj, rj, rj, rj, rj, rj, cl],
      /* cl */ [cl, ii, cl, cl, cl, cl, cl, cl, cl, cl],
      // output
      /* no */ [es, cw, cs, ce, es, ss, sa, cl, cl, cl],
      /* i1 */ [i1, cw, cs, ce, es, ss, sa, i1, cl, rj],
      /* ii */ [ii, cw, cs, ce, es, ss, sa, ii, cl, cl],
      /* cs */ [cs, cw, cs, ce, es, ss, sa, cs, cl, cl],
      /* cr */ [cr, cw, cr, ce, es, ss, sa, cr, cl, cl],
      /* cw */ [cw, cw, cw, ce, es, ss, cw, cw, cw, cl],
      /* co */ [co, cw, co, ce, es, ss, co, co, co, cl],
      /* ce */ [ce, cw, ce, ce, es, ss, ce, ce, ce, cl],
      /* es */ [es, es, es, es, es, ss, es, es, es, cl],
      /* ss */ [ss, cw, ss, ss, ss, ss, sa, ss, ss, cl],
      /* sr */ [sr, cw, sr, sr, sr, sr, sa, sr, sr, cl],
      /* sa */ [sa, cw, sa, sa, sa, sa, sa, sa, sa, cl],
      /* rj */ [rj, cw, rj, rj, rj, rj, rj, rj, rj, cl],
      /* cl */ [cl, cw, cl, cl, cl, cl, cl, cl, cl, cl],
      // input only
      /* no */ [es, i1, ce, es, es, sr, cl, cl, cl, cl],
      /* i1 */ [i1, ii, ce, es, i1, i1, ii, cl, i1, cl],
      /* ii */ [ii, ii, ce, es, ii, ii, ii, cl, ii, cl],
      /* cs */ [cs, ii, ce, es, es, cs, cs, cl, cs, cl],
      /* cr */ [cr, ii, ce, es, es, cr, cr, cl, cr, cl],
      /* cw */ [es, ii, ce, es, cw, cw, cw, cw, cw, rj],
      /* co */ [co, co, co, co, es, co, co, co, co, cl],
      /* ce */ [ce, ce, ce, ce, es, ce, ce, ce, ce, cl],
      /* es */ [es, es, es, es, es, sr, cl, es, es, cl],
      /* ss */ [ss, ss, ss, ss, ss, ss, cl, ss, ss, cl],
      /* sr */ [sr, sr, sr, sr, sr, sr, sr, cl, sr, cl],
      /* sa */ [sa, sa, sa, sa, sa, sa, cl, cl, sa, cl],
      /* rj */ [rj, ii, rj, rj, rj, rj, rj, rj, rj, cl],
      /* cl */ [cl, ii, cl, cl, cl, cl, cl, cl, cl, cl],
    ]
    return rows.flatMap { $0 }
  }()
}
