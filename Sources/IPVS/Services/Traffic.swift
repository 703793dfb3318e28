/// The counters and rates of a service or a destination, in a place of their own: in a long listing
/// hardly anybody asks for them, and there would be more of them than of the rest.
struct Traffic: Hashable, Sendable {
  /// Nil where all are 0.
  private var values: Values?

  private final class Values: Hashable, Sendable {
    let counters: Counters
    let rates: Rates

    init(_ counters: Counters, _ rates: Rates) {
      self.counters = counters
      self.rates = rates
    }

    static func == (left: Values, right: Values) -> Bool {
      left.counters == right.counters && left.rates == right.rates
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(counters)
      hasher.combine(rates)
    }
  }

  init(_ counters: Counters, _ rates: Rates) {
    if counters != Counters() || rates != Rates() { values = Values(counters, rates) }
  }

  var counters: Counters {
    get { values?.counters ?? Counters() }
    set { self = Traffic(newValue, rates) }
  }

  var rates: Rates {
    get { values?.rates ?? Rates() }
    set { self = Traffic(counters, newValue) }
  }
}
