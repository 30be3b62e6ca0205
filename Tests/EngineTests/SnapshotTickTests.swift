import Engine
import Execution
import MarketModel
import Testing

/// The newest event of the past, read when a desk starts, sets the book and fills nothing.
@Suite struct SnapshotTickTests {
  @Test func isAsOldAsItIsAndFillsNothing() throws {
    var engine = Engine()
    var effects = Effects()
    let es = try #require(Symbol("ES"))
    engine.apply(
      Input(at: nil, .instrument(Instrument(symbol: es, tick: Price(nanos: 250_000_000)))),
      into: &effects)
    engine.apply(Input(at: nil, .source(try #require(SourceName("SIM")))), into: &effects)
    let now = UnixNanos(1_710_253_800_000_000_000)
    let request = OrderRequest(
      id: try #require(OrderID("a")), symbol: es, side: .buy, type: .limit,
      quantity: Quantity(1), limit: try Price("5000"))
    engine.apply(Input(at: now, .submit(request)), into: &effects)

    let minute: Int64 = 60_000_000_000
    var tick = Tick(
      receivedAt: now, eventAt: now.advanced(byNanos: -minute), instrument: InstrumentIndex(0),
      source: SourceIndex(0), parts: [.bid, .bidSize, .ask, .askSize, .snapshot])
    tick.bid = try Price("4998")
    tick.ask = try Price("4998.25")
    tick.bidSize = Quantity(10)
    tick.askSize = Quantity(10)
    engine.apply(tick: tick, into: &effects)
    #expect(engine.fillCount == 0)
    #expect(engine.quote(of: InstrumentIndex(0)).ask == tick.ask)
    #expect(engine.quotedAt(InstrumentIndex(0)) == now.advanced(byNanos: -minute))

    tick.parts.remove(.snapshot)
    tick.eventAt = now
    engine.apply(tick: tick, into: &effects)
    #expect(engine.fillCount == 1)
    #expect(engine.quotedAt(InstrumentIndex(0)) == now)
  }
}
