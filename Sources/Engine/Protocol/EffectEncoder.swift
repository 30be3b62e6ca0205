import Execution
import MarketModel
import Portfolio
import Risk

/// Writes effects as JSON lines, as the protocol and the journal have them.
public struct EffectEncoder: Sendable {
  var writer = JSONWriter()
  /// Whether no limit of a change has been written yet.
  var isFirstLimit = true

  public init() {}

  /// A copy of what has been written and not been removed.
  public var bytes: [UInt8] { writer.bytes }

  /// How many bytes that are.
  public var count: Int { writer.count }

  /// Forgets what has been written and keeps the room.
  public mutating func removeAll() { writer.removeAll() }

  /// Appends a batch: the orders from the `first`th on as they were made, then every effect.
  ///
  /// An engine is a large value and is handed on once for all of it.
  public mutating func append(
    _ effects: Effects, ordersFrom first: Int = .max, from engine: Engine
  ) {
    var place = first
    while place < engine.orderCount {
      append(order: OrderIndex(place), from: engine)
      place += 1
    }
    for effect in effects.items { append(effect, of: effects, from: engine) }
  }

  /// Appends one effect and a line feed.
  public mutating func append(_ effect: Effect, of effects: Effects, from engine: Engine) {
    switch effect.kind {
    case .accepted(let order): return accepted(order, effect.at, engine)
    case .denied(let order, let refusal):
      begin("denied", effect.at)
      refused(engine.orders.id(of: order), refusal)
    case .rejected(let order, let refusal):
      begin("rejected", effect.at)
      refused(engine.orders.id(of: order), refusal)
    case .triggered(let order, let stop):
      begin("triggered", effect.at)
      id(engine.orders.id(of: order))
      member("stop", stop.nanos)
    case .modified(let order, let change):
      begin("modified", effect.at)
      id(engine.orders.id(of: order))
      terms(change.quantity, change.limit, change.stop)
    case .canceled(let order, let reason, let leaves):
      return canceled(order, reason, leaves, effect.at, engine)
    case .cancelRejected(let order, let refusal):
      begin("cancel_rejected", effect.at)
      refused(effects.id(of: order, in: engine), refusal)
    case .modifyRejected(let order, let refusal):
      begin("modify_rejected", effect.at)
      refused(effects.id(of: order, in: engine), refusal)
    case .expired(let order, let reason):
      begin("expired", effect.at)
      id(engine.orders.id(of: order))
      word("reason", reason.word)
    case .filled(let fill): return filled(fill, engine)
    case .position(let figures): return position(figures, effect.at, engine)
    default: appendState(effect, of: effects, from: engine)
    }
    writer.raw("}\n")
  }

  private mutating func appendState(_ effect: Effect, of effects: Effects, from engine: Engine) {
    switch effect.kind {
    case .account(let place): account(effects.accounts[place], effect.at)
    case .order(let figures):
      begin("order", effect.at)
      id(engine.orders.id(of: figures.order))
      word("status", figures.status.word)
      member("quantity", figures.quantity.nanos)
      member("filled", figures.filled.nanos)
      prices(figures.limit, figures.stop)
    case .risk(let notice): risk(notice, effect.at, engine)
    case .limits(let place): limits(effects.limitsChanges[place], effect.at)
    case .source(let instrument, let from, let to, let reason):
      begin("source", effect.at)
      symbol(instrument, engine)
      name("from")
      source(from, engine)
      name("to")
      source(to, engine)
      word("reason", reason.word)
    case .tradingState(let state, let reason):
      begin("trading_state", effect.at)
      word("state", state.word)
      name("reason")
      writer.string(effects.texts[reason])
    case .size(let place): size(effects.sizings[place], effect.at, engine)
    case .command(let place): command(effects.commands[place], effect.at)
    case .stray(let place): stray(effects.strays[place], effect.at)
    case .reconciliation(let difference): reconciliation(difference, effect.at)
    case .roll(let place): roll(effects.rolls[place], effect.at, engine)
    case .statistics(let instrument, let place):
      statistics(effects.statistics[place], of: instrument, effect.at, engine)
    case .accepted, .denied, .rejected, .triggered, .modified, .canceled, .cancelRejected,
      .modifyRejected, .expired, .filled, .position:
      // `append` has written these.
      break
    }
  }

  // MARK: Members

  @inline(__always)
  mutating func begin(_ type: StaticString, _ instant: UnixNanos) {
    writer.detach()
    writer.raw("{\"type\":\"")
    writer.raw(type)
    writer.raw("\",\"ts\":")
    writer.instant(instant)
  }

  @inline(__always)
  mutating func name(_ name: StaticString) {
    writer.raw(",\"")
    writer.raw(name)
    writer.raw("\":")
  }

  @inline(__always)
  mutating func id(_ id: OrderID) {
    name("id")
    writer.id(id)
  }

  @inline(__always)
  mutating func word(_ key: StaticString, _ word: StaticString) {
    name(key)
    writer.raw("\"")
    writer.raw(word)
    writer.raw("\"")
  }

  @inline(__always)
  mutating func member(_ key: StaticString, _ nanos: Int64) {
    name(key)
    writer.decimal(nanos)
  }

  mutating func member(_ key: StaticString, _ amount: WideAmount?) {
    name(key)
    writer.decimal(amount)
  }

  @inline(__always)
  mutating func symbol(_ instrument: InstrumentIndex, _ engine: Engine) {
    name("symbol")
    writer.symbol(engine.markets[instrument.offset].symbol)
  }

  private mutating func source(_ source: SourceIndex?, _ engine: Engine) {
    if let source { writer.source(engine.sources[source]) } else { writer.raw("null") }
  }

  private mutating func refused(_ id: OrderID, _ refusal: Refusal) {
    self.id(id)
    word("reason", refusal.reason.word)
    name("detail")
    writer.string(refusal.detail)
  }

  @inline(__always)
  mutating func prices(_ limit: Price?, _ stop: Price?) {
    if let limit { member("limit", limit.nanos) }
    if let stop { member("stop", stop.nanos) }
  }

  @inline(__always)
  mutating func terms(_ quantity: Quantity, _ limit: Price?, _ stop: Price?) {
    member("quantity", quantity.nanos)
    prices(limit, stop)
  }

  // MARK: Whole effects

  private mutating func account(_ figures: AccountFigures, _ instant: UnixNanos) {
    begin("account", instant)
    member("cash", figures.cash.nanos)
    member("equity", figures.equity)
    member("fees", figures.fees.nanos)
    member("margin_initial", figures.marginInitial)
    member("margin_maintenance", figures.marginMaintenance)
    member("margin_available", figures.marginAvailable)
    member("day_pnl", figures.dayProfit)
  }

  private mutating func risk(_ notice: RiskNotice, _ instant: UnixNanos, _ engine: Engine) {
    begin("risk", instant)
    word("rule", notice.rule.word)
    word("state", notice.level.word)
    member("value", notice.value)
    member("limit", notice.limit)
    word("action", notice.action.word)
    if let instrument = notice.instrument { symbol(instrument, engine) }
  }

  private mutating func size(_ sizing: SizingResult, _ instant: UnixNanos, _ engine: Engine) {
    begin("size", instant)
    symbol(sizing.instrument, engine)
    member("quantity", sizing.quantity.nanos)
    name("trace")
    writer.raw("{")
    var isFirst = true
    for step in sizing.steps {
      if !isFirst { writer.raw(",") }
      isFirst = false
      writer.string(step.name)
      writer.raw(":")
      writer.decimal(step.value)
    }
    writer.raw("}")
  }
}

extension Effects {
  /// The id that a reference stands for.
  public func id(of reference: OrderReference, in engine: Engine) -> OrderID {
    switch reference {
    case .order(let index): engine.orders.id(of: index)
    case .unknown(let place): unknownIDs[place]
    }
  }
}
