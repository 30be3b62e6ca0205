import Engine
import Execution
import Foundation
import MarketModel
import Risk
import Testing

@testable import Journal

@Suite struct JournalRecorderTests {
  @Test func ordersComeBeforeWhatBecomesOfThem() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    session.tick(0, 1, points: 0)
    session.submit("m1", .buy, .market, 1)
    try session.commit()
    let kinds = try kindsWritten(session.journal)
    #expect(kinds == ["opening", "instrument", "order", "source", "accepted", "filled", "day"])
    #expect(session.journal.pendingCount == 0 && !session.recorder.isDue)
  }

  @Test func everyLineIsOneJSONObject() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    var random = SplitMix(state: 5)
    for pass in 1...80 {
      session.randomPass(pass, &random)
      try session.commit()
    }
    var count = 0
    try session.journal.forEachEvent { event in
      let object = try? JSONSerialization.jsonObject(with: Data(event.payload))
      #expect(object is [String: Any], "event \(event.sequence)")
      #expect(!event.payload.contains(UInt8(ascii: "\n")))
      count += 1
    }
    #expect(count > 80)
  }

  @Test func passesThatOnlyMovePricesWriteNothing() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    session.tick(0, 1, points: 0)
    session.submit("l1", .buy, .limit, 1, points: -50)
    try session.commit()
    let sequence = session.journal.durableSequence
    for number in 2...500 {
      session.tick(0, number, points: number % 10)
      try session.commit()
    }
    #expect(session.journal.durableSequence == sequence && session.journal.pendingCount == 0)
    #expect(session.recorder.deadline == nil)
  }

  @Test func answersToQuestionsAreNotWritten() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    session.tick(0, 1, points: 0)
    session.submit("m1", .buy, .market, 1)
    try session.commit()
    let sequence = session.journal.durableSequence
    for query in Input.Query.allCases { session.apply(.query(query)) }
    #expect(!session.effects.isEmpty)
    try session.commit()
    #expect(session.journal.durableSequence == sequence && session.journal.pendingCount == 0)
  }

  @Test func sourceSwitchWaitsForCompanyASecondAtMost() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    session.tick(0, 1, points: 0)
    try session.commit()
    #expect(session.journal.pendingCount == 2 && !session.recorder.isDue)
    let deadline = try #require(session.recorder.deadline)
    #expect(deadline == session.now.advanced(byNanos: 1_000_000_000))
    try session.recorder.commitIfDue(at: deadline.advanced(byNanos: -1))
    #expect(session.journal.durableSequence == 0)
    try session.recorder.commitIfDue(at: deadline)
    #expect(session.journal.durableSequence == 2 && session.recorder.deadline == nil)
  }

  @Test func clockThatIsSetBackDelaysNothing() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    session.tick(0, 1, points: 0)
    try session.commit()
    #expect(session.journal.pendingCount == 2)
    try session.recorder.commitIfDue(at: session.now.advanced(byNanos: -3_600_000_000_000))
    #expect(session.journal.pendingCount == 0)
  }

  @Test func ordersOfTheEnginesOwnAreWritten() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    session.tick(0, 1, points: 0)
    session.submit("m1", .buy, .market, 1)
    try session.commit()
    session.apply(.flatten(InstrumentIndex(0)))
    try session.commit()
    let lines = try session.journal.lines()
    #expect(lines.contains { $0.contains(" order ") && $0.contains("FLATTEN-ES") })
  }

  @Test func dayIsWrittenOnlyWhereItChanged() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    session.tick(0, 1, points: 0)
    session.submit("l1", .buy, .limit, 1, points: -50)
    try session.commit()
    let sequence = session.journal.durableSequence
    for _ in 0..<3 {
      session.now = session.now.advanced(byNanos: 60_000_000_000)
      session.apply(.clock)
      session.recorder.recordDay(from: session.engine)
    }
    #expect(session.engine.clock == session.now)
    try session.recorder.commit()
    #expect(session.journal.durableSequence == sequence)
    session.tick(0, 2, points: 0)
    session.apply(.sessionOpen(InstrumentIndex(0), TradeDate(daysSince1970: 20_458)))
    session.recorder.recordDay(from: session.engine)
    try session.recorder.commit()
    #expect(try session.journal.lines().last?.contains("2026-01-05") == true)
  }

  @Test func failureIsRememberedUntilACommitGoesThrough() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    session.tick(0, 1, points: 0)
    session.submit("m1", .buy, .market, 1)
    try session.commit()
    let database = try session.journal.opened().database
    let pages = try #require(try database.integer("PRAGMA page_count"))
    _ = try database.integer("PRAGMA max_page_count=\(pages)")
    for number in 0..<200 { session.submit("r\(number)", .buy, .limit, 1, points: -90) }
    let failed = session.now
    #expect(throws: JournalError.self) { try session.commit() }
    #expect(session.recorder.failure != nil && session.recorder.isDue)

    _ = try database.integer("PRAGMA max_page_count=\(pages + 1_000)")
    let soon = failed.advanced(byNanos: 999_999_999)
    #expect(throws: JournalError.self) { try session.recorder.commitIfDue(at: soon) }
    session.tick(0, 2, points: 1)
    session.recorder.record(session.effects, from: session.engine, at: session.now)
    session.effects.removeAll()
    try session.recorder.commitIfDue(at: failed.advanced(byNanos: 1_000_000_000))
    #expect(session.recorder.failure == nil && !session.recorder.isDue)
    let left = account(of: session.engine)
    try session.recorder.close(session.engine)
    let again = try TradingSession(desk, now: session.now)
    #expect(account(of: again.engine) == left)
  }

  private func kindsWritten(_ journal: Journal) throws -> [String] {
    var kinds: [String] = []
    try journal.forEachEvent { kinds.append($0.kindText) }
    return kinds
  }
}
