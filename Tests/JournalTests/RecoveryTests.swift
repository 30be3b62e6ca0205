import Engine
import Execution
import Foundation
import MarketModel
import Testing

@testable import Journal

/// A start finds the account as it was left, however it was left.
@Suite struct RecoveryTests {
  @Test func newAccountIsSaidToBeNew() throws {
    let desk = try Desk()
    let session = try TradingSession(desk, now: Desk.start)
    #expect(session.report.isNew && session.report.events == 0)
    #expect(session.report.description == "account 'paper': new journal in \(desk.journalPath)")
    try session.journal.close()
    let again = try TradingSession(desk, now: Desk.start)
    #expect(again.report.description == "account 'paper': journal without events")
  }

  @Test func positionAndWorkingOrderAreThereAgain() throws {
    let desk = try Desk()
    do {
      var session = try TradingSession(desk, now: Desk.start)
      session.tick(0, 1, points: 0)
      session.submit("m1", .buy, .market, 2)
      session.submit("l1", .sell, .limit, 2, points: 5)
      try session.commit()
      try session.recorder.close(session.engine)
    }
    let later = Desk.start.advanced(byNanos: 3_600_000_000_000)
    let session = try TradingSession(desk, now: later)
    let report = session.report
    #expect(report.orders == 2 && report.fills == 1 && report.workingOrders == 1)
    #expect(
      report.description == "account 'paper': \(report.events) events, 2 orders, 1 fill, "
        + "1 working, 2026-01-05 14:30 UTC to 2026-01-05 14:30 UTC")
    let position = session.engine.position(of: InstrumentIndex(0))
    #expect(position.quantity == Quantity(2))
    #expect(position.averagePrice == Price(nanos: 5_000_250_000_000))
    #expect(session.engine.clock == later)
    let order = try #require(OrderID("l1").flatMap { session.engine.index(of: $0) })
    #expect(session.engine.order(at: order).status == .accepted)
  }

  /// Sessions of random trading end without warning and start again; each start must find what the
  /// last one had, and go on as if nothing had happened.
  @Test(arguments: Array(1...8) as [UInt64])
  func everySuddenEndIsSurvived(seed: UInt64) throws {
    let desk = try Desk()
    var random = SplitMix(state: seed)
    var now = Desk.start
    var pass = 0
    let terms = TradingSession.Terms(seed: seed)
    var left = account(of: TradingSession.freshEngine())
    for _ in 0..<12 {
      var session = try TradingSession(desk, terms: terms, now: now)
      let difference = firstDifference(account(of: session.engine), left)
      try #require(difference == nil, "after pass \(pass)")
      for _ in 0..<Int(random.next() % 40) + 1 {
        pass += 1
        session.randomPass(pass, &random)
        try session.commit()
      }
      now = session.now
      left = account(of: session.engine)
      if random.next() % 4 == 0 { try session.recorder.close(session.engine) }
    }
    #expect(left.count > 100)
  }

  /// A restored engine does with the next ticks and commands what the one that never stopped does.
  @Test(arguments: Array(101...106) as [UInt64])
  func restoredEngineGoesOnLikeTheOther(seed: UInt64) throws {
    let desk = try Desk()
    var random = SplitMix(state: seed)
    let terms = TradingSession.Terms(seed: seed)
    var first = try TradingSession(desk, terms: terms, now: Desk.start)
    for pass in 1...120 {
      first.randomPass(pass, &random)
      try first.commit()
    }
    // What is on its way to the venue and not acknowledged is not in the journal.
    first.now = first.now.advanced(byNanos: 10_000_000)
    first.apply(.clock)
    try first.commit()
    try first.recorder.close(first.engine)
    var second = try TradingSession(desk, terms: terms, now: first.now)
    for pass in 1_000..<1_040 {
      for place in 0..<3 {
        let points = Int(random.next() % 31) - 15
        first.tick(place, pass, points: points)
        second.tick(place, pass, points: points)
        try #require(told(&first) == told(&second), "pass \(pass)")
      }
    }
    first.apply(.flatten(nil))
    second.apply(.flatten(nil))
    #expect(told(&first) == told(&second))
    #expect(firstDifference(account(of: second.engine), account(of: first.engine)) == nil)
  }

  @Test func eventThatIsNoJSONIsDamage() throws {
    let desk = try Desk()
    let journal = try desk.open()
    journal.append(line: "{\"type\":\"accepted\",", .accepted, 0)
    try journal.close()
    let before = try desk.files()
    let error = journalError { _ = try TradingSession(desk, now: Desk.start) }
    guard case .damaged(sequence: 1, _) = error?.problem else {
      Issue.record("expected damage at event 1, got \(String(describing: error))")
      return
    }
    #expect(try desk.files() == before)
  }

  @Test func fillThatTheEngineDoesNotKnowIsDamage() throws {
    let desk = try Desk()
    let journal = try desk.open()
    journal.append(line: "{\"type\":\"account\"}", .filled, 0)
    try journal.close()
    #expect(journalError { _ = try TradingSession(desk, now: Desk.start) } != nil)
  }
}
