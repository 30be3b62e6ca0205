import Engine
import Execution
import MarketModel
import Risk
import Testing

@testable import Journal

/// A start knows what the risk rules said before, and why trading stands as it does.
@Suite struct RiskHistoryTests {
  private static func limit(_ dollars: Int, _ reason: String) -> Input.Action {
    var change = RiskLimitsChange()
    change.dailyLossLimit = .some(Money(nanos: Int64(dollars) * 1_000_000_000))
    return .limits(LimitsChange(risk: change, reason: reason, user: "ann"))
  }

  /// What the session's engine tells of risk, noted as the desk notes it.
  private static func commit(_ session: inout TradingSession, _ history: inout RiskHistory) throws {
    for effect in session.effects.items {
      if let record = RiskRecord(effect, in: session.effects) { history.note(record) }
    }
    try session.commit()
  }

  /// A loss of 502.25 with a limit of 400: a breach, everything flat, trading halted.
  private static func lose(
    _ session: inout TradingSession, _ history: inout RiskHistory
  ) throws {
    session.apply(limit(400, "a quiet day"))
    session.tick(0, 1, points: 0)
    session.submit("o1", .buy, .market, 1)
    session.tick(0, 2, points: -500)
    try commit(&session, &history)
  }

  @Test(arguments: [false, true])
  func aStartTellsOfTheBreachAndWhyTradingIsHalted(fromSnapshot: Bool) throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    var told = RiskHistory()
    try Self.lose(&session, &told)
    #expect(session.engine.tradingState == .halted)
    #expect(told.records.count >= 3 && told.stateReason == "daily_loss_limit")
    if fromSnapshot {
      while try session.journal.condense(from: session.engine, limit: 5, interval: 4) {}
    }
    let now = session.now
    try session.recorder.close(session.engine)
    let again = try TradingSession(desk, now: now)
    #expect((again.report.snapshotAt != nil) == fromSnapshot)
    #expect(again.report.riskHistory == told)
    let breach = told.records.first {
      guard case .notice(let notice) = $0.kind else { return false }
      return notice.level == .breach && notice.rule == .dailyLoss && notice.action == .halt
    }
    #expect(breach?.at == now)
  }

  @Test func theReasonOfAHaltOutlivesManyChangesAndTheListIsBounded() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    var told = RiskHistory()
    try Self.lose(&session, &told)
    for number in 1...1_000 {
      session.now = session.now.advanced(byNanos: 1_000)
      session.apply(Self.limit(1_000 + number, "\(number)"))
    }
    try Self.commit(&session, &told)
    try session.recorder.close(session.engine)
    let history = try TradingSession(desk, now: session.now).report.riskHistory
    #expect(history == told && history.stateReason == "daily_loss_limit")
    #expect(history.records.count >= RiskHistory.limit)
    #expect(history.records.count <= 2 * RiskHistory.limit)
    guard case .limits(let last) = history.records.last?.kind else {
      Issue.record("expected a limit's change")
      return
    }
    #expect(last.reason == "1000" && last.user == "ann")
  }

  /// An account that was begun anew has nothing to tell of.
  @Test func aNewEpochBeginsWithoutHistory() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    var told = RiskHistory()
    try Self.lose(&session, &told)
    try session.recorder.close(session.engine)
    let journal = try desk.open()
    _ = try journal.beginEpoch(user: "ann", reason: "anew", at: session.now)
    try journal.close()
    let again = try TradingSession(desk, now: session.now)
    #expect(again.report.riskHistory == RiskHistory() && again.engine.tradingState == .active)
  }
}
