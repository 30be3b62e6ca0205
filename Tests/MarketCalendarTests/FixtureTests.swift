import Foundation
import MarketModel
import Testing

@testable import MarketCalendar

/// Numbers that public libraries computed for 2024 and 2026; see their `_about`.
@Suite struct FixtureTests {
  private static let markets: [String: Market] = [
    "XNYS": .newYorkStock, "XLON": .londonStock, "XTKS": .tokyoStock,
    "CME_EQUITY_FUTURES": .cmeEquity,
  ]

  private static func fixture(_ name: String) throws -> [String: Any] {
    let url = URL(fileURLWithPath: packageRoot + "/Tests/Fixtures/" + name)
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
    return try #require(json as? [String: Any])
  }

  private static func calendar(_ name: String) throws -> [String: Any] {
    let all = try #require(try fixture("calendar_sessions.json")["calendars"] as? [String: Any])
    return try #require(all[name] as? [String: Any])
  }

  private func text(_ instant: UnixNanos?) -> String? {
    instant.map { $0.description.replacingOccurrences(of: ".000000000Z", with: "Z") }
  }

  @Test(arguments: [("XNYS", 503), ("XLON", 507), ("XTKS", 487), ("CME_EQUITY_FUTURES", 518)])
  func sessions(name: String, count: Int) throws {
    let calendar = try Calendars.of(try #require(Self.markets[name]))
    let all = try #require(try Self.calendar(name)["sessions"] as? [[String: Any]])
    #expect(all.count == count)
    for expected in all where expected["confidence"] as? String != "disputed" {
      let day = try #require(expected["date"] as? String)
      let date = try #require(TradeDate(day))
      let session = try #require(calendar.session(on: date), "\(name) \(date)")
      #expect(text(session.open) == expected["open"] as? String, "\(name) \(date)")
      #expect(text(session.close) == expected["close"] as? String, "\(name) \(date)")
      #expect(session.isEarlyClose == expected["early_close"] as? Bool, "\(name) \(date)")
      if let preOpen = expected["pre_open"] as? String {
        #expect(text(session.preOpen) == preOpen, "\(name) \(date)")
        #expect(text(session.postClose) == expected["post_close"] as? String, "\(name) \(date)")
      }
      #expect(text(session.pauses.first?.start) == expected["break_start"] as? String)
      #expect(text(session.pauses.first?.end) == expected["break_end"] as? String)
      if name == "XNYS", let note = expected["note"] as? String, !note.isEmpty {
        #expect(session.occasion == note)
      }
    }
  }

  /// Where the library closes, we close, and nowhere else.
  @Test(arguments: ["XNYS", "XLON", "XTKS", "CME_EQUITY_FUTURES"])
  func holidays(name: String) throws {
    let market = try #require(Self.markets[name])
    let calendar = try Calendars.of(market)
    let all = try #require(try Self.calendar(name)["holidays"] as? [[String: Any]])
    let expected = all.compactMap { $0["date"] as? String }
    let ours = [2024, 2026].flatMap { calendar.closures(in: $0) }
    #expect(ours.map(\.date.description) == expected)
    if market == .newYorkStock || market == .cmeEquity {
      #expect(ours.map(\.name) == all.compactMap { $0["name"] as? String })
    }
  }

  @Test func instants() throws {
    let cases = try #require(
      try Self.fixture("calendar_instants.json")["cases"] as? [[String: Any]])
    #expect(cases.count == 300)
    for expected in cases {
      let name = try #require(expected["calendar"] as? String)
      let market = try #require(Self.markets[name])
      let time = try #require(expected["ts"] as? String)
      let moment = try #require(try Calendars.of(market).moment(at: try instant(time)))
      #expect("\(moment.state.status.word)" == expected["status"] as? String, "\(name) \(time)")
      #expect(
        text(moment.nextTransition)
          == (expected["next_transition"] as? String)?
          .replacingOccurrences(of: ".000Z", with: "Z"), "\(name) \(time)")
      #expect(
        moment.nextStatus.map { "\($0.word)" } == expected["next_status"] as? String,
        "\(name) \(time)")
      // The libraries name the reason for Chicago only.
      if market == .cmeEquity {
        #expect("\(moment.state.detail.word)" == expected["detail"] as? String, "\(name) \(time)")
      }
    }
  }
}
