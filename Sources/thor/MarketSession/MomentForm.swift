import MarketCalendar
import MarketModel

/// A market's moment as `thor session` writes it.
enum MomentForm {
  /// The contract's object: docs/cli.md.
  static func json(_ moment: MarketMoment, zoneName: String) -> String {
    let parts = MomentTemplate(moment, zoneName: zoneName)
    return String(
      decoding: parts.head + Array(InstantForm.text(moment.instant).utf8) + parts.tail,
      as: UTF8.self)
  }

  /// A few lines for a person, times on the clocks of `zone`.
  static func block(
    _ moment: MarketMoment, in calendar: MarketCalendar, zone: ZoneRules
  ) -> String {
    func local(_ instant: UnixNanos) -> String { InstantForm.local(instant, zone) }
    var status = "\(moment.state.status.word)"
    if moment.state.detail != .none { status += " (\(moment.state.detail.word))" }
    var rows = [("status", status)]
    rows.append(("now", "\(local(moment.instant)) \(zone.name)"))
    if let since = moment.previousTransition { rows.append(("since", local(since))) }
    if let next = moment.nextTransition, let to = moment.nextStatus {
      let countdown = InstantForm.countdown(nanos: next.nanos(since: moment.instant))
      rows.append(("next", "\(to.word) at \(local(next)), in \(countdown)"))
    }
    rows.append(("trade date", moment.tradeDate.description))
    if let name = moment.holidayName { rows.append(("holiday", name)) }
    if let session = calendar.session(on: moment.tradeDate) {
      rows.append(("session", "\(local(session.open)) to \(local(session.close))"))
      if session.isEarlyClose { rows.append(("early close", session.occasion ?? "yes")) }
    }
    let title = Column.padded(moment.market.name, 13) + moment.market.summary
    let lines = [title] + rows.map { Column.padded($0.0, 13) + $0.1 }
    return lines.joined(separator: "\n") + "\n"
  }

  /// One line of words: instant, market, status, detail, next instant, next status, trade date.
  static func lineTail(_ moment: MarketMoment) -> String {
    let detail = moment.state.detail == .none ? "-" : "\(moment.state.detail.word)"
    let next = moment.nextTransition.map { InstantForm.text($0) } ?? "-"
    let to = moment.nextStatus.map { "\($0.word)" } ?? "-"
    return
      " \(moment.market.name) \(moment.state.status.word) \(detail) \(next) \(to) "
      + "\(moment.tradeDate)\n"
  }
}

/// The contract's JSON object in two parts, the current time left out between them.
///
/// Both parts stay the same for all instants up to the next change of anything in them.
struct MomentTemplate {
  private(set) var head: [UInt8]
  private(set) var tail: [UInt8]

  init(_ moment: MarketMoment, zoneName: String) {
    var json = JSONLine()
    json.add("status", word: moment.state.status.word)
    json.add("detail", word: moment.state.detail.word)
    json.add("market", moment.market.name)
    json.add("current_time", raw: "\"")
    head = json.bytes
    var rest = JSONLine()
    rest.add("next_transition", moment.nextTransition.map { InstantForm.text($0) })
    rest.add("next_transition_type", moment.nextStatus.map { "\($0.word)" })
    rest.add("trade_date", moment.tradeDate.description)
    rest.add("is_trading_day", moment.isTradingDay)
    rest.add("is_weekend", moment.isWeekend)
    rest.add("is_holiday", moment.isHoliday)
    rest.add("holiday_name", moment.holidayName)
    rest.add("timezone", zoneName)
    // The brace that the rest opens with stands where the quote of the time ends.
    tail = Array("\",".utf8) + rest.bytes.dropFirst() + Array("}".utf8)
  }
}
