import MarketModel

/// All that a calendar says about one instant.
public struct MarketMoment: Hashable, Sendable {
  public let market: Market
  public let instant: UnixNanos
  public let state: MarketState
  /// Since when the status is what it is; nil for a market that never changes.
  public let previousTransition: UnixNanos?
  /// When the status changes next; nil for a market that never changes.
  public let nextTransition: UnixNanos?
  /// What it changes to.
  public let nextStatus: MarketStatus?
  /// The session that is running, else the next one.
  public let tradeDate: TradeDate
  /// The date that the three facts below are about: the trade date while a session is running,
  /// else the day on the exchange's wall.
  public let date: TradeDate
  public let isTradingDay: Bool
  /// The holiday that `date` is, whether the market is closed on it or halts; nil for none.
  public let holidayName: String?
  /// How long all this, but the instant, stays true: to the next change of the status, of the
  /// trade date or of the day on the exchange's wall.
  public let validUntil: UnixNanos

  public var isHoliday: Bool { holidayName != nil }
  public var isWeekend: Bool { date.isWeekend }
}

/// A stretch of time in which a market's status does not change.
@frozen public struct StatePeriod: Hashable, Sendable {
  /// The first instant of it.
  public let start: UnixNanos
  /// The first instant after it.
  public let end: UnixNanos
  public let state: MarketState

  public init(start: UnixNanos, end: UnixNanos, state: MarketState) {
    self.start = start
    self.end = end
    self.state = state
  }

  /// Whether the period holds an instant; one comparison.
  @inlinable public func contains(_ instant: UnixNanos) -> Bool {
    UInt64(bitPattern: instant.nanos &- start.nanos) < UInt64(bitPattern: end.nanos &- start.nanos)
  }
}

/// The state of one market for a stream of instants, most of them near the one before.
///
/// One comparison an instant while the status holds, a binary search when it changes or when time
/// goes back.
@frozen public struct MarketStateCache: Sendable {
  public private(set) var period = StatePeriod(
    start: .zero, end: .zero, state: MarketState(.closed))

  public init() {}

  /// The state at an instant; it stays valid until `period.end`.
  @inlinable public mutating func state(
    at instant: UnixNanos, in calendar: MarketCalendar
  ) -> MarketState {
    period.contains(instant) ? period.state : renewed(at: instant, in: calendar)
  }

  @usableFromInline mutating func renewed(
    at instant: UnixNanos, in calendar: MarketCalendar
  ) -> MarketState {
    period = calendar.period(at: instant)
    return period.state
  }
}
