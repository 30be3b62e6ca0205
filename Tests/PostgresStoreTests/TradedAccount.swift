import Engine
import Execution
import MarketModel
import Risk

@testable import Journal

/// An engine that trades at random with its journal, in fractions and with every kind of order.
struct TradedAccount {
  var engine = Engine()
  var recorder: JournalRecorder
  private var effects = Effects()
  private var now = DatabaseDesk.start
  private var random: UInt64

  static let symbols = ["ES", "NQ", "IBM"]

  init(_ journal: Journal, seed: UInt64) throws {
    random = seed
    let multipliers: [Int64] = [50_000_000_000, 20_000_000_000, 1_000_000_000]
    for (symbol, multiplier) in zip(TradedAccount.symbols, multipliers) {
      guard let symbol = Symbol(symbol) else { continue }
      let instrument = Instrument(
        symbol: symbol, multiplier: Ratio(nanos: multiplier), tick: Price(nanos: 250_000_000),
        initialMargin: Money(nanos: 1_000_000_000))
      engine.apply(Input(at: nil, .instrument(instrument)), into: &effects)
    }
    if let name = SourceName("SCHWAB") {
      engine.apply(Input(at: nil, .source(name)), into: &effects)
    }
    var change = EngineConfigChange()
    change.cash = Money(nanos: 1_000_000_000_000_000)
    change.commissionPerUnit = Money(nanos: 2_250_000_001)
    engine.apply(Input(at: nil, .config(change)), into: &effects)
    effects.removeAll()
    _ = try journal.restore(into: &engine, now: now)
    recorder = JournalRecorder(journal, engine: engine)
    recorder.record(configuration: change, user: "tester", at: now)
  }

  private mutating func draw(_ count: Int) -> Int {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((random >> 33) % UInt64(count))
  }

  /// Whole ones, thirds of which nothing comes out even, and fractions.
  private mutating func quantity() -> Quantity {
    let nanos: [Int64] = [1_000_000_000, 3_000_000_000, 7_000_000_000, 333_333_333, 1]
    return Quantity(nanos: nanos[draw(nanos.count)] * Int64(1 + draw(3)))
  }

  private mutating func price() -> Price {
    Price(nanos: Int64(4_990 + draw(21)) * 1_000_000_000 + Int64(draw(4)) * 250_000_000)
  }

  mutating func commit() throws {
    recorder.record(effects, from: engine, at: now)
    effects.removeAll()
    try recorder.commitIfDue(at: now)
  }

  mutating func apply(_ action: Input.Action) {
    engine.apply(Input(at: now, action), into: &effects)
  }

  mutating func pass(_ number: Int) throws {
    for _ in 0..<draw(4) { tick() }
    now = now.advanced(byNanos: 1_000_001)
    let place = InstrumentIndex(draw(3))
    switch draw(16) {
    case 0...5: submit("o\(number)", place)
    case 6: if let id = oldest() { apply(.cancel(id)) }
    case 7, 8:
      if let id = oldest() {
        apply(.modify(ModifyRequest(id: id, quantity: quantity(), limit: nil, stop: nil)))
      }
    case 9: apply(.flatten(place))
    case 10: bracket("b\(number)", place)
    case 11: apply(.reverse(place))
    case 12:
      apply(.sessionOpen(place, TradeDate(daysSince1970: 20_458 + Int32(number / 50))))
    case 13: apply(.sessionClose(place))
    case 14:
      var risk = RiskLimitsChange()
      risk.maxQuoteAgeNanos = Int64(number + 1) * 1_000_000_000
      apply(.limits(LimitsChange(risk: risk, reason: "review, it's due", user: "tester")))
    default: apply(.tradingState(number % 3 == 0 ? .reducing : .active, reason: "drill \(number)"))
    }
    try commit()
  }

  private mutating func tick() {
    now = now.advanced(byNanos: 1_000_000)
    let bid = price()
    var tick = Tick(
      receivedAt: now, eventAt: now, instrument: InstrumentIndex(draw(3)),
      source: SourceIndex(0), parts: [.bid, .ask, .bidSize, .askSize])
    tick.bid = bid
    tick.ask = Price(nanos: bid.nanos + 250_000_000)
    tick.bidSize = Quantity(2 + draw(5))
    tick.askSize = Quantity(3 + draw(7))
    engine.apply(tick: tick, into: &effects)
  }

  private mutating func submit(_ id: String, _ place: InstrumentIndex) {
    guard let id = OrderID(id) else { return }
    let types: [OrderType] = [.market, .limit, .limit, .stop, .stopLimit, .trailingStop]
    let type = types[draw(types.count)]
    var request = OrderRequest(
      id: id, symbol: engine.instruments[place].symbol, side: draw(2) == 0 ? .buy : .sell,
      type: type, quantity: quantity(), limit: type.hasLimit ? price() : nil,
      stop: type == .stop || type == .stopLimit ? price() : nil,
      timeInForce: draw(4) == 0 ? .day : .goodTillCanceled)
    if type == .trailingStop { request.trail = Price(nanos: 2_000_000_000) }
    request.isReduceOnly = draw(5) == 0
    request.overridesStaleQuote = draw(6) == 0
    apply(.submit(request))
  }

  private mutating func bracket(_ id: String, _ place: InstrumentIndex) {
    let middle = price()
    let size = quantity()
    let legs: [(Side, OrderType, Int64)] = [
      (.buy, .limit, 0), (.sell, .limit, 4), (.sell, .stop, -6),
    ]
    let symbol = engine.instruments[place].symbol
    let orders = legs.enumerated().compactMap { number, leg in
      OrderID("\(id)-\(number)").map { id in
        let price = Price(nanos: middle.nanos + leg.2 * 1_000_000_000)
        return OrderRequest(
          id: id, symbol: symbol, side: leg.0, type: leg.1, quantity: size,
          limit: leg.1 == .limit ? price : nil, stop: leg.1 == .stop ? price : nil)
      }
    }
    apply(.submitList(draw(3) == 0 ? .oneUpdatesOther : .bracket, orders))
  }

  private func oldest() -> OrderID? {
    var first: OrderID?
    engine.forEachLiveOrder { if first == nil { first = $0.id } }
    return first
  }
}

// MARK: What the tables must say

extension TradedAccount {
  /// `id|status|quantity|filled|limit|stop|average`, by the order in which they were made. Where a
  /// trailing stop stood that was never reached is not in the journal to the last tick.
  var orders: [String] {
    (0..<engine.orderCount).map { place in
      let order = engine.order(at: OrderIndex(place))
      return [
        "\(order.id)", "\(order.status.word)", "\(order.quantity)", "\(order.filled)",
        text(order.limit),
        order.type == .trailingStop && !order.isTriggered ? "" : text(order.stop),
        text(order.averageFillPrice),
      ].joined(separator: "|")
    }
  }

  var positions: [String] {
    (0..<engine.instruments.count).filter { engine.hasTraded(InstrumentIndex($0)) }.map { place in
      let figures = engine.position(of: InstrumentIndex(place))
      let symbol = engine.instruments[InstrumentIndex(place)].symbol
      return [
        "\(symbol)", "\(figures.quantity)", text(figures.averagePrice), "\(figures.realized)",
        "\(figures.fees)",
      ].joined(separator: "|")
    }.sorted()
  }

  var trades: [String] {
    (0..<engine.fillCount).map { place in
      let fill = engine.fill(at: place)
      return [
        "\(engine.order(at: fill.order).id)", "\(fill.number)", "\(fill.quantity)",
        "\(fill.price)", "\(fill.commission)", "\(fill.realized)", "\(fill.at.nanos)",
      ].joined(separator: "|")
    }
  }

  private func text<Value>(_ value: Value?) -> String { value.map { "\($0)" } ?? "" }
}
