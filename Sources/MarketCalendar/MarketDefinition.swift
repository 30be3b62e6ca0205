/// Hours of a trade date in minutes after its midnight on the market's clocks; the evening before
/// is below 0.
struct MarketHours: Sendable {
  /// A pause within the session.
  struct Pause: Sendable {
    let start: Int
    let end: Int
    let detail: StatusDetail
  }

  /// The first trade date with these hours.
  var from = TradeDate(1999, 1, 1)
  let open: Int
  let close: Int
  var pauses: [Pause] = []
  /// Where the market opens after a day without a session, if not at `open`.
  var openAfterGap: Int?
  var preOpen: Int?
  var postClose: Int?
  /// The end of the post-market on a day that closes early.
  var earlyPostClose: Int?
}

/// What makes a market's calendar: its zone, its hours through the years, its special days.
struct MarketDefinition: Sendable {
  /// What the time between two sessions is called.
  enum Gaps: Sendable {
    /// The short one of each day is maintenance, the one after an early close a halt.
    case electronic
    /// Nights are nights.
    case exchange
  }

  let zoneName: String
  /// By first trade date, rising.
  let hours: [MarketHours]
  var gaps = Gaps.exchange
  /// Whether Saturdays and Sundays are trade dates.
  var tradesWeekends = false
  var rules: [HolidayRule] = []
  /// The special days that rules of this form do not reach.
  var notes: (@Sendable (Int) -> [DayNote])?

  /// The hours of a trade date.
  func hours(on date: TradeDate) -> MarketHours? {
    hours.last { $0.from <= date }
  }

  /// All special days by rule, of all the years that calendars cover.
  func ruleNotes(in years: ClosedRange<Int>) -> [DayNote] {
    rules.flatMap { $0.notes(in: years) } + years.flatMap { notes?($0) ?? [] }
  }
}
