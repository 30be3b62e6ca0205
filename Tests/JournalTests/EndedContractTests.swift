import Engine
import Execution
import Foundation
import MarketModel
import Testing

@testable import Journal

/// A contract month that has ended, in a real journal: from all events, and from a snapshot.
@Suite struct EndedContractTests {
  private static let month = InstrumentIndex(3)
  private static let hour: Int64 = 3_600_000_000_000
  private static let end = Desk.start.advanced(byNanos: 48 * hour)

  /// A desk that lists ES, NQ and IBM; the month comes with the data.
  private static func session(_ desk: Desk, at now: UnixNanos) throws -> TradingSession {
    try TradingSession(desk, engine: TradingSession.freshEngine(), now: now)
  }

  /// Two of the month, journaled with many events around them.
  private static func held(_ desk: Desk) throws -> TradingSession {
    var session = try session(desk, at: Desk.start)
    let catalog = InstrumentCatalog(session.engine.instruments.instruments)
    let symbol = try #require(Symbol("ESZ6"))
    var terms = try #require(catalog.contract(symbol))
    terms.lastTradeAt = end
    session.apply(.instrument(terms))
    session.tick(month.offset, 1, points: 0)
    session.submit("m1", .buy, .market, 2, in: month.offset)
    try session.commit()
    for pass in 0..<40 {
      session.tick(0, pass, points: pass % 3)
      session.submit("x\(pass)", pass % 2 == 0 ? .buy : .sell, .market, 1)
      try session.commit()
    }
    return session
  }

  /// Ends it all, with or without a snapshot of all that is in the journal.
  private static func close(
    _ session: inout TradingSession, of desk: Desk, condenses: Bool
  ) throws {
    for _ in 0..<10 where condenses {
      _ = try session.journal.condense(from: session.engine, limit: 1_000, interval: 60)
    }
    try session.recorder.close(session.engine)
    if !condenses { try desk.stranger().execute("DELETE FROM snapshots") }
  }

  private static func price(_ text: String) throws -> Price { try Price(text) }

  private static func quantity(_ session: TradingSession) throws -> Quantity {
    let symbol = try #require(Symbol("ESZ6"))
    let index = try #require(session.engine.instruments.index(of: symbol))
    return session.engine.position(of: index).quantity
  }

  @Test(arguments: [false, true])
  func itEndsOnceAndIsSettledOnce(condenses: Bool) throws {
    let desk = try Desk()
    var session = try Self.held(desk)
    session.now = Self.end
    session.apply(.clock)
    try session.commit()
    try Self.close(&session, of: desk, condenses: condenses)

    // It waits on behind a restart, and takes no order.
    let later = Self.end.advanced(byNanos: Self.hour)
    var again = try Self.session(desk, at: later)
    #expect((again.report.snapshotAt != nil) == condenses)
    again.apply(.clock)
    again.tick(Self.month.offset, 2, points: 1)
    let orders = again.engine.orderCount
    again.submit("late", .buy, .market, 1, in: Self.month.offset)
    let id = try #require(OrderID("late"))
    let late = try #require(again.engine.index(of: id))
    #expect(again.engine.order(at: late).status == .denied)
    #expect(again.engine.orderCount == orders + 1 && again.engine.liveOrderCount == 1)
    #expect(try Self.quantity(again) == Quantity(2))
    let cash = again.engine.account.cash
    again.apply(.settlement(Self.month, try Self.price("5010")))
    #expect(try Self.quantity(again) == .zero && again.engine.liveOrderCount == 0)
    // 9.75 points on 2.
    #expect(again.engine.account.cash.nanos - cash.nanos == 19_500_000_000)
    try again.commit()
    try Self.close(&again, of: desk, condenses: condenses)

    // And is settled no second time.
    let settled = again.engine.account.cash
    var last = try Self.session(desk, at: later.advanced(byNanos: Self.hour))
    last.apply(.clock)
    last.apply(.settlement(Self.month, try Self.price("5020")))
    #expect(last.engine.account.cash == settled && last.engine.liveOrderCount == 0)
    #expect(last.engine.instruments[Self.month].lastTradeAt == Self.end)
  }
}
