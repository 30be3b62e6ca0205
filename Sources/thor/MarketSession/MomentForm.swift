import MarketCalendar
import MarketModel

/// A market's moment as `thor session` writes it.
enum MomentForm {
  /// The contract's object: docs/cli.md.
  static func json(_ moment: MarketMoment, zoneName: String) -> String {
    var template = MomentTemplate()
    template.fill(moment, zoneName: zoneName)
    var bytes = template.head
    InstantForm.append(moment.instant, to: &bytes)
    return String(decoding: bytes + template.tail, as: UTF8.self)
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

  /// The rest of a line of words after the instant: market, status, detail, next instant, next
  /// status, trade date; `-` where there is none.
  static func appendLineTail(_ moment: MarketMoment, to bytes: inout [UInt8]) {
    func word(_ word: StaticString?) {
      bytes.append(UInt8(ascii: " "))
      (word ?? "-").withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
    bytes.append(UInt8(ascii: " "))
    bytes.append(contentsOf: moment.market.name.utf8)
    word(moment.state.status.word)
    word(moment.state.detail == .none ? nil : moment.state.detail.word)
    if let next = moment.nextTransition {
      bytes.append(UInt8(ascii: " "))
      InstantForm.append(next, to: &bytes)
    } else {
      word(nil)
    }
    word(moment.nextStatus?.word)
    bytes.append(UInt8(ascii: " "))
    InstantForm.append(moment.tradeDate, to: &bytes)
  }
}

/// The contract's JSON object in two parts, the current time left out between them.
///
/// Both parts stay the same for all instants up to the next change of anything in them.
struct MomentTemplate {
  private var headLine = JSONLine()
  private var tailLine = JSONLine()

  var head: [UInt8] { headLine.bytes }
  var tail: [UInt8] { tailLine.bytes }

  /// Makes it the template of a moment, in the memory of the one before.
  mutating func fill(_ moment: MarketMoment, zoneName: String) {
    headLine.restart()
    headLine.add("status", word: moment.state.status.word)
    headLine.add("detail", word: moment.state.detail.word)
    headLine.add("market", moment.market.name)
    headLine.add("current_time", raw: "\"")
    tailLine.restart("\",")
    tailLine.add("next_transition", instant: moment.nextTransition)
    tailLine.add("next_transition_type", word: moment.nextStatus?.word)
    tailLine.add("trade_date", date: moment.tradeDate)
    tailLine.add("is_trading_day", moment.isTradingDay)
    tailLine.add("is_weekend", moment.isWeekend)
    tailLine.add("is_holiday", moment.isHoliday)
    tailLine.add("holiday_name", moment.holidayName)
    tailLine.add("timezone", zoneName)
    tailLine.close()
  }
}
