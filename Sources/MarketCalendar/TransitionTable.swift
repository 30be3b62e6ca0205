import MarketModel

/// Every change of a market's status, flat and sorted: the status from `instants[i]` on is
/// `states[i]`, and no two neighbours are alike.
struct TransitionTable: Sendable {
  private(set) var instants: [Int64] = []
  private(set) var states: [MarketState] = []

  /// - Parameter closures: the dates in between on which a holiday kept the market closed.
  init(_ sessions: [TradingSession], gaps: MarketDefinition.Gaps, closures: [TradeDate]) {
    instants.reserveCapacity(sessions.count * 4)
    states.reserveCapacity(sessions.count * 4)
    for (index, session) in sessions.enumerated() {
      append(session)
      guard index + 1 < sessions.count else { break }
      let next = sessions[index + 1]
      if next.start > session.end {
        append(session.end, Self.gap(session, next, gaps, closures))
      }
    }
  }

  private mutating func append(_ session: TradingSession) {
    if let preOpen = session.preOpen { append(preOpen, MarketState(.preMarket)) }
    append(session.open, MarketState(.open))
    for pause in session.pauses {
      append(pause.start, MarketState(.break, pause.detail))
      append(pause.end, MarketState(.open))
    }
    if session.postClose != nil { append(session.close, MarketState(.postMarket)) }
  }

  private mutating func append(_ instant: UnixNanos, _ state: MarketState) {
    guard states.last != state else { return }
    instants.append(instant.nanos)
    states.append(state)
  }

  /// What the time between two sessions is called, all of it alike.
  private static func gap(
    _ session: TradingSession, _ next: TradingSession, _ gaps: MarketDefinition.Gaps,
    _ closures: [TradeDate]
  ) -> MarketState {
    let isOvernight = next.date == session.date.advanced(byDays: 1)
    if isOvernight {
      switch gaps {
      case .exchange: return MarketState(.closed)
      case .electronic:
        return session.isEarlyClose
          ? MarketState(.closed, .holidayHalt) : MarketState(.break, .maintenance)
      }
    }
    if gaps == .electronic, session.isEarlyClose { return MarketState(.closed, .holiday) }
    let nextClosure = closures[closures.boundary { $0 > session.date }...].first
    let hasHoliday = nextClosure.map { $0 < next.date } ?? false
    return MarketState(.closed, hasHoliday ? .holiday : .weekend)
  }

  /// The index of the last transition at or before an instant; nil before the first.
  ///
  /// - Complexity: O(log n).
  func index(at instant: UnixNanos) -> Int? {
    let after = instants.boundary { $0 > instant.nanos }
    return after == 0 ? nil : after - 1
  }
}

extension Array {
  /// The first index from which on `predicate` holds; the array's end where it never does.
  ///
  /// `predicate` must hold for all elements after the first for which it holds.
  /// - Complexity: O(log n).
  @inline(__always)
  func boundary(where predicate: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if predicate(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
