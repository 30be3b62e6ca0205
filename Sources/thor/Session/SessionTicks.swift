import MarketCalendar
import MarketModel

/// The newest tick of each market, and the first one since it opened, by the ticks' own times.
struct SessionTicks {
  private var lastAt = [UnixNanos?](repeating: nil, count: Market.allCases.count)
  private var firstAt = [UnixNanos?](repeating: nil, count: Market.allCases.count)
  private var openedAt = [UnixNanos](
    repeating: .distantFuture, count: Market.allCases.count)
  /// By instrument: its market's place, below 0 for none.
  private var places: [Int8] = []

  /// Says which market the next instrument of the catalog belongs to.
  mutating func append(market: Market?) {
    places.append(market.flatMap(SessionTicks.place).map { Int8($0) } ?? -1)
  }

  mutating func note(_ instrument: InstrumentIndex, at instant: UnixNanos) {
    guard instrument.offset < places.count, places[instrument.offset] >= 0 else { return }
    let place = Int(places[instrument.offset])
    if lastAt[place].map({ $0 < instant }) ?? true { lastAt[place] = instant }
    if firstAt[place] == nil, instant >= openedAt[place] { firstAt[place] = instant }
  }

  /// A market has opened: its first tick is awaited.
  mutating func opened(_ market: Market, at instant: UnixNanos) {
    guard let place = SessionTicks.place(market) else { return }
    openedAt[place] = instant
    firstAt[place] = nil
  }

  func first(of market: Market) -> UnixNanos? {
    SessionTicks.place(market).flatMap { firstAt[$0] }
  }

  func last(of market: Market) -> UnixNanos? {
    SessionTicks.place(market).flatMap { lastAt[$0] }
  }

  private static func place(_ market: Market) -> Int? { Market.allCases.firstIndex(of: market) }
}
