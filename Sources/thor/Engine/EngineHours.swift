import Engine
import MarketCalendar
import MarketModel
import Risk

/// Market hours for the engine, from the calendars that ship and the desk's own exceptions.
enum EngineHours {
  /// When a market is open for regular trading; nil where no market is called so, or its zone or the
  /// exceptions cannot be read, which the engine takes as closed.
  @Sendable
  static func hours(of name: String) -> MarketHours? {
    guard let market = Market(rawValue: name), let exceptions = try? CalendarFiles.exceptions(),
      let calendar = try? MarketCalendar(
        market: market, zones: .system, exceptions: exceptions)
    else { return nil }
    return hours(of: calendar)
  }

  static func hours(of calendar: MarketCalendar) -> MarketHours {
    MarketHours(market: calendar.market.name, stretches: stretches(of: calendar))
  }

  /// The regular sessions without their pauses, in order.
  private static func stretches(
    of calendar: MarketCalendar
  ) -> [(open: UnixNanos, close: UnixNanos)] {
    var stretches: [(open: UnixNanos, close: UnixNanos)] = []
    for session in calendar.sessions {
      var start = session.open
      for pause in session.pauses {
        if pause.start > start { stretches.append((start, pause.start)) }
        start = max(start, pause.end)
      }
      if session.close > start { stretches.append((start, session.close)) }
    }
    return stretches
  }
}
