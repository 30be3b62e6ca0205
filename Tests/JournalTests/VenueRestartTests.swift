import Engine
import Execution
import MarketModel
import Testing

@testable import Journal

/// An account whose orders are filled by a venue outside, across restarts: a venue that tells all
/// it ever said once more changes nothing.
@Suite struct VenueRestartTests {
  private static func engine() -> Engine {
    var engine = TradingSession.freshEngine()
    var effects = Effects()
    var change = EngineConfigChange()
    change.isVenueOutside = true
    engine.apply(Input(at: nil, .config(change)), into: &effects)
    return engine
  }

  private static func open(_ desk: Desk, now: UnixNanos) throws -> TradingSession {
    try TradingSession(desk, engine: engine(), now: now)
  }

  private static func id(_ text: String) -> OrderID { OrderID(text)! }

  private static func filled(
    _ execution: String, _ order: String, _ quantity: Int, points: Int = 0,
    commission: Money? = nil
  ) -> VenueReport.Kind {
    .filled(
      VenueFill(
        order: id(order), execution: id(execution),
        price: Price(nanos: Int64(5_000 + points) * 1_000_000_000), quantity: Quantity(quantity),
        commission: commission, liquidity: .maker))
  }

  /// A part, a rest with two too many, one after the end, and one of a name of 64 characters.
  private static let script: [VenueReport.Kind] = [
    .accepted(id("a")), filled("x1", "a", 2), filled("x2", "a", 5, points: 1),
    filled("x3", "a", 1, points: 2, commission: Money(nanos: 7)), .accepted(id("b")),
    filled(String(repeating: "e", count: 64), "b", 1), .canceled(id("b")), .accepted(id("c")),
    filled("x4", "c", 3),
  ]

  /// The script, a commit a report.
  private static func trade(_ session: inout TradingSession) throws {
    for (order, side) in [("a", Side.buy), ("b", .sell), ("c", .sell)] {
      session.submit(order, side, .limit, 5, points: 10)
    }
    try session.commit()
    for report in script { try tell(report, &session) }
  }

  private static func tell(_ report: VenueReport.Kind, _ session: inout TradingSession) throws {
    session.now = session.now.advanced(byNanos: 1_000_000)
    session.apply(.report(report))
    try session.commit()
  }

  @Test func everythingToldAgainAfterARestartChangesNothing() throws {
    let desk = try Desk()
    var session = try VenueRestartTests.open(desk, now: Desk.start)
    try VenueRestartTests.trade(&session)
    let left = account(of: session.engine)
    #expect(session.engine.fillCount == 6 && session.engine.orderCount == 5)
    let now = session.now
    try session.journal.close()

    var again = try VenueRestartTests.open(desk, now: now)
    #expect(firstDifference(account(of: again.engine), left) == nil)
    #expect(again.report.snapshotAt == nil)
    let events = again.journal.durableSequence
    for report in VenueRestartTests.script { try VenueRestartTests.tell(report, &again) }
    #expect(firstDifference(account(of: again.engine), left) == nil)
    #expect(again.journal.durableSequence == events)
    // What is new is booked, and once.
    for _ in 0..<2 {
      try VenueRestartTests.tell(VenueRestartTests.filled("x5", "c", 1), &again)
    }
    #expect(again.engine.fillCount == 7)
  }

  @Test func snapshotsKnowTheExecutionsToo() throws {
    let desk = try Desk()
    var session = try VenueRestartTests.open(desk, now: Desk.start)
    try VenueRestartTests.trade(&session)
    while try session.journal.condense(from: session.engine, limit: 5, interval: 10) {}
    let left = account(of: session.engine)
    let executions = VenueRestartTests.executions(of: session.engine)
    #expect(executions == ["x1", "x2", "x2", "x3", String(repeating: "e", count: 64), "x4"])
    let now = session.now
    try session.recorder.close(session.engine)

    var again = try VenueRestartTests.open(desk, now: now)
    #expect(again.report.snapshotAt != nil && again.report.snapshotProblem == nil)
    #expect(VenueRestartTests.executions(of: again.engine) == executions)
    for report in VenueRestartTests.script { try VenueRestartTests.tell(report, &again) }
    #expect(firstDifference(account(of: again.engine), left) == nil)
    let formats = try desk.stranger().text("SELECT group_concat(DISTINCT format) FROM snapshots")
    #expect(formats == "2,3" || formats == "3,2" || formats == "3")
  }

  /// What a paper account writes is what it always wrote.
  @Test func aPaperFillHasNoExecution() throws {
    let desk = try Desk()
    var session = try TradingSession(desk, now: Desk.start)
    session.tick(0, 1, points: 0)
    session.submit("o1", .buy, .market, 1)
    try session.commit()
    #expect(session.engine.fillCount == 1)
    try session.recorder.close(session.engine)
    let line = try desk.stranger().text("SELECT payload FROM events WHERE kind = 'filled'")
    #expect(line?.contains("execution") == false)
  }

  private static func executions(of engine: Engine) -> [String] {
    (0..<engine.fillCount).map { engine.fill(at: $0) }.map {
      engine.execution(of: $0).map { "\($0)" } ?? "none"
    }
  }
}
