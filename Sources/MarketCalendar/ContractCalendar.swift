import MarketModel

/// When contract months end, of the products whose rule is known for certain.
///
/// Equity index futures of CME and CBOT trade last at the opening of New York on the third Friday of
/// March, June, September and December, or of the last day before it on which New York opens: the
/// settlement price is made of that opening's prices.
///
/// Source: CME Group's contract specifications ("9:30 a.m. ET on the 3rd Friday of the contract
/// month"); docs/sessions.md says how sure the rest is, and what is left out.
public struct ContractCalendar: Sendable {
  /// The roots that the rule is for.
  public static let products = ["ES", "NQ", "YM", "RTY", "MES", "MNQ", "MYM", "M2K"]
  /// The market whose openings end them.
  public static let market = Market.newYorkStock

  /// The zone of those openings.
  public let zone: ZoneRules
  /// By year × 4 + quarter, from the first of the calendar's years on.
  private let quarters: [UnixNanos?]

  /// - Parameter openings: the calendar of `market`.
  public init(openings: MarketCalendar) {
    zone = openings.zone
    quarters = MarketCalendar.years.flatMap { year in
      (1...4).map { ContractCalendar.end(inMonth: $0 * 3, of: year, openings) }
    }
  }

  /// Whether a month's end is known; that of a root itself is not, for it has none.
  public static func covers(_ symbol: Symbol) -> Bool {
    guard let month = ContractMonth(symbol) else { return false }
    return month.month % 3 == 0 && products.contains(month.root.description)
  }

  /// When a month that is met at `instant` trades last; nil where no rule is known, or no hours.
  public func lastTrade(of symbol: Symbol, metAt instant: UnixNanos) -> UnixNanos? {
    guard ContractCalendar.covers(symbol), let month = ContractMonth(symbol) else { return nil }
    let year = month.year(around: CivilTime(instant).year)
    guard MarketCalendar.years.contains(year) else { return nil }
    return quarters[(year - MarketCalendar.years.lowerBound) * 4 + month.month / 3 - 1]
  }

  private static func end(
    inMonth month: Int, of year: Int, _ openings: MarketCalendar
  ) -> UnixNanos? {
    let friday = DateRule.nth(3, weekday: 4, month: month).day(in: year)
    // Never have a week's days all been holidays.
    for back in 0..<7 {
      if let session = openings.session(on: friday.advanced(byDays: -back)) { return session.open }
    }
    return nil
  }
}
