import MarketModel

/// The sessions of one market from 2000 to 2040 and every change of its status.
///
/// Made once from rules, dated exceptions and the zone's clocks, then only read: a query is a
/// binary search in a flat array. It reads no clock; every question brings its instant.
public struct MarketCalendar: Sendable {
  /// The years that are known.
  public static let years = 2000...2040
  /// 2000-01-01T00:00:00Z, the first instant that is known.
  public static let firstInstant = UnixNanos(946_684_800_000_000_000)
  /// 2041-01-01T00:00:00Z, the first instant that is not known any more.
  public static let endInstant = UnixNanos(2_240_611_200_000_000_000)

  public let market: Market
  public let zone: ZoneRules
  /// The sessions in order, some weeks more than the years that are known.
  public let sessions: [TradingSession]
  let transitions: TransitionTable
  // The sessions' dates and bounds once more, flat: a search touches nothing else.
  private let dates: [TradeDate]
  private let starts: [Int64]
  private let ends: [Int64]
  /// The special days, sorted, one a date.
  let notes: [DayNote]

  /// The calendar of a market in its zone, with a desk's exceptions.
  public init(market: Market, zone: ZoneRules, exceptions: [CalendarException] = []) {
    let builder = SessionBuilder(market, zone, exceptions)
    self.market = market
    self.zone = zone
    notes = builder.notes.values.sorted { $0.date < $1.date }
    // A little more than the years, so that what precedes and follows their ends is there.
    sessions = builder.sessions(from: TradeDate(1999, 12, 20), to: TradeDate(2041, 1, 15))
    dates = sessions.map(\.date)
    starts = sessions.map(\.start.nanos)
    ends = sessions.map(\.end.nanos)
    let closures = notes.filter { $0.effect == .closed && !$0.date.isWeekend }.map(\.date)
    transitions = TransitionTable(sessions, gaps: market.definition.gaps, closures: closures)
  }

  /// The calendar of a market in the system's zone of its name.
  ///
  /// - Throws: why the zone cannot be had.
  public init(
    market: Market, zones: ZoneDirectory, exceptions: [CalendarException] = []
  ) throws(ZoneFailure) {
    self.init(
      market: market, zone: try zones.zone(named: market.zoneName), exceptions: exceptions)
  }

  /// Status and reason at an instant; closed outside of the years that are known.
  ///
  /// - Complexity: O(log n) in the transitions; `MarketStateCache` makes it one comparison.
  public func state(at instant: UnixNanos) -> MarketState { period(at: instant).state }

  /// The stretch of unchanged status around an instant. It ends at the edge of the known years.
  public func period(at instant: UnixNanos) -> StatePeriod {
    if instant < Self.firstInstant {
      return StatePeriod(
        start: .distantPast, end: Self.firstInstant, state: MarketState(.closed))
    }
    guard instant < Self.endInstant, let index = transitions.index(at: instant) else {
      return StatePeriod(
        start: Self.endInstant, end: .distantFuture, state: MarketState(.closed))
    }
    let hasNext = index + 1 < transitions.instants.count
    return StatePeriod(
      start: max(UnixNanos(transitions.instants[index]), Self.firstInstant),
      end: hasNext
        ? min(UnixNanos(transitions.instants[index + 1]), Self.endInstant) : Self.endInstant,
      state: transitions.states[index])
  }

  /// All that is known about an instant; nil outside of the years that are known.
  ///
  /// - Complexity: O(log n).
  public func moment(at instant: UnixNanos) -> MarketMoment? {
    let nextSession = ends.boundary { $0 > instant.nanos }
    guard instant >= Self.firstInstant, instant < Self.endInstant, nextSession < ends.count,
      let index = transitions.index(at: instant)
    else { return nil }
    let isRunning = starts[nextSession] <= instant.nanos
    let date = isRunning ? dates[nextSession] : civilDate(at: instant)
    let holiday = noteIndex(on: date).flatMap { notes[$0].isHoliday ? notes[$0].name : nil }
    let isSteady = transitions.instants.count == 1
    let hasNext = index + 1 < transitions.instants.count
    let next = hasNext ? transitions.instants[index + 1] : Self.endInstant.nanos
    let change = isRunning ? ends[nextSession] : min(starts[nextSession], midnight(after: date))
    return MarketMoment(
      market: market, instant: instant, state: transitions.states[index],
      previousTransition: isSteady ? nil : UnixNanos(transitions.instants[index]),
      nextTransition: hasNext ? UnixNanos(next) : nil,
      nextStatus: hasNext ? transitions.states[index + 1].status : nil,
      tradeDate: dates[nextSession], date: date,
      isTradingDay: isRunning || sessionIndex(on: date) != nil, holidayName: holiday,
      validUntil: UnixNanos(min(next, change)))
  }

  private func midnight(after date: TradeDate) -> Int64 {
    let local = Int64(date.daysSince1970 + 1) * 86_400
    return zone.unixSeconds(ofLocalSeconds: local) * 1_000_000_000
  }

  /// The first change of status after an instant; nil where there is none.
  public func nextTransition(after instant: UnixNanos) -> (at: UnixNanos, to: MarketState)? {
    let index = transitions.instants.boundary { $0 > instant.nanos }
    guard index < transitions.instants.count else { return nil }
    return (UnixNanos(transitions.instants[index]), transitions.states[index])
  }

  /// The last change of status before an instant; nil where there is none.
  public func previousTransition(before instant: UnixNanos) -> (at: UnixNanos, to: MarketState)? {
    let index = transitions.instants.boundary { $0 >= instant.nanos }
    guard index > 0 else { return nil }
    return (UnixNanos(transitions.instants[index - 1]), transitions.states[index - 1])
  }

  /// The session of a trade date; nil where the market does not trade that day.
  public func session(on date: TradeDate) -> TradingSession? {
    sessionIndex(on: date).map { sessions[$0] }
  }

  /// The session that is running at an instant, else the next one.
  public func session(endingAfter instant: UnixNanos) -> TradingSession? {
    let index = ends.boundary { $0 > instant.nanos }
    return index < ends.count ? sessions[index] : nil
  }

  private func sessionIndex(on date: TradeDate) -> Int? {
    let index = dates.boundary { $0 >= date }
    return index < dates.count && dates[index] == date ? index : nil
  }

  /// The sessions of a year, in order.
  public func sessions(in year: Int) -> ArraySlice<TradingSession> {
    let first = TradeDate(year, 1, 1)
    let next = TradeDate(year + 1, 1, 1)
    return sessions[dates.boundary { $0 >= first }..<dates.boundary { $0 >= next }]
  }

  /// The weekdays of a year on which a holiday keeps the market closed, with its name, in order.
  public func closures(in year: Int) -> [(date: TradeDate, name: String)] {
    notes.compactMap { note in
      guard note.date.year == year, note.effect == .closed, !note.date.isWeekend else {
        return nil
      }
      return (note.date, note.name)
    }
  }

  /// The holiday that a date is, whether the market is closed on it or halts; nil for none.
  public func holidayName(on date: TradeDate) -> String? {
    noteIndex(on: date).flatMap { notes[$0].isHoliday ? notes[$0].name : nil }
  }

  /// The day on the exchange's wall at an instant.
  public func civilDate(at instant: UnixNanos) -> TradeDate {
    let seconds = Self.floorDivided(instant.nanos, by: 1_000_000_000)
    let local = seconds + Int64(zone.offsetSeconds(atUnixSeconds: seconds))
    return TradeDate(daysSince1970: Int(Self.floorDivided(local, by: 86_400)))
  }

  private func noteIndex(on date: TradeDate) -> Int? {
    let index = notes.boundary { $0.date >= date }
    return index < notes.count && notes[index].date == date ? index : nil
  }

  private static func floorDivided(_ value: Int64, by divisor: Int64) -> Int64 {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
