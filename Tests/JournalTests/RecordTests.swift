import Engine
import Execution
import Foundation
import MarketModel
import Risk
import Testing

@testable import Journal

/// What the record has beside orders and their effects: who configured what, and what markets did.
@Suite struct RecordTests {
  private static func configured(_ cash: Int64, loss: Int64? = nil) -> EngineConfigChange {
    var change = EngineConfigChange()
    change.cash = Money(nanos: cash * 1_000_000_000)
    change.sources = ["SCHWAB", "EXCEL"].compactMap { SourceName($0) }
    change.freshNanos = 1_500_000_000
    change.risk.dailyLossLimit = .some(loss.map { Money(nanos: $0 * 1_000_000_000) })
    return change
  }

  /// A start with a configuration, an order and the end; gives the lines of these kinds.
  private func start(
    _ desk: Desk, _ change: EngineConfigChange, user: String, order: String? = nil
  ) throws -> [String] {
    var session = try TradingSession(desk, now: Desk.start)
    session.recorder.record(configuration: change, user: user, at: session.now)
    if let order {
      session.tick(0, 1, points: 0)
      session.submit(order, .buy, .market, 1)
    }
    try session.commit()
    return try session.journal.lines().filter { $0.contains(" configuration ") }
  }

  @Test func configurationIsWrittenWhereItDiffers() throws {
    let desk = try Desk()
    // An account that has not begun stays empty.
    #expect(try start(desk, RecordTests.configured(5), user: "ada").isEmpty)
    let first = try start(desk, RecordTests.configured(5), user: "ada", order: "m1")
    #expect(
      first == [
        """
        2 configuration {"type":"configuration","ts":"2026-01-05T14:30:00.000000000Z","cash":"5",\
        "fresh_ms":1500,"sources":["SCHWAB","EXCEL"],"risk":{"daily_loss_limit":null},\
        "user":"ada","reason":"start"}
        """
      ])
    // The same by somebody else is no change.
    #expect(try start(desk, RecordTests.configured(5), user: "bob") == first)
    let second = try start(desk, RecordTests.configured(5, loss: 900), user: #"b"ob,"user":"#)
    #expect(second.count == 2)
    #expect(second.last?.contains(#""risk":{"daily_loss_limit":"900"}"#) == true)
    let payload = try #require(second.last?.split(separator: " ", maxSplits: 2).last)
    let object = try JSONSerialization.jsonObject(with: Data(payload.utf8))
    #expect((object as? [String: Any])?["user"] as? String == #"b"ob,"user":"#)
    #expect(try start(desk, RecordTests.configured(5, loss: 900), user: "ada") == second)
    #expect(try start(desk, RecordTests.configured(5), user: "ada").count == 3)
  }

  @Test func marksAreForTheRecordAlone() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    let both = [InstrumentIndex(0), InstrumentIndex(2)]
    session.recorder.record(mark: .sessionClose(both), from: session.engine, at: session.now)
    #expect(session.journal.pendingCount == 0, "an account that has not begun stays empty")
    session.tick(0, 1, points: 0)
    session.submit("m1", .buy, .market, 1)
    try session.commit()
    let before = session.journal.durableSequence
    let marks: [JournalMark] = [
      .sessionClose(both), .sessionOpen(both, TradeDate(daysSince1970: 20_458)),
      .marketStatus(both[1], .halted), .preferSource(both[0], SourceName("EXCEL"), user: "ada"),
      .preferSource(both[0], nil, user: "ada"),
    ]
    for mark in marks {
      session.recorder.record(mark: mark, from: session.engine, at: session.now)
    }
    #expect(!session.recorder.isDue && session.recorder.deadline != nil)
    try session.recorder.commitIfDue(at: session.now.advanced(byNanos: 1_000_000_000))
    let ts = "\"ts\":\"2026-01-05T14:30:00.001000000Z\""
    let lines = try session.journal.lines().dropFirst(Int(before)).map {
      String($0.split(separator: " ", maxSplits: 1)[1])
    }
    #expect(
      lines == [
        "session_close {\"type\":\"session_close\",\(ts),\"symbols\":[\"ES\",\"IBM\"]}",
        "session_open {\"type\":\"session_open\",\(ts),\"trade_date\":\"2026-01-05\","
          + "\"symbols\":[\"ES\",\"IBM\"]}",
        "market_status {\"type\":\"market_status\",\(ts),\"symbol\":\"IBM\","
          + "\"status\":\"HALT\"}",
        "prefer_source {\"type\":\"prefer_source\",\(ts),\"symbol\":\"ES\","
          + "\"source\":\"EXCEL\",\"user\":\"ada\"}",
        "prefer_source {\"type\":\"prefer_source\",\(ts),\"symbol\":\"ES\",\"source\":null,"
          + "\"user\":\"ada\"}",
      ])
    let left = account(of: session.engine)
    try session.recorder.close(session.engine)
    let again = try TradingSession(desk, now: session.now)
    #expect(account(of: again.engine) == left)
  }
}
