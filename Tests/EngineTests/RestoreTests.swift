import Engine
import MarketModel
import Portfolio
import Risk
import Testing

/// What a journal holds, folded, is the account that wrote it.
@Suite struct RestoreTests {
  /// Writes down what an engine did, as a journal does: orders made, then effects, then the day.
  private struct Recorder {
    var text: [UInt8] = []
    private var encoder = EffectEncoder()
    private var recorded = 0

    mutating func record(_ engine: Engine, _ effects: Effects) {
      while recorded < engine.orderCount {
        encoder.append(order: .init(recorded), from: engine)
        recorded += 1
      }
      for effect in effects.items { encoder.append(effect, of: effects, from: engine) }
      encoder.appendDay(from: engine)
      text += encoder.bytes
      encoder.removeAll()
    }
  }

  private func restored(_ text: [UInt8], into fresh: Engine, at now: UnixNanos) throws -> Engine {
    var engine = fresh
    for line in text.split(separator: UInt8(ascii: "\n")) {
      _ = try Array(line).withUnsafeBufferPointer { try engine.restore(line: $0) }
    }
    engine.finishRestoring(at: now)
    return engine
  }

  @Test(arguments: [ProfitMethod.average, .firstInFirstOut], [0, 3_000_000] as [Int64])
  func theFoldIsTheAccount(method: ProfitMethod, latencyNanos: Int64) throws {
    for seed in 1...150 as ClosedRange<UInt64> {
      let fresh = Desk {
        $0.profitMethod = method
        $0.latencyNanos = latencyNanos
      }
      var desk = fresh
      var recorder = Recorder()
      var draws = Draws(seed)
      desk.onEffects = { engine, effects in recorder.record(engine, effects) }
      _ = desk.quote("5000", "5000.25")
      for step in 0..<40 { RestoreTests.act(&desk, &draws, step) }
      desk.onEffects = nil
      let engine = try restored(recorder.text, into: fresh.engine, at: desk.engine.clock)
      let (again, wanted) = (RestoreTests.state(engine), RestoreTests.state(desk.engine))
      #expect(again.count == wanted.count, "seed \(seed)")
      let difference = zip(again, wanted).first { $0 != $1 }
      #expect(difference == nil, "seed \(seed)")
      if difference != nil { return }
    }
  }

  @Test func whatATraderPrefersIsThereAgain() throws {
    let fresh = Desk()
    var desk = fresh
    var recorder = Recorder()
    desk.onEffects = { engine, effects in recorder.record(engine, effects) }
    _ = desk.then(.preferSource(Desk.es, SourceName("B")))
    _ = desk.then(.preferSource(Desk.nq, SourceName("B")))
    _ = desk.then(.preferSource(Desk.nq, nil))
    desk.onEffects = nil
    var again = fresh
    again.engine = try restored(recorder.text, into: fresh.engine, at: desk.engine.clock)
    #expect(again.engine.preferredSource(of: Desk.es) == SourceName("B"))
    #expect(again.engine.preferredSource(of: Desk.nq) == nil)
    #expect(again.quote("5000", "5000.25") == ["source none A first"])
    #expect(again.quote("5001", "5001.25", from: 1) == ["source A B preferred"])
  }

  /// Everything that must be there again.
  private static func state(_ engine: Engine) -> [String] {
    var state: [String] = ["\(engine.tradingState)", "\(engine.account.cash)"]
    for place in 0..<engine.instruments.count {
      let figures = engine.position(of: InstrumentIndex(place))
      state.append(
        "\(figures.quantity) \(String(describing: figures.averagePrice)) \(figures.realized) "
          + "\(figures.fees)")
    }
    for place in 0..<engine.orderCount {
      let order = engine.order(at: .init(place))
      state.append(
        "\(order.id) \(order.status) \(order.quantity) \(order.filled) "
          + "\(String(describing: order.limit)) \(String(describing: order.stop))")
    }
    engine.forEachLiveOrder { state.append("live \($0.id)") }
    for place in 0..<engine.fillCount {
      let fill = engine.fill(at: place)
      state.append("\(fill.order) \(fill.number) \(fill.quantity) \(fill.price) \(fill.leaves)")
    }
    return state
  }

  /// One random step; every kind of order and command comes up.
  private static func act(_ desk: inout Desk, _ draws: inout Draws, _ step: Int) {
    let id = "r\(step)"
    let side = draws.one(of: [Side.buy, .sell])
    let quantity = 1 + draws.below(5)
    let price = SlowVenue.text(19_994 + draws.below(13))
    switch draws.below(11) {
    case 0...3:
      let bid = 19_994 + draws.below(13)
      _ = desk.quote(
        SlowVenue.text(bid), SlowVenue.text(bid + 1 + draws.below(2)),
        sizes: (1 + draws.below(5), 1 + draws.below(5)))
    case 4: _ = desk.submit(order(id, side, quantity))
    case 5: _ = desk.submit(order(id, side, quantity, limit: price))
    case 6: _ = desk.submit(order(id, side, quantity, stop: price, reduceOnly: true))
    case 7:
      _ = desk.then(
        .submitList(
          draws.one(of: [.oneCancelsOther, .oneUpdatesOther, .bracket]),
          [
            order(id + "a", side, quantity, limit: price),
            order(id + "b", side.opposite, quantity, limit: SlowVenue.text(20_010)),
            order(id + "c", side.opposite, quantity, stop: SlowVenue.text(19_990)),
          ]))
    case 8: _ = desk.modify("r\(draws.below(step + 1))", quantity: 1 + draws.below(6))
    case 9: _ = desk.cancel("r\(draws.below(step + 1))")
    default: _ = desk.then(draws.below(3) == 0 ? .flatten(nil) : .sessionClose(Desk.es))
    }
  }

  @Test func queueOrderSurvives() throws {
    let fresh = Desk()
    var desk = fresh
    var recorder = Recorder()
    desk.onEffects = { engine, effects in recorder.record(engine, effects) }
    _ = desk.quote("5000", "5000.25")
    for id in ["a", "b", "c"] { _ = desk.buy(id, 2, at: "4999") }
    _ = desk.modify("a", quantity: 3)
    _ = desk.modify("b", quantity: 1)
    desk.onEffects = nil
    var again = fresh
    again.engine = try restored(recorder.text, into: fresh.engine, at: desk.engine.clock)
    let lines = again.quote("4998", "4998.5", sizes: (9, 4), at: 100)
    #expect(
      lines == [
        "source none A first", "filled b 1 at 4999 MAKER quote", "filled c 2 at 4999 MAKER quote",
        "filled a 1 at 4999 MAKER quote",
      ])
  }

  @Test func aTrippedBreakerAndAWarnedPositionSurvive() throws {
    let fresh = Desk {
      $0.risk.positionLimit.rest = Quantity(10)
      $0.risk.breaker = CircuitBreaker(
        percent: Ratio(nanos: 1_000_000_000), windowNanos: 1_000_000_000,
        cooldownNanos: 5_000_000_000)
    }
    var desk = fresh
    var recorder = Recorder()
    desk.onEffects = { engine, effects in recorder.record(engine, effects) }
    _ = desk.quote("5000", "5000.25")
    #expect(desk.buy("a", 8).contains { $0.hasPrefix("risk position_limit warning") })
    _ = desk.quote("5051", "5051.25")
    #expect(desk.buy("b", 1) == ["denied b circuit_breaker"])
    desk.onEffects = nil
    var again = desk
    again.engine = try restored(recorder.text, into: fresh.engine, at: desk.engine.clock)
    _ = again.quote("5051", "5051.25")
    #expect(again.buy("c", 1) == ["denied c circuit_breaker"])
    // What was warned of is not told a second time.
    #expect(!again.sell("e", 1).contains { $0.hasPrefix("risk position_limit warning") })
    let cooled = again.at(again.now + 6_000, .clock)
    #expect(cooled.contains { $0.hasPrefix("risk circuit_breaker cleared") })
    #expect(again.at(again.now + 1, .clock).isEmpty)
  }

  @Test func theDayAndItsHaltSurvive() throws {
    let configure: (inout EngineConfigChange) -> Void = {
      $0.risk.dailyLossLimit = Money(nanos: 1_000_000_000_000)
    }
    let fresh = Desk(configure)
    var desk = fresh
    var recorder = Recorder()
    desk.onEffects = { engine, effects in recorder.record(engine, effects) }
    _ = desk.quote("5000", "5000.25")
    _ = desk.buy("a", 4)
    _ = desk.quote("4990", "4990.25")
    #expect(desk.engine.tradingState == .halted)
    desk.onEffects = nil
    let engine = try restored(recorder.text, into: fresh.engine, at: desk.engine.clock)
    #expect(engine.tradingState == .halted)
    #expect(engine.account.dayProfit == desk.engine.account.dayProfit)
  }

  @Test(arguments: [
    #"{"type":"filled","ts":1,"id":"x","price":"1","quantity":"1","commission":"0"}"#,
    #"{"type":"accepted","ts":1,"id":"x"}"#,
    #"{"type":"order_made","ts":1,"id":"x","symbol":"ZZ","side":"BUY","order_type":"MARKET"}"#,
    #"{"type":"day","ts":1,"baseline":"x"}"#, "{",
  ])
  func linesThatDoNotFitAreNamed(line: String) {
    var desk = Desk()
    #expect(throws: RestoreFailure.self) {
      try Array(line.utf8).withUnsafeBufferPointer { try desk.engine.restore(line: $0) }
    }
  }
}
