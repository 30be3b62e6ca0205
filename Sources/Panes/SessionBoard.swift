import MarketCalendar
import MarketModel

/// A change of a market's status that this desk has seen.
public struct SessionMark: Sendable, Equatable {
  public let market: Market
  /// When the calendar had it.
  public let at: UnixNanos
  public let state: MarketState
  /// The first tick after trading began, or the last one when it ended, by its own time.
  public var tickAt: UnixNanos?

  public init(market: Market, at: UnixNanos, state: MarketState) {
    self.market = market
    self.at = at
    self.state = state
  }
}

/// The market hours as panes draw from them. Filled in by whoever runs the desk.
public struct SessionBoard: Sendable {
  /// The calendars of the watched markets, in the watchlist's order.
  public private(set) var calendars: [MarketCalendar] = []
  /// Why some market has no calendar; nil while all have.
  public var failure: String?
  /// Whether the data is simulated and flows at any hour: hours are shown and have no effect.
  public let isSimulated: Bool
  /// The zone of whoever looks; nil where it cannot be had.
  public var localZone: ZoneRules?
  /// Changes seen, newest last; bounded by `historyLimit`.
  public private(set) var history: [SessionMark] = []
  /// By instrument.
  private var markets: [Market?] = []

  public static let historyLimit = 32

  public init(isSimulated: Bool) { self.isSimulated = isSimulated }

  /// How many instruments the board knows the markets of.
  public var instrumentCount: Int { markets.count }

  /// Says which market the next instrument of the catalog belongs to.
  public mutating func append(market: Market?) { markets.append(market) }

  public mutating func add(_ calendar: MarketCalendar) { calendars.append(calendar) }

  /// Notes a change of a market's status.
  public mutating func note(_ mark: SessionMark) {
    if history.count == SessionBoard.historyLimit { history.removeFirst() }
    history.append(mark)
  }

  /// Notes the tick that a market's newest change is held against.
  public mutating func note(tickAt: UnixNanos, at place: Int) { history[place].tickAt = tickAt }

  /// The market of an instrument; nil where its listing names none that is known.
  public func market(of instrument: InstrumentIndex) -> Market? {
    instrument.offset < markets.count ? markets[instrument.offset] : nil
  }

  /// The calendar of a market, once it is there.
  public func calendar(of market: Market) -> MarketCalendar? {
    calendars.first { $0.market == market }
  }

  /// The calendar of an instrument's market, once it is there.
  public func calendar(of instrument: InstrumentIndex) -> MarketCalendar? {
    market(of: instrument).flatMap { calendar(of: $0) }
  }

  /// `CLOSED` or `BREAK` where an instrument does not trade now, and a silent source is therefore
  /// not stale; nil where it trades or nobody knows.
  public func closedWord(of instrument: InstrumentIndex, at now: UnixNanos) -> String? {
    guard !isSimulated, let market = market(of: instrument),
      let place = calendars.firstIndex(where: { $0.market == market })
    else { return nil }
    let status = calendars[place].state(at: now).status
    return status == .closed || status == .break ? "\(status.word)" : nil
  }
}
