import Execution
import MarketModel
import Testing

@testable import Engine

/// Statistics, round-trip trades and the equity curve against a second, slow reckoning that takes
/// every fill apart into single units.
@Suite struct LedgerTests {
  @Test(arguments: [0, 3] as [Int64])
  func theLedgerIsWhatTheSlowOneSays(latencyMillis: Int64) throws {
    var trips = 0
    for seed in 1...300 as ClosedRange<UInt64> {
      var run = LedgerRun(seed: seed, latencyMillis: latencyMillis)
      run.play(steps: 60)
      let finding = run.difference()
      #expect(finding == nil, "seed \(seed), latency \(latencyMillis)")
      if finding != nil { return }
      trips += run.ledger.tripCount
    }
    #expect(trips > 500)
  }

  @Test(arguments: [0, 3] as [Int64])
  func anAccountTakenUpFromItsJournalHasTheSameFigures(latencyMillis: Int64) throws {
    for seed in 1...100 as ClosedRange<UInt64> {
      var run = LedgerRun(seed: seed, latencyMillis: latencyMillis)
      run.play(steps: 60)
      var engine = LedgerRun.desk(latencyMillis).engine
      for line in run.journal.split(separator: UInt8(ascii: "\n")) {
        _ = try Array(line).withUnsafeBufferPointer { try engine.restore(line: $0) }
      }
      engine.finishRestoring(at: run.desk.engine.clock)
      var writer = CondensedWriter()
      for line in run.journal.split(separator: UInt8(ascii: "\n")) {
        try Array(line).withUnsafeBufferPointer { try writer.append($0, from: engine) }
      }
      var condensed = LedgerRun.desk(latencyMillis).engine
      _ = try writer.bytes.withUnsafeBytes { bytes in
        try condensed.restore(condensed: bytes) { line, engine throws(RestoreFailure) in
          _ = try engine.restore(line: line)
        }
      }
      condensed.finishRestoring(at: run.desk.engine.clock)
      for again in [engine, condensed] {
        var ledger = TradeLedger()
        ledger.follow(again)
        #expect(LedgerRun.figures(ledger) == LedgerRun.figures(run.ledger), "seed \(seed)")
      }
    }
  }

  /// Long 2, turned round to short 1, and flat: two trades, by hand.
  @Test func aFillThatTurnsThePositionEndsATradeAndBeginsAnother() throws {
    var desk = Desk { $0.commissionPerUnit = Money(nanos: 2_000_000_000) }
    _ = desk.quote("5000", "5000.25")
    _ = desk.buy("a", 2)
    _ = desk.quote("5001", "5001.25")
    _ = desk.sell("b", 3)
    _ = desk.quote("5001.50", "5001.75")
    _ = desk.buy("c", 1)
    var ledger = TradeLedger()
    ledger.follow(desk.engine)
    try #require(ledger.tripCount == 2)
    let (long, short) = (ledger.trip(at: 0), ledger.trip(at: 1))
    #expect(long.side == .buy && long.quantity == Quantity(2) && long.fillCount == 2)
    #expect(long.entry == price("5000.25") && long.exit == price("5001"))
    #expect("\(long.realized)" == "75" && "\(long.commission)" == "8" && "\(long.net)" == "67")
    #expect(long.holdingNanos == 2_000_000)
    #expect(short.side == .sell && short.entry == price("5001") && short.exit == price("5001.75"))
    #expect("\(short.net)" == "-41.5")
    #expect(ledger.all.winRate == 0.5 && ledger.all.profitFactor == 67 / 41.5)
    #expect("\(ledger.all.largestWin)" == "67" && "\(ledger.all.largestLoss)" == "-41.5")
    #expect(ledger.all.averageWin == 67 && ledger.all.averageLoss == -41.5)
    #expect(ledger.all.makerShare == 0 && ledger.all.orderFillRate == 1)
    #expect(ledger.curve.last?.equity == desk.engine.account.equity)
    #expect("\(ledger.curve.maxDrawdown)" == "29")
  }

  /// A taker that arrives 3 ms late pays what the market moved meanwhile.
  @Test func latencyIsWhatTheTouchMovedOnTheWay() throws {
    var desk = LedgerRun.desk(3)
    _ = desk.quote("5000", "5000.25")
    _ = desk.buy("a", 2)
    _ = desk.quote("5000.50", "5000.75")
    _ = desk.at(desk.now + 5, .clock)
    // Rests, and is never filled.
    _ = desk.buy("b", 1, at: "4990")
    _ = desk.at(desk.now + 5, .clock)
    _ = desk.cancel("b")
    _ = desk.at(desk.now + 5, .clock)
    var ledger = TradeLedger()
    ledger.follow(desk.engine)
    #expect(ledger.all.slippage.averageTicks == 2 && "\(ledger.all.slippage.amount)" == "50")
    #expect(ledger.all.latency.averageTicks == 2 && "\(ledger.all.latency.amount)" == "50")
    #expect(ledger.all.orderFillRate == 0.5 && ledger.all.canceledCount == 1)
    #expect(ledger.all.quantityFillRate == 2.0 / 3)
    #expect(ledger.statistics(of: Desk.es) == ledger.all)
    #expect(ledger.statistics(of: Desk.nq) == TradeStatistics())
  }

  @Test func marksComeOnceAMinute() {
    var desk = Desk()
    _ = desk.quote("5000", "5000.25")
    var ledger = TradeLedger()
    ledger.mark(desk.engine, at: desk.engine.clock)
    #expect(ledger.curve.count == 0)
    _ = desk.buy("a", 1)
    ledger.follow(desk.engine)
    let count = ledger.curve.count
    for second in 1...200 {
      _ = desk.quote("\(5000 + second)", "\(5001 + second)", at: 10 + Int64(second) * 1_000)
      ledger.mark(desk.engine, at: desk.engine.clock)
    }
    #expect(ledger.curve.count == count + 3)
    #expect(ledger.curve.last.map { desk.engine.account.equity > $0.equity } == true)
    // An earlier state of the engine, as it is shown while the disk is full, changes nothing.
    let before = ledger.curve.count
    ledger.follow(Engine())
    #expect(ledger.curve.count == before)
  }

  @Test(arguments: [
    (0, 0), (3_599, 0), (3_600, 1), (86_399, 23), (86_400, 0), (-1, 23), (-3_600, 23), (-3_601, 22),
  ])
  func hoursAreThoseOfTheDay(second: Int, hour: Int) {
    #expect(TradeLedger.hour(of: UnixNanos(Int64(second) * 1_000_000_000)) == hour)
  }
}
