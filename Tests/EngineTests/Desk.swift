import Engine

import Execution
import MarketModel
import Risk

/// An engine with ES, NQ and CL that tests talk to in one line a step. Times are milliseconds; what
/// it does comes back as short lines.
struct Desk {
  var engine = Engine()
  private var effects = Effects()
  private(set) var now: Int64 = 0
  /// Called with what came of every step.
  var onEffects: ((Engine, Effects) -> Void)?

  static let es = InstrumentIndex(0)
  static let nq = InstrumentIndex(1)
  static let cl = InstrumentIndex(2)

  init(_ configure: (inout EngineConfigChange) -> Void = { _ in }) {
    for (name, multiplier, tick, group) in [
      ("ES", 50, "0.25", "index"), ("NQ", 20, "0.25", "index"), ("CL", 1000, "0.01", "energy"),
    ] {
      let instrument = Instrument(
        symbol: Symbol(name)!, multiplier: Ratio(nanos: Int64(multiplier) * 1_000_000_000),
        tick: price(tick), initialMargin: Money(nanos: 13_200_000_000_000),
        maintenanceMargin: Money(nanos: 12_000_000_000_000), group: group,
        negativePrices: name == "CL")
      _ = at(0, .instrument(instrument))
    }
    for name in ["A", "B"] { _ = at(0, .source(SourceName(name)!)) }
    var change = EngineConfigChange()
    configure(&change)
    _ = at(0, .config(change))
  }

  /// Applies an action and says what came of it.
  mutating func at(_ milliseconds: Int64, _ action: Input.Action) -> [String] {
    now = milliseconds
    engine.apply(Input(at: UnixNanos(milliseconds * 1_000_000), action), into: &effects)
    return takeLines()
  }

  /// The same, a millisecond later.
  mutating func then(_ action: Input.Action) -> [String] { at(now + 1, action) }

  private mutating func takeLines() -> [String] {
    defer { effects.removeAll() }
    onEffects?(engine, effects)
    return effects.items.compactMap { describe($0) }
  }

  // MARK: Ticks

  /// A quote of ES by source A, a millisecond later; "-" for a side that is not there.
  mutating func quote(
    _ bid: String, _ ask: String, sizes: (Int, Int) = (50, 50), at milliseconds: Int64? = nil,
    of instrument: InstrumentIndex = Desk.es, from source: UInt8 = 0, eventAt: Int64? = nil
  ) -> [String] {
    now = milliseconds ?? now + 1
    var tick = Tick(
      receivedAt: UnixNanos(now * 1_000_000), eventAt: UnixNanos((eventAt ?? now) * 1_000_000),
      instrument: instrument, source: SourceIndex(source))
    if bid == "-" {
      tick.parts.insert(.bidGone)
    } else {
      tick.parts.formUnion([.bid, .bidSize])
      tick.bid = price(bid)
      tick.bidSize = Quantity(sizes.0)
    }
    if ask == "-" {
      tick.parts.insert(.askGone)
    } else {
      tick.parts.formUnion([.ask, .askSize])
      tick.ask = price(ask)
      tick.askSize = Quantity(sizes.1)
    }
    engine.apply(tick: tick, into: &effects)
    return takeLines()
  }

  /// A trade of ES by source A; without an aggressor the engine decides.
  mutating func trade(
    _ last: String, size: Int = 1, by aggressor: Side? = nil, from source: UInt8 = 0
  ) -> [String] {
    now += 1
    var tick = Tick(
      receivedAt: UnixNanos(now * 1_000_000), eventAt: UnixNanos(now * 1_000_000),
      instrument: Desk.es, source: SourceIndex(source), parts: [.last, .lastSize])
    if let aggressor {
      tick.parts.insert(aggressor == .buy ? .buyerAggressor : .sellerAggressor)
    }
    tick.last = price(last)
    tick.lastSize = Quantity(size)
    engine.apply(tick: tick, into: &effects)
    return takeLines()
  }

  /// A quote of ES by source A and a trade, in one tick.
  mutating func quoteAndTrade(
    _ bid: String, _ ask: String, last: String, size: Int, by aggressor: Side
  ) -> [String] {
    now += 1
    var tick = Tick(
      receivedAt: UnixNanos(now * 1_000_000), eventAt: UnixNanos(now * 1_000_000),
      instrument: Desk.es, source: SourceIndex(0),
      parts: [.bid, .bidSize, .ask, .askSize, .last, .lastSize])
    tick.parts.insert(aggressor == .buy ? .buyerAggressor : .sellerAggressor)
    (tick.bid, tick.bidSize, tick.ask, tick.askSize) = (
      price(bid), Quantity(50), price(ask), Quantity(50)
    )
    (tick.last, tick.lastSize) = (price(last), Quantity(size))
    engine.apply(tick: tick, into: &effects)
    return takeLines()
  }

  // MARK: Orders

  mutating func submit(_ request: OrderRequest) -> [String] { then(.submit(request)) }

  mutating func buy(_ id: String, _ quantity: Int, at limit: String? = nil) -> [String] {
    submit(order(id, .buy, quantity, limit: limit))
  }

  mutating func sell(_ id: String, _ quantity: Int, at limit: String? = nil) -> [String] {
    submit(order(id, .sell, quantity, limit: limit))
  }

  mutating func cancel(_ id: String) -> [String] { then(.cancel(OrderID(id)!)) }

  mutating func modify(
    _ id: String, quantity: Int? = nil, limit: String? = nil, stop: String? = nil
  ) -> [String] {
    then(
      .modify(
        ModifyRequest(
          id: OrderID(id)!, quantity: quantity.map { Quantity($0) },
          limit: limit.map { price($0) }, stop: stop.map { price($0) })))
  }

  func status(_ id: String) -> String {
    engine.index(of: OrderID(id)!).map { engine.order(at: $0).status.word.description } ?? "none"
  }

  var held: String { engine.position(of: Desk.es).quantity.description }
}

func price(_ text: String) -> Price { (try? Price(text))! }

func order(
  _ id: String, _ side: Side, _ quantity: Int, limit: String? = nil, stop: String? = nil,
  trail: String? = nil, tif: TimeInForce = .goodTillCanceled, symbol: String = "ES",
  expires: Int64? = nil, postOnly: Bool = false, reduceOnly: Bool = false, override: Bool = false
) -> OrderRequest {
  let type: OrderType =
    trail != nil
    ? .trailingStop
    : limit != nil && stop != nil
      ? .stopLimit : limit != nil ? .limit : stop != nil ? .stop : .market
  return OrderRequest(
    id: OrderID(id)!, symbol: Symbol(symbol)!, side: side, type: type,
    quantity: Quantity(quantity), limit: limit.map { price($0) }, stop: stop.map { price($0) },
    trail: trail.map { price($0) }, timeInForce: tif,
    expiresAt: expires.map { UnixNanos($0 * 1_000_000) }, isPostOnly: postOnly,
    isReduceOnly: reduceOnly, overridesStaleQuote: override)
}

extension Desk {
  /// An effect in a few words; positions are left to the tests that ask for them.
  private func describe(_ effect: Effect) -> String? {
    switch effect.kind {
    case .accepted(let order): "accepted \(name(order))"
    case .denied(let order, let refusal): "denied \(name(order)) \(refusal.reason.word)"
    case .rejected(let order, let refusal): "rejected \(name(order)) \(refusal.reason.word)"
    case .triggered(let order, let stop): "triggered \(name(order)) \(stop)"
    case .modified(let order, let change):
      "modified \(name(order)) \(change.quantity)"
        + (change.limit.map { " \($0)" } ?? "") + (change.stop.map { " stop \($0)" } ?? "")
    case .canceled(let order, let reason, let leaves):
      "canceled \(name(order)) \(reason.word) \(leaves)"
    case .cancelRejected(let order, let refusal):
      "cancel_rejected \(effects.id(of: order, in: engine)) \(refusal.reason.word)"
    case .modifyRejected(let order, let refusal):
      "modify_rejected \(effects.id(of: order, in: engine)) \(refusal.reason.word)"
    case .expired(let order, let reason): "expired \(name(order)) \(reason.word)"
    case .filled(let fill):
      "filled \(name(fill.order)) \(fill.quantity) at \(fill.price) \(fill.liquidity.word) "
        + "\(fill.cause.word)"
    case .risk(let notice):
      "risk \(notice.rule.word) \(notice.level.word) \(notice.value) of \(notice.limit) "
        + "\(notice.action.word)"
    case .source(_, let from, let to, let reason):
      "source \(from.map { engine.sources[$0].description } ?? "none") \(engine.sources[to]) "
        + "\(reason.word)"
    case .tradingState(let state, let reason): "state \(state.word) \(effects.texts[reason])"
    case .limits(let place): "limits \(effects.limitsChanges[place].reason)"
    case .position, .account, .order, .size, .statistics, .command, .stray, .reconciliation,
      .roll:
      nil
    }
  }

  private func name(_ order: OrderIndex) -> String { engine.order(at: order).id.description }
}
