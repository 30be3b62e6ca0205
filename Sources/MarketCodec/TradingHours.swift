import MarketModel

/// When a market trades, as plain stretches of time: what the rule about closed sessions needs of a
/// calendar. Whoever has the calendar hands it in; nothing is known outside of `known`.
public struct TradingHours: Sendable {
  private let opens: [Int64]
  private let closes: [Int64]
  private let known: Range<Int64>

  /// - Parameters:
  ///   - stretches: in order, none overlapping another; an end is closed already.
  ///   - known: the span of time that they tell all about.
  public init(
    stretches: [(open: UnixNanos, close: UnixNanos)], known: Range<UnixNanos>
  ) {
    opens = stretches.map(\.open.nanos)
    closes = stretches.map(\.close.nanos)
    self.known = known.lowerBound.nanos..<known.upperBound.nanos
  }

  /// Whether the market is closed at an instant, and the span of time around it for which that holds.
  ///
  /// - Complexity: O(log n) in the stretches.
  func look(at instant: UnixNanos) -> (isClosed: Bool, span: Range<Int64>) {
    let nanos = instant.nanos
    guard known.contains(nanos) else {
      return nanos < known.lowerBound
        ? (false, .min..<known.lowerBound) : (false, known.upperBound..<Int64.max)
    }
    // The first stretch that ends after the instant.
    var low = 0
    var high = closes.count
    while low < high {
      let middle = (low + high) / 2
      if closes[middle] > nanos { high = middle } else { low = middle + 1 }
    }
    if low < opens.count, opens[low] <= nanos { return (false, opens[low]..<closes[low]) }
    let start = low > 0 ? closes[low - 1] : known.lowerBound
    return (true, start..<max(nanos + 1, low < opens.count ? opens[low] : known.upperBound))
  }
}

/// Holds events against their instruments' hours; an instrument without hours trades at any time.
struct SessionRule: Sendable {
  private struct Row: Sendable {
    /// A place in `hours`; below 0 for none.
    var hours: Int32 = -1
    /// What was found last, and for how long it holds: one comparison a tick.
    var isClosed = false
    var start = Int64.max
    var end = Int64.min
  }

  private var rows: [Row] = []
  private var hours: [TradingHours] = []

  /// Whether any hours are known.
  var isIdle: Bool { hours.isEmpty }

  mutating func add(_ new: TradingHours, for instruments: [InstrumentIndex]) {
    hours.append(new)
    for instrument in instruments {
      while rows.count <= instrument.offset { rows.append(Row()) }
      rows[instrument.offset] = Row(hours: Int32(truncatingIfNeeded: hours.count - 1))
    }
  }

  mutating func isClosed(_ instrument: InstrumentIndex, at instant: UnixNanos) -> Bool {
    let place = instrument.offset
    guard place < rows.count, rows[place].hours >= 0 else { return false }
    if instant.nanos < rows[place].start || instant.nanos >= rows[place].end {
      let found = hours[Int(rows[place].hours)].look(at: instant)
      rows[place].isClosed = found.isClosed
      rows[place].start = found.span.lowerBound
      rows[place].end = found.span.upperBound
    }
    return rows[place].isClosed
  }
}
