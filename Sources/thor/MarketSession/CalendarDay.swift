import MarketCalendar
import MarketModel

/// One date of a market: its session, or why there is none.
struct CalendarDay {
  let date: TradeDate
  let calendar: MarketCalendar
  let session: TradingSession?
  let holidayName: String?

  init(_ date: TradeDate, in calendar: MarketCalendar) {
    self.date = date
    self.calendar = calendar
    session = calendar.session(on: date)
    holidayName = calendar.holidayName(on: date)
  }

  /// Why the day is special; nil for an ordinary one.
  var occasion: String? { session?.occasion ?? holidayName }

  /// `open`, `early close`, `late open`, `holiday`, `weekend`.
  var word: String {
    guard let session else { return date.isWeekend ? "weekend" : "holiday" }
    return session.isEarlyClose ? "early close" : session.isLateOpen ? "late open" : "open"
  }

  /// One object, instants in UTC.
  var json: String {
    var json = JSONLine()
    json.add("market", calendar.market.name)
    json.add("date", date.description)
    json.add("is_trading_day", session != nil)
    json.add("is_weekend", date.isWeekend)
    json.add("is_holiday", holidayName != nil)
    json.add("holiday_name", holidayName)
    json.add("early_close", session?.isEarlyClose ?? false)
    json.add("late_open", session?.isLateOpen ?? false)
    json.add("note", occasion)
    json.add("pre_open", session?.preOpen.map(InstantForm.text))
    json.add("open", session.map { InstantForm.text($0.open) })
    json.add("close", session.map { InstantForm.text($0.close) })
    json.add("post_close", session?.postClose.map(InstantForm.text))
    json.add(
      "breaks", raw: "[" + (session?.pauses ?? []).map(Self.json).joined(separator: ",") + "]")
    json.add("expected_seconds", number: (session?.expectedNanos ?? 0) / 1_000_000_000)
    json.add("timezone", calendar.zone.name)
    return json.text
  }

  private static func json(_ pause: TradingSession.Pause) -> String {
    var json = JSONLine()
    json.add("start", InstantForm.text(pause.start))
    json.add("end", InstantForm.text(pause.end))
    json.add("detail", word: pause.detail.word)
    return json.text
  }

  /// A few lines for a person, times on the clocks of `zone`.
  func block(zone: ZoneRules) -> String {
    func local(_ instant: UnixNanos) -> String { InstantForm.local(instant, zone) }
    var rows = [("date", "\(date) \(Self.weekdays[date.weekday])"), ("day", word)]
    if let occasion { rows.append(("note", occasion)) }
    if let session {
      if let preOpen = session.preOpen { rows.append(("pre-market", local(preOpen))) }
      rows.append(("open", "\(local(session.open)) \(zone.name)"))
      for pause in session.pauses {
        rows.append(("break", "\(local(pause.start)) to \(local(pause.end))"))
      }
      rows.append(("close", local(session.close)))
      if let postClose = session.postClose { rows.append(("post-market", local(postClose))) }
      rows.append(("length", InstantForm.countdown(nanos: session.expectedNanos)))
    }
    let title = Column.padded(calendar.market.name, 13) + calendar.market.summary
    let lines = [title] + rows.map { Column.padded($0.0, 13) + $0.1 }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Comma-separated values, instants in UTC.
  var csv: String {
    let pause = session?.pauses.first
    let instants = [
      session?.preOpen, session?.open, pause?.start, pause?.end, session?.close, session?.postClose,
    ]
    let fields =
      [calendar.market.name, date.description, Self.weekdays[date.weekday], word]
      + instants.map { $0.map(InstantForm.text) ?? "" }
      + ["\((session?.expectedNanos ?? 0) / 1_000_000_000)", Self.quoted(occasion ?? "")]
    return fields.joined(separator: ",") + "\n"
  }

  /// One row of a year's table, times on the clocks of `zone`.
  func row(zone: ZoneRules) -> String {
    var cells = [date.description, Self.weekdays[date.weekday], word]
    if let session {
      func wallTime(_ instant: UnixNanos?) -> String {
        instant.map { InstantForm.wallTime($0, zone, on: date) } ?? ""
      }
      let pause = session.pauses.first
      cells += [
        wallTime(session.preOpen), wallTime(session.open), wallTime(pause?.start),
        wallTime(pause?.end),
        wallTime(session.close), wallTime(session.postClose),
      ]
    } else {
      cells += ["", "", "", "", "", ""]
    }
    let row = zip(cells, Self.widths).map { Column.padded($0, $1) }.joined() + (occasion ?? "")
    return row.trimmingEnd() + "\n"
  }

  static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  static let widths = [12, 5, 13, 9, 9, 9, 9, 9, 9]

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}

extension String {
  fileprivate func trimmingEnd() -> String {
    var copy = self
    while copy.last == " " { copy.removeLast() }
    return copy
  }
}
