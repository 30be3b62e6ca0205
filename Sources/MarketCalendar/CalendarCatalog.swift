/// The calendars of all markets, each made when it is first asked for.
public struct CalendarCatalog: Sendable {
  private let zones: ZoneDirectory
  private let exceptions: [CalendarException]
  private var calendars: [Market: MarketCalendar] = [:]

  /// Calendars with the system's zones and a desk's exceptions.
  public init(zones: ZoneDirectory, exceptions: [CalendarException]) {
    self.zones = zones
    self.exceptions = exceptions
  }

  /// The calendar of a market.
  ///
  /// - Throws: why the market's zone cannot be had.
  public mutating func calendar(of market: Market) throws(ZoneFailure) -> MarketCalendar {
    if let calendar = calendars[market] { return calendar }
    let calendar = try MarketCalendar(market: market, zones: zones, exceptions: exceptions)
    calendars[market] = calendar
    return calendar
  }
}
