import MarketCalendar
import MarketModel
import Reactor

/// `thor session`: is a market open, what comes next, and when.
extension CommandTable {
  static let session = Subcommand(
    words: ["session"], summary: "market hours: the status and what comes next",
    options: [
      .value("market", "NAMES", "one or more markets, separated by commas (default CME_Equity)"),
      .value(
        "at", "INSTANT", "that instant instead of now; - reads one a line from standard input"),
      .value("date", "YYYY-MM-DD", "the session of a trade date"),
      .value("year", "YYYY", "every session and holiday of a year, 2000 to 2040"),
      .flag("list", "the markets with their zones"),
      .value("zone", "ZONE", "show times in this zone instead of the market's own"),
      .flag("json", "one JSON object a line, instants in UTC"),
      .flag("csv", "with --year: comma-separated values, instants in UTC"),
      .flag("ical", "with --year: an iCalendar file"),
    ],
    details: """
      An instant is ISO 8601 with a zone (2026-11-27T18:15:00Z) or seconds, ms, µs or ns since 1970.
      """,
    example: "thor session --market CME_Equity,XNYS --json",
    run: { (invocation) throws(CommandFailure) in try SessionCommand(invocation).run() })
}

/// What one call of `thor session` is to do.
struct SessionCommand {
  enum Form {
    case text, json, csv, calendar
  }

  private let invocation: Invocation
  private let form: Form
  private var markets: [Market] = []
  private var zone: ZoneRules?

  init(_ invocation: Invocation) throws(CommandFailure) {
    self.invocation = invocation
    let forms = ["json", "csv", "ical"].filter(invocation.has)
    guard forms.count <= 1 else { throw .usage("session: expects one of --json, --csv, --ical") }
    form =
      switch forms.first {
      case "json": .json
      case "csv": .csv
      case "ical": .calendar
      default: .text
      }
    let questions = ["at", "date", "year"].filter { invocation.values[$0] != nil }
    guard questions.count + (invocation.has("list") ? 1 : 0) <= 1 else {
      throw .usage("session: expects one of --at, --date, --year, --list")
    }
    if form == .csv || form == .calendar, questions != ["year"] {
      throw .usage("session: --\(forms[0]) expects --year")
    }
    for name in try invocation.list("market") ?? [Market.cmeEquity.name] {
      markets.append(try Self.market(named: name))
    }
    zone = try invocation.text("zone").map { (name) throws(CommandFailure) in
      try Self.zone(named: name)
    }
  }

  func run() throws(CommandFailure) -> ExitStatus {
    if invocation.has("list") { return list() }
    let exceptions = try CalendarFiles.exceptions()
    var calendars: [MarketCalendar] = []
    for market in markets {
      do throws(ZoneFailure) {
        calendars.append(
          try MarketCalendar(market: market, zones: .system, exceptions: exceptions))
      } catch {
        throw CommandFailure(.failed, "session: \(error)")
      }
    }
    if let text = invocation.text("year") { return try year(text, calendars) }
    if let text = invocation.text("date") { return try date(text, calendars) }
    if invocation.text("at") == "-" {
      return try InstantStream(calendars, isJSON: form == .json).run()
    }
    return try status(at: try instant(), calendars)
  }

  private func list() -> ExitStatus {
    for market in Market.allCases {
      if form == .json {
        var json = JSONLine()
        json.add("market", market.name)
        json.add("timezone", market.zoneName)
        json.add("name", market.summary)
        StandardStream.output.writeLine(json.text)
      } else {
        StandardStream.output.writeLine(
          Column.padded(market.name, 12) + Column.padded(market.zoneName, 18) + market.summary)
      }
    }
    return .done
  }

  private func status(
    at instant: UnixNanos, _ calendars: [MarketCalendar]
  ) throws(CommandFailure) -> ExitStatus {
    var blocks: [String] = []
    for calendar in calendars {
      guard let moment = calendar.moment(at: instant) else {
        throw .usage("session: --at \(Self.rangeExpectation), got '\(InstantForm.text(instant))'")
      }
      if form == .json {
        StandardStream.output.writeLine(MomentForm.json(moment, zoneName: calendar.zone.name))
      } else {
        blocks.append(MomentForm.block(moment, in: calendar, zone: zone ?? calendar.zone))
      }
    }
    StandardStream.output.write(blocks.joined(separator: "\n"))
    return .done
  }

  private func date(
    _ text: String, _ calendars: [MarketCalendar]
  ) throws(CommandFailure) -> ExitStatus {
    guard let date = TradeDate(text), MarketCalendar.years.contains(date.year) else {
      throw .usage("session: --date expects a day from 2000-01-01 to 2040-12-31, got '\(text)'")
    }
    var blocks: [String] = []
    for calendar in calendars {
      let day = CalendarDay(date, in: calendar)
      if form == .json {
        StandardStream.output.writeLine(day.json)
      } else {
        blocks.append(day.block(zone: zone ?? calendar.zone))
      }
    }
    StandardStream.output.write(blocks.joined(separator: "\n"))
    return .done
  }

  private func year(
    _ text: String, _ calendars: [MarketCalendar]
  ) throws(CommandFailure) -> ExitStatus {
    guard let year = Int(text), MarketCalendar.years.contains(year) else {
      throw .usage("session: --year expects a year from 2000 to 2040, got '\(text)'")
    }
    let years = calendars.map { CalendarYear(year, of: $0) }
    switch form {
    case .json: years.forEach { StandardStream.output.write($0.json) }
    case .csv: StandardStream.output.write(CalendarYear.csvHead + years.map(\.csv).joined())
    case .calendar: StandardStream.output.write(CalendarFeed.text(years))
    case .text:
      StandardStream.output.write(
        years.map { $0.table(zone: zone ?? $0.calendar.zone) }.joined(separator: "\n"))
    }
    return .done
  }

  private func instant() throws(CommandFailure) -> UnixNanos {
    guard let text = invocation.text("at") else { return UnixNanos(Clock().unixNanos) }
    var copy = text
    let instant = copy.withUTF8 { InstantForm.parse($0) }
    guard let instant else {
      throw .usage("session: --at \(InstantForm.expectation), got '\(text)'")
    }
    return instant
  }

  static let rangeExpectation = "expects an instant from 2000 to 2040"

  private static func market(named name: String) throws(CommandFailure) -> Market {
    if let market = Market(rawValue: name) { return market }
    let names = Market.allCases.map(\.name)
    let near = Nearest.hint(to: name, among: names)
    throw .usage(
      "session: --market expects one of \(names.joined(separator: ", ")), got '\(name)'\(near)")
  }

  private static func zone(named name: String) throws(CommandFailure) -> ZoneRules {
    do throws(ZoneFailure) {
      return try ZoneDirectory.system.zone(named: name)
    } catch {
      guard case .unknown = error else { throw CommandFailure(.failed, "session: \(error)") }
      let near = Nearest.hint(to: name, among: ZoneDirectory.system.names())
      throw .usage(
        "session: --zone expects a zone of \(ZoneDirectory.system.path) such as "
          + "America/Chicago, got '\(name)'\(near)")
    }
  }
}
