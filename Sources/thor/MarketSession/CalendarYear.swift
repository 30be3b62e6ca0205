import MarketCalendar

/// All trade dates and holidays of a market in one year, in order.
struct CalendarYear {
  let year: Int
  let calendar: MarketCalendar
  let days: [CalendarDay]

  init(_ year: Int, of calendar: MarketCalendar) {
    self.year = year
    self.calendar = calendar
    let traded = calendar.sessions(in: year).map(\.date)
    let closed = calendar.closures(in: year).map(\.date)
    days = (traded + closed).sorted().map { CalendarDay($0, in: calendar) }
  }

  static let csvHead =
    "market,date,weekday,day,pre_open,open,break_start,break_end,close,post_close,"
    + "expected_seconds,note\n"

  /// One object a day.
  var json: String { days.map { $0.json + "\n" }.joined() }

  var csv: String { days.map(\.csv).joined() }

  /// A table with times on the clocks of `zone`; `-1` is the evening before the trade date.
  func table(zone: ZoneRules) -> String {
    let title =
      "\(calendar.market.name) \(year), \(calendar.market.summary), times of \(zone.name)\n"
    let names = ["date", "", "day", "pre", "open", "break", "to", "close", "post"]
    let head = zip(names, CalendarDay.widths).map { Column.padded($0, $1) }.joined() + "note\n"
    let traded = days.filter { $0.session != nil }.count
    let early = days.filter { $0.session?.isEarlyClose == true }.count
    return title + head + days.map { $0.row(zone: zone) }.joined()
      + "\(traded) trade dates, \(days.count - traded) holidays, \(early) early closes\n"
  }
}
