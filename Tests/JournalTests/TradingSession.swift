import Engine
import Execution
import MarketModel
import Portfolio
import Risk

@testable import Journal

/// An engine that trades at random, pass by pass, with its journal: what the workstation's loop does.
struct TradingSession {
  var engine: Engine
  var recorder: JournalRecorder
  let report: RecoveryReport
  var effects = Effects()
  var now: UnixNanos

  static let symbols = ["ES", "NQ", "IBM"]

  /// Opens the account and rebuilds it, as a start does.
  init(
    _ desk: Desk, symbols: [String] = TradingSession.symbols, terms: Terms = Terms(),
    now: UnixNanos
  ) throws {
    try self.init(desk, engine: TradingSession.freshEngine(symbols, terms), now: now)
  }

  /// Rebuilds the account in an engine that has been configured otherwise.
  init(_ desk: Desk, engine fresh: Engine, now: UnixNanos) throws {
    let journal = try desk.open()
    engine = fresh
    report = try journal.restore(into: &engine, now: now)
    recorder = JournalRecorder(journal, engine: engine)
    self.now = now
  }

  /// What the account and its venue may differ in.
  struct Terms {
    var profitMethod = ProfitMethod.average
    var latencyNanos: Int64 = 0

    init() {}

    init(seed: UInt64) {
      if seed % 2 == 0 { profitMethod = .firstInFirstOut }
      if seed % 3 == 0 { latencyNanos = 3_000_000 }
    }
  }

  static func freshEngine(
    _ symbols: [String] = TradingSession.symbols, _ terms: Terms = Terms()
  ) -> Engine {
    var engine = Engine()
    var effects = Effects()
    for symbol in symbols.compactMap({ Symbol($0) }) {
      let instrument = Instrument(
        symbol: symbol, multiplier: .one, tick: Price(nanos: 250_000_000),
        initialMargin: Money(nanos: 1_000_000_000))
      engine.apply(Input(at: nil, .instrument(instrument)), into: &effects)
    }
    let names = ["SCHWAB", "EXCEL"].compactMap { SourceName($0) }
    for name in names { engine.apply(Input(at: nil, .source(name)), into: &effects) }
    var change = EngineConfigChange()
    change.cash = Money(nanos: 1_000_000_000_000_000)
    change.commissionPerUnit = Money(nanos: 2_250_000_000)
    change.sources = names
    change.profitMethod = terms.profitMethod
    change.latencyNanos = terms.latencyNanos
    engine.apply(Input(at: nil, .config(change)), into: &effects)
    return engine
  }

  var journal: Journal { recorder.journal }

  // MARK: Passes

  /// Ends a pass: what it brought about is on the disk afterwards.
  mutating func commit() throws(JournalError) {
    recorder.record(effects, from: engine, at: now)
    effects.removeAll()
    try recorder.commitIfDue(at: now)
  }

  mutating func apply(_ action: Input.Action) {
    engine.apply(Input(at: now, action), into: &effects)
  }

  /// A tick whose sides differ from the last one's whatever it was, by its number.
  mutating func tick(_ place: Int, _ number: Int, points: Int, source: UInt8 = 0) {
    now = now.advanced(byNanos: 1_000_000)
    let bid = Int64(5_000 + points) * 1_000_000_000
    var tick = Tick(
      receivedAt: now, eventAt: now, instrument: InstrumentIndex(place),
      source: SourceIndex(source), parts: [.bid, .ask, .bidSize, .askSize])
    tick.bid = Price(nanos: bid)
    tick.ask = Price(nanos: bid + 250_000_000)
    tick.bidSize = Quantity(2 + number % 5)
    tick.askSize = Quantity(3 + number % 7)
    engine.apply(tick: tick, into: &effects)
  }

  mutating func submit(
    _ id: String, _ side: Side, _ type: OrderType, _ quantity: Int, points: Int? = nil,
    in place: Int = 0, timeInForce: TimeInForce = .goodTillCanceled
  ) {
    guard let id = OrderID(id) else { return }
    let symbol = engine.instruments[InstrumentIndex(place)].symbol
    let price = points.map { Price(nanos: Int64(5_000 + $0) * 1_000_000_000) }
    apply(
      .submit(
        OrderRequest(
          id: id, symbol: symbol, side: side, type: type, quantity: Quantity(quantity),
          limit: type.hasLimit ? price : nil, stop: type.isStop ? price : nil,
          timeInForce: timeInForce)))
  }

  /// One pass of mostly ticks, some orders, a few changes of mind.
  mutating func randomPass(_ number: Int, _ random: inout SplitMix) {
    let place = Int(random.next() % 3)
    let points = Int(random.next() % 21) - 10
    for step in 0..<Int(random.next() % 4) {
      tick(place, number + step, points: points + step)
    }
    let side: Side = random.next() % 2 == 0 ? .buy : .sell
    let quantity = Int(random.next() % 9) + 1
    now = now.advanced(byNanos: 1_000_000)
    switch random.next() % 24 {
    case 0, 1, 2: submit("o\(number)", side, .market, quantity, in: place)
    case 3, 4, 5, 6: submit("o\(number)", side, .limit, quantity, points: points, in: place)
    case 7: submit("o\(number)", side, .stop, quantity, points: points, in: place)
    case 8:
      submit(
        "o\(number)", side, .limit, quantity, points: points, in: place,
        timeInForce: .immediateOrCancel)
    case 9, 10: cancelOldest()
    case 11: modifyOldest(to: quantity)
    case 12: apply(.flatten(InstrumentIndex(place)))
    case 13: submitPair("o\(number)", place, quantity, points: points)
    case 14: submit("o1", side, .market, quantity, in: place)
    case 15: submitBracket("o\(number)", place, quantity, points: points)
    case 16:
      submit("o\(number)", side, .stopLimit, quantity, points: points, in: place)
    case 17:
      submit(
        "o\(number)", side, .limit, quantity, points: points, in: place, timeInForce: .day)
    case 18: apply(.sessionClose(InstrumentIndex(place)))
    case 19:
      apply(
        .sessionOpen(InstrumentIndex(place), TradeDate(daysSince1970: 20_000 + number32(number))))
    case 20: apply(.marketStatus(InstrumentIndex(place), number % 3 == 0 ? .halted : .trading))
    case 21:
      let states: [TradingState] = [.active, .active, .reducing, .halted]
      apply(.tradingState(states[number % 4], reason: "drill \"\(number)\""))
    case 22: changeLimits(number)
    case 23: apply(.reverse(InstrumentIndex(place)))
    default: break
    }
  }

  private func number32(_ number: Int) -> Int32 { Int32(truncatingIfNeeded: number) }

  private mutating func changeLimits(_ number: Int) {
    var risk = RiskLimitsChange()
    risk.maxQuoteAgeNanos = Int64(number) * 1_000_000_000
    apply(.limits(LimitsChange(risk: risk, reason: "review", user: "tester")))
  }

  var oldest: Order? {
    var first: Order?
    engine.forEachLiveOrder { if first == nil { first = $0 } }
    return first
  }

  private mutating func cancelOldest() {
    if let id = oldest?.id { apply(.cancel(id)) }
  }

  private mutating func modifyOldest(to quantity: Int) {
    guard let id = oldest?.id else { return }
    apply(.modify(ModifyRequest(id: id, quantity: Quantity(quantity))))
  }

  mutating func submitPair(_ id: String, _ place: Int, _ quantity: Int, points: Int) {
    guard let symbol = Symbol(TradingSession.symbols[place]) else { return }
    let legs = [(Side.buy, points - 3), (Side.sell, points + 3)].compactMap { side, points in
      OrderID("\(id)-\(side)").map { id in
        OrderRequest(
          id: id, symbol: symbol, side: side, type: .limit, quantity: Quantity(quantity),
          limit: Price(nanos: Int64(5_000 + points) * 1_000_000_000))
      }
    }
    apply(.submitList(quantity % 2 == 0 ? .oneCancelsOther : .oneUpdatesOther, legs))
  }

  mutating func submitBracket(_ id: String, _ place: Int, _ quantity: Int, points: Int) {
    guard let symbol = Symbol(TradingSession.symbols[place]) else { return }
    let legs: [(Side, OrderType, Int)] = [
      (.buy, .limit, points), (.sell, .limit, points + 4), (.sell, .stop, points - 6),
    ]
    let orders = legs.enumerated().compactMap { number, leg in
      OrderID("\(id)-\(number)").map { id in
        let price = Price(nanos: Int64(5_000 + leg.2) * 1_000_000_000)
        return OrderRequest(
          id: id, symbol: symbol, side: leg.0, type: leg.1, quantity: Quantity(quantity),
          limit: leg.1.hasLimit ? price : nil, stop: leg.1.isStop ? price : nil)
      }
    }
    apply(.submitList(.bracket, orders))
  }
}

/// All of an account that must survive, as text to compare.
func account(of engine: Engine) -> [String] {
  var lines: [String] = ["cash \(engine.account.cash) fees \(engine.account.fees)"]
  lines.append("state \(engine.tradingState) orders \(engine.orderCount) fills \(engine.fillCount)")
  for place in 0..<engine.orderCount {
    let order = engine.order(at: OrderIndex(place))
    lines.append(
      "\(order.id) \(order.side) \(order.type) \(order.timeInForce) \(order.status) "
        + "\(order.quantity) \(order.filled) \(String(describing: order.limit)) "
        + "\(String(describing: order.stop)) \(String(describing: order.averageFillPrice)) "
        + "\(order.submittedAt)")
  }
  engine.forEachLiveOrder { lines.append("live \($0.id) \($0.leaves)") }
  for place in 0..<engine.fillCount { lines.append("\(engine.fill(at: place))") }
  for place in 0..<TradingSession.symbols.count {
    let position = engine.position(of: InstrumentIndex(place))
    lines.append(
      "position \(place) \(position.quantity) \(String(describing: position.averagePrice)) "
        + "\(position.realized) \(position.fees)")
  }
  return lines
}

// MARK: Comparing

/// What a session's engine has done since the last call, as lines; books are not restored, so that
/// which source comes first is told anew.
func told(_ session: inout TradingSession) -> String {
  var encoder = EffectEncoder()
  for effect in session.effects.items {
    if case .source = effect.kind { continue }
    encoder.append(effect, of: session.effects, from: session.engine)
  }
  session.effects.removeAll()
  return String(decoding: encoder.bytes, as: UTF8.self)
}

/// Where two accounts first differ; nil where they are the same.
func firstDifference(_ found: [String], _ expected: [String]) -> String? {
  let place = zip(found, expected).first { $0.0 != $0.1 }
  if let place { return "found \(place.0), expected \(place.1)" }
  return found.count == expected.count
    ? nil : "found \(found.count) lines, expected \(expected.count)"
}
