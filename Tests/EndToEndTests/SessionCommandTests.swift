import Foundation
import TestSupport
import Testing

/// `thor session` as another program sees it.
@Suite(.ownThreads) struct SessionCommandTests {
  private struct Answer {
    let status: Int32
    let output: String
    let error: String

    var objects: [[String: Any]] {
      output.split(separator: "\n").compactMap {
        try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      }
    }
  }

  /// The program beside the tests' own.
  private static let program = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("thor")

  private func thor(
    _ arguments: String..., input: String? = nil, environment: [String: String] = [:]
  ) throws -> Answer {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("thor-session-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    // Files instead of pipes: nobody has to read while the program writes.
    let files = ["input", "output", "error"].map { directory.appendingPathComponent($0) }
    try Data((input ?? "").utf8).write(to: files[0])
    for file in files.dropFirst() { try Data().write(to: file) }
    let process = Process()
    process.executableURL = Self.program
    process.arguments = ["session"] + arguments
    process.environment = ["HOME": directory.path, "PATH": "/usr/bin:/bin"]
      .merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    process.standardOutput = try FileHandle(forWritingTo: files[1])
    process.standardError = try FileHandle(forWritingTo: files[2])
    try process.run()
    process.waitUntilExit()
    return Answer(
      status: process.terminationStatus,
      output: try String(contentsOf: files[1], encoding: .utf8),
      error: try String(contentsOf: files[2], encoding: .utf8))
  }

  @Test func answersTheContractsObject() throws {
    let answer = try thor("--market", "CME_Equity", "--at", "2024-01-15T18:00:00.000Z", "--json")
    #expect(answer.status == 0 && answer.error.isEmpty)
    #expect(
      answer.output == """
        {"status":"CLOSED","detail":"HOLIDAY_HALT","market":"CME_Equity",\
        "current_time":"2024-01-15T18:00:00Z","next_transition":"2024-01-15T23:00:00Z",\
        "next_transition_type":"OPEN","trade_date":"2024-01-16","is_trading_day":true,\
        "is_weekend":false,"is_holiday":true,"holiday_name":"Dr. Martin Luther King Jr. Day",\
        "timezone":"America/Chicago"}

        """)
    let crypto = try thor("--market", "CRYPTO", "--at", "1710253800", "--json").objects
    #expect(crypto.count == 1)
    #expect(crypto[0]["status"] as? String == "OPEN")
    #expect(crypto[0]["next_transition"] is NSNull)
    #expect(crypto[0]["next_transition_type"] is NSNull)
    #expect(crypto[0]["current_time"] as? String == "2024-03-12T14:30:00Z")
  }

  @Test func answersNowForSeveralMarkets() throws {
    let answer = try thor("--market", "XNYS,FX,XTKS", "--json")
    #expect(answer.status == 0)
    #expect(answer.objects.compactMap { $0["market"] as? String } == ["XNYS", "FX", "XTKS"])
    let text = try thor()
    #expect(text.output.hasPrefix("CME_Equity   CME equity index futures"))
  }

  @Test func answersALineAnInstant() throws {
    let lines = ["2024-11-29T17:59:59.999Z", " 1732903200000 ", "", "2024-11-29T16:00:00-06:00"]
    let answer = try thor("--market", "XNYS", "--at", "-", input: lines.joined(separator: "\r\n"))
    #expect(answer.status == 0 && answer.error.isEmpty)
    #expect(
      answer.output == """
        2024-11-29T17:59:59.999Z XNYS OPEN - 2024-11-29T18:00:00Z POST_MARKET 2024-11-29
        2024-11-29T18:00:00Z XNYS POST_MARKET - 2024-11-29T22:00:00Z CLOSED 2024-11-29
        2024-11-29T22:00:00Z XNYS CLOSED WEEKEND 2024-12-02T09:00:00Z PRE_MARKET 2024-12-02

        """)
  }

  /// The stream's answers come from templates; each must be what a single question gets.
  @Test func streamAgreesWithSingleQuestions() throws {
    let instants = [
      "2024-12-24T18:14:59.999999999Z", "2024-12-24T18:15:00Z", "2024-12-25T05:59:59Z",
      "2024-12-25T06:00:00Z", "2024-12-26T12:00:00Z", "2024-12-25T12:00:00Z",
      "2001-01-01T00:00:00Z", "2040-12-31T23:59:59.999999999Z",
    ]
    for market in ["CME_Equity", "FX", "CRYPTO"] {
      let stream = try thor(
        "--market", market, "--at", "-", "--json", input: instants.joined(separator: "\n"))
      let single = try instants.map { try thor("--market", market, "--at", $0, "--json").output }
      #expect(stream.output == single.joined())
    }
  }

  @Test func aDateAndAYear() throws {
    let day = try thor("--market", "XTKS", "--date", "2026-06-08", "--json").objects
    #expect(day.count == 1)
    #expect(day[0]["open"] as? String == "2026-06-08T00:00:00Z")
    #expect(day[0]["expected_seconds"] as? Int == 19_800)
    #expect((day[0]["breaks"] as? [[String: String]])?.first?["detail"] == "LUNCH")
    let text = try thor("--market", "XNYS", "--date", "2024-11-29").output
    #expect(text.contains("day          early close\nnote         Day after Thanksgiving\n"))
    #expect(text.contains("close        2024-11-29 13:00:00\n"))
    let other = try thor("--market", "XNYS", "--date", "2024-11-29", "--zone", "Europe/London")
    #expect(other.output.contains("close        2024-11-29 18:00:00\n"))
    let year = try thor("--market", "XNYS", "--year", "2024")
    #expect(year.output.hasSuffix("252 trade dates, 10 holidays, 3 early closes\n"))
    #expect(try thor("--market", "XNYS", "--year", "2024", "--json").objects.count == 262)
    let csv = try thor("--market", "XNYS", "--year", "2024", "--csv").output.split(separator: "\n")
    #expect(csv.count == 263)
    #expect(
      csv.contains(
        "XNYS,2024-07-03,Wed,early close,2024-07-03T08:00:00Z,2024-07-03T13:30:00Z,,,"
          + "2024-07-03T17:00:00Z,2024-07-03T21:00:00Z,12600,Day before Independence Day"))
  }

  @Test func writesAnICalendarFile() throws {
    let text = try thor("--market", "XLON", "--year", "2026", "--ical").output
    #expect(text.hasPrefix("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"))
    #expect(text.hasSuffix("END:VCALENDAR\r\n"))
    #expect(text.components(separatedBy: "BEGIN:VEVENT").count == 262)
    #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 75 })
    #expect(text.contains("DTSTART;VALUE=DATE:20261228\r\nDTEND;VALUE=DATE:20261229\r\n"))
    #expect(text.contains("DTSTART:20260330T070000Z\r\nDTEND:20260330T153000Z\r\n"))
  }

  @Test func listsTheMarkets() throws {
    let objects = try thor("--list", "--json").objects
    #expect(
      objects.compactMap { $0["market"] as? String } == [
        "CME_Equity", "CME_FX", "CME_Energy", "CME_Metals", "CBOT_Rates", "CBOT_Grains", "XNYS",
        "XLON", "XTKS", "CRYPTO", "FX",
      ])
  }

  @Test(arguments: [
    (["--market", "XNYSE"], 2, "got 'XNYSE'; did you mean 'XNYS'?"),
    (["--market", "cme_equity"], 2, "got 'cme_equity'; did you mean 'CME_Equity'?"),
    (["--zone", "America/Chcago"], 2, "did you mean 'America/Chicago'?"),
    (["--at", "2024-01-15"], 2, "--at expects ISO 8601 with a zone"),
    (["--at", "1999-12-31T23:59:59Z"], 2, "--at expects an instant from 2000 to 2040"),
    (["--date", "2024-02-30"], 2, "--date expects a day from 2000-01-01 to 2040-12-31"),
    (["--year", "2041"], 2, "--year expects a year from 2000 to 2040, got '2041'"),
    (["--csv"], 2, "--csv expects --year"),
    (["--year", "2024", "--csv", "--json"], 2, "expects one of --json, --csv, --ical"),
    (["--year", "2024", "--list"], 2, "expects one of --at, --date, --year, --list"),
  ])
  func saysWhatWasExpected(arguments: [String], status: Int, message: String) throws {
    let answer =
      switch arguments.count {
      case 1: try thor(arguments[0])
      case 2: try thor(arguments[0], arguments[1])
      case 3: try thor(arguments[0], arguments[1], arguments[2])
      default: try thor(arguments[0], arguments[1], arguments[2], arguments[3])
      }
    #expect(answer.status == Int32(status))
    #expect(answer.output.isEmpty)
    #expect(answer.error.contains(message), "\(answer.error)")
  }

  @Test func aBadLineEndsTheStreamWithItsNumber() throws {
    let answer = try thor(
      "--market", "XNYS", "--at", "-", input: "2024-01-15T18:00:00Z\n\u{1B}[2Jsoon\n1\n")
    #expect(answer.status == 65)
    #expect(answer.output.split(separator: "\n").count == 1)
    #expect(answer.error.contains("standard input, line 2: expects ISO 8601 with a zone"))
    #expect(answer.error.contains("got '?[2Jsoon'"))
    let endless = try thor(
      "--at", "-", input: "1000000000\n" + String(repeating: "1", count: 100_000))
    #expect(endless.status == 65)
    #expect(endless.error.contains("line 2: expects"))
    let early = try thor("--at", "-", input: "1999-12-31T23:59:59Z\n")
    #expect(early.status == 65)
    #expect(early.error.contains("line 1: expects an instant from 2000 to 2040"))
  }

  /// A desk's own file counts after those that ship; a wrong one is named with its place.
  @Test func readsTheDesksOwnCalendars() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("thor-desk-\(UUID().uuidString)")
    let calendars = directory.appendingPathComponent("thor/calendars")
    try FileManager.default.createDirectory(at: calendars, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    let file = calendars.appendingPathComponent("desk.yaml")
    func answer(_ text: String) throws -> Answer {
      try Data(text.utf8).write(to: file)
      return try thor(
        "--market", "XNYS", "--date", "2027-03-04", "--json",
        environment: ["XDG_CONFIG_HOME": directory.path])
    }
    let entry = "exceptions: [{date: 2027-03-04, markets: [XNYS], effect: closed, name: Strike}]"
    #expect(try answer(entry).objects.first?["holiday_name"] as? String == "Strike")
    let market = try answer(entry.replacingOccurrences(of: "XNYS", with: "XNYX"))
    #expect(market.status == 78)
    #expect(
      market.error.contains("1:43: expected a known market (did you mean \"XNYS\"?), got \"XNYX\""))
    let date = try answer(entry.replacingOccurrences(of: "03-04", with: "02-29"))
    #expect(date.status == 78)
    #expect(date.error.contains("1:21: expected a date such as 2012-10-29, from 2000 to 2040"))
    let noZones = try thor("--market", "XNYS", environment: ["TZDIR": "/nowhere"])
    #expect(noZones.status == 1)
    #expect(noZones.error.contains("expected a TZif file at /nowhere/America/New_York"))
  }
}
