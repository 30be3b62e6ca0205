import MarketCalendar
import MarketCodec
import MarketModel

/// Hours as plain stretches of time, for rules that know no calendar.
enum CalendarHours {
  private static let day: Int64 = 86_400_000_000_000

  /// When something may be quoted: before, in and after the regular session, without its pauses. From
  /// a month ago to more than a year ahead; a desk that runs longer than that is not told more.
  static func trading(of calendar: MarketCalendar, around now: UnixNanos) -> TradingHours {
    let known = now.advanced(byNanos: -30 * day)..<now.advanced(byNanos: 400 * day)
    var stretches: [(open: UnixNanos, close: UnixNanos)] = []
    var instant = known.lowerBound
    while instant < known.upperBound {
      let period = calendar.period(at: instant)
      let trades: Bool =
        switch period.state.status {
        case .open, .preMarket, .postMarket: true
        case .closed, .break: false
        }
      if trades { stretches.append((max(period.start, known.lowerBound), period.end)) }
      guard period.end > instant else { break }
      instant = period.end
    }
    return TradingHours(stretches: stretches, known: known)
  }
}
