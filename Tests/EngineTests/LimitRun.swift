import Engine
import Execution
import MarketModel
import Risk

/// A random run under random limits, each decision held against `SlowRisk`: what passed was within
/// every limit, what was denied was past the one that is named, nothing that has ended fills, a
/// market that does not trade fills nothing, and a loss that reaches its limit ends everything.
struct LimitRun {
  private var draws: Draws
  private var desk: Desk
  private var risk: SlowRisk
  private var ids = 0
  private var mids = [20_000, 72_000]

  init(seed: UInt64) {
    var draws = Draws(seed)
    let limits = LimitRun.limits(&draws)
    let latency = draws.below(3) == 0 ? Int64(2_000_000) : 0
    self.draws = draws
    risk = SlowRisk(limits)
    desk = Desk {
      $0.latencyNanos = latency
      $0.commissionPerUnit = Money(nanos: Int64(SlowRisk.feeNanos))
      LimitRun.configure(&$0.risk, limits)
    }
    for symbol in 0...1 { _ = quote(symbol, bid: mids[symbol], ask: mids[symbol] + 1) }
  }

  private static func limits(_ draws: inout Draws) -> SlowRisk.Limits {
    var limits = SlowRisk.Limits()
    if draws.below(2) == 0 { limits.position = 3 + draws.below(8) }
    if draws.below(4) == 0 { limits.quantity = 2 + draws.below(4) }
    if draws.below(4) == 0 { limits.notionalNanos = (2 + draws.below(8)) * 250_000_000_000_000 }
    if draws.below(4) == 0 { limits.rate = (1 + draws.below(4), Int64(5 + draws.below(30))) }
    if draws.below(4) == 0 { limits.trades = 2 + draws.below(6) }
    if draws.below(3) == 0 { limits.grossNanos = (2 + draws.below(10)) * 250_000_000_000_000 }
    if draws.below(2) == 0 { limits.lossNanos = (1 + draws.below(12)) * 50_000_000_000 }
    return limits
  }

  private static func configure(_ change: inout RiskLimitsChange, _ limits: SlowRisk.Limits) {
    change.positionLimit.rest = limits.position.map { Quantity($0) }
    change.maxOrderQuantity.rest = limits.quantity.map { Quantity($0) }
    change.maxNotionalPerOrder.rest = limits.notionalNanos.map { Money(nanos: Int64($0)) }
    change.maxOrderRate = limits.rate.map {
      OrderRate(count: $0.count, windowNanos: $0.milliseconds * 1_000_000)
    }
    change.maxTradesPerDay = limits.trades
    change.maxGrossExposure = limits.grossNanos.map { Money(nanos: Int64($0)) }
    change.dailyLossLimit = limits.lossNanos.map { Money(nanos: Int64($0)) }
  }

  /// What was found wrong; nil when nothing was.
  mutating func play(steps: Int) -> String? {
    for step in 0..<steps {
      // Time passes by itself, so that no deadline runs between a decision and its books.
      let passed = desk.at(desk.now + 1, .clock)
      if let finding = take(passed) ?? self.step() ?? watch() { return "step \(step): \(finding)" }
    }
    return nil
  }

  private mutating func take(_ lines: [String]) -> String? {
    for line in lines {
      let words = line.split(separator: " ").map { String($0) }
      if let finding = risk.take(words) { return "\(line): \(finding)" }
    }
    return nil
  }

  /// After every step: the books agree, and a loss past its limit has been acted on.
  private func watch() -> String? {
    for (symbol, instrument) in [Desk.es, Desk.nq].enumerated() {
      let quantity = desk.engine.position(of: instrument).quantity
      if quantity != Quantity(risk.held[symbol]) {
        return "position \(quantity), fills sum to \(risk.held[symbol])"
      }
    }
    guard let limit = risk.limits.lossNanos, risk.lossNanos >= limit + risk.slackNanos else {
      return nil
    }
    if !risk.isBreached { return "a loss of \(risk.lossNanos) was not told" }
    if !risk.isHalted { return "trading goes on after a loss of \(risk.lossNanos)" }
    let left = risk.working.filter { !$0.id.hasPrefix("FLATTEN") }
    return left.isEmpty ? nil : "\(left.count) orders work on after a loss"
  }

  // MARK: Steps

  private mutating func step() -> String? {
    let symbol = draws.below(2)
    switch draws.below(16) {
    case 0...4: return take(move(symbol))
    case 5...8: return submit([order(symbol)], as: nil)
    case 9...10:
      let kind = draws.one(of: [ListKind.oneCancelsOther, .oneUpdatesOther])
      ids += 1
      let group = ids
      return submit([order(symbol, in: group), order(symbol, in: group)], as: kind)
    case 11: return take(desk.at(desk.now, .cancel(OrderID("o\(draws.below(ids + 1))")!)))
    case 12: return modify()
    case 13: return take(desk.at(desk.now, .flatten([Desk.es, Desk.nq][symbol])))
    case 14: return status(symbol)
    default: return halfADay(symbol)
    }
  }

  private mutating func halfADay(_ symbol: Int) -> String? {
    guard draws.below(3) == 0 else { return take(move(symbol)) }
    let finding = take(desk.at(desk.now, .sessionOpen([Desk.es, Desk.nq][symbol], nil)))
    risk.openSession()
    return finding ?? take(desk.at(desk.now, .clock))
  }

  private mutating func status(_ symbol: Int) -> String? {
    let status = draws.below(3) == 0 ? MarketStatus.halted : .trading
    risk.trades[symbol] = status == .trading
    return take(desk.at(desk.now, .marketStatus([Desk.es, Desk.nq][symbol], status)))
  }

  private mutating func move(_ symbol: Int) -> [String] {
    mids[symbol] += draws.below(9) - 4
    let spread = draws.below(15) == 0 ? -1 : draws.below(3)
    return quote(symbol, bid: mids[symbol], ask: mids[symbol] + spread)
  }

  private mutating func quote(_ symbol: Int, bid: Int, ask: Int) -> [String] {
    risk.mark(symbol, bid: bid, ask: ask)
    return desk.quote(
      SlowVenue.text(bid), SlowVenue.text(ask), sizes: (1 + draws.below(8), 1 + draws.below(8)),
      at: desk.now, of: [Desk.es, Desk.nq][symbol])
  }

  private mutating func order(_ symbol: Int, in group: Int? = nil) -> SlowRisk.Order {
    ids += 1
    let away = draws.below(13) - 6
    return SlowRisk.Order(
      id: "o\(ids)", symbol: symbol, side: draws.one(of: [.buy, .sell]),
      quantity: 1 + draws.below(5), ticks: draws.below(4) == 0 ? nil : mids[symbol] + away,
      group: group ?? ids, left: 0)
  }

  // MARK: Decisions

  private mutating func submit(_ given: [SlowRisk.Order], as kind: ListKind?) -> String? {
    var orders = given
    for place in orders.indices { orders[place].left = orders[place].quantity }
    let requests = orders.map { each in
      EngineTests.order(
        each.id, each.side, each.quantity, limit: each.ticks.map { SlowVenue.text($0) },
        symbol: each.symbol == 0 ? "ES" : "NQ")
    }
    let action = kind.map { Input.Action.submitList($0, requests) } ?? .submit(requests[0])
    if orders.contains(where: { hasWaitingFlatten($0.symbol) }) { return nil }
    let lines = desk.at(desk.now, action)
    var passed: [SlowRisk.Order] = []
    var isRefused = false
    for order in orders where !isRefused {
      let denial = lines.first { $0.hasPrefix("denied \(order.id) ") }
      if let finding = judge(order, after: passed, denial) { return finding }
      if denial == nil { passed.append(order) }
      isRefused = denial != nil && kind != .oneUpdatesOther
    }
    risk.pass(passed, at: desk.now, areRefused: isRefused)
    return take(lines)
  }

  /// Whether a denial, or none, is what the slow books say.
  private func judge(
    _ order: SlowRisk.Order, after passed: [SlowRisk.Order], _ denial: String?
  ) -> String? {
    let exceeded = risk.exceeded(by: order, with: passed + [order], at: desk.now)
    let reduces = risk.onlyReduces(order, with: passed + [order]) && !risk.isHalted
    guard let denial else {
      return reduces || exceeded.isEmpty ? nil : "\(order) passed in spite of \(exceeded)"
    }
    let word = String(denial.split(separator: " ")[2])
    if reduces { return "\(denial), but \(order) only reduces" }
    return exceeded.contains(word) ? nil : "\(denial): \(order) is within it"
  }

  /// Whether a flatten order waits for its market: what works of it no effect has told.
  private func hasWaitingFlatten(_ symbol: Int) -> Bool {
    let name = symbol == 0 ? "FLATTEN-ES" : "FLATTEN-NQ"
    let ids = [name] + (2...20).map { "\(name)-\($0)" }
    return ids.contains { id in
      desk.engine.index(of: OrderID(id)!).map { desk.engine.order(at: $0).status } == .pending
    }
  }

  private mutating func modify() -> String? {
    let id = "o\(draws.below(ids + 1))"
    let quantity = 1 + draws.below(6)
    let lines = desk.at(
      desk.now,
      .modify(ModifyRequest(id: OrderID(id)!, quantity: Quantity(quantity), limit: nil, stop: nil)))
    return take(lines)
  }
}
