import Execution
import MarketModel

/// Books and limits kept the slow way from what the engine says alone: every order in a list that is
/// walked, money in whole 1e-9, equity from the cash that each fill moved.
struct SlowRisk {
  struct Limits {
    var position: Int?
    var quantity: Int?
    var notionalNanos: Int?
    var rate: (count: Int, milliseconds: Int64)?
    var trades: Int?
    var grossNanos: Int?
    var lossNanos: Int?
  }

  struct Order {
    var id: String
    var symbol: Int
    var side: Side
    var quantity: Int
    /// Limit, else stop, in ticks; nil for a market order.
    var ticks: Int?
    /// The same for every order of an OCO or OUO list.
    var group: Int
    var left: Int
    var filled = 0
  }

  /// A tick of one unit of ES and of NQ, in 1e-9.
  static let tickNanos = [12_500_000_000, 5_000_000_000]
  static let feeNanos = 2_250_000_000

  let limits: Limits
  private(set) var held = [0, 0]
  private(set) var working: [Order] = []
  private(set) var isHalted = false
  private(set) var isBreached = false
  var trades = [true, true]
  /// The last quotes, and the last of them that were not crossed, in ticks.
  private var quotes = [(bid: 20_000, ask: 20_001), (bid: 72_000, ask: 72_001)]
  private var marks = [(bid: 20_000, ask: 20_001), (bid: 72_000, ask: 72_001)]
  private var cashNanos = 0
  private var baselineNanos = 0
  /// How far the engine's amounts may be from these: each closing fill is rounded once there.
  private(set) var slackNanos = 0
  /// When orders passed risk.
  private var passedAt: [Int64] = []
  private var traded: Set<String> = []
  private var ended: Set<String> = []

  init(_ limits: Limits) { self.limits = limits }

  var equityNanos: Int {
    held.indices.reduce(cashNanos) { sum, symbol in
      let mark = held[symbol] > 0 ? marks[symbol].bid : marks[symbol].ask
      return sum + held[symbol] * mark * SlowRisk.tickNanos[symbol]
    }
  }

  var lossNanos: Int { baselineNanos - equityNanos }

  mutating func mark(_ symbol: Int, bid: Int, ask: Int) {
    quotes[symbol] = (bid, ask)
    if bid <= ask { marks[symbol] = (bid, ask) }
  }

  mutating func openSession() {
    baselineNanos = equityNanos
    traded = []
  }

  // MARK: Decisions

  /// What works on a side, of a list the largest once, with the orders that are asked about.
  private func worked(_ symbol: Int, _ side: Side, with orders: [Order]) -> Int {
    var largest: [Int: Int] = [:]
    for order in working + orders where order.symbol == symbol && order.side == side {
      largest[order.group] = max(largest[order.group] ?? 0, order.left)
    }
    return largest.values.reduce(0, +)
  }

  func onlyReduces(_ order: Order, with orders: [Order]) -> Bool {
    let isOpposite = order.side == .buy ? held[order.symbol] < 0 : held[order.symbol] > 0
    return isOpposite && worked(order.symbol, order.side, with: orders) <= abs(held[order.symbol])
  }

  /// The words of the limits that an order is past, of a list given as far as it.
  func exceeded(by order: Order, with orders: [Order], at now: Int64) -> Set<String> {
    var words: Set<String> = []
    let sign = order.side == .buy ? 1 : -1
    let worked = worked(order.symbol, order.side, with: orders)
    let after = held[order.symbol] + sign * worked
    if let limit = limits.position, abs(after) > limit { words.insert("position_limit") }
    if let limit = limits.quantity, order.quantity > limit { words.insert("max_order_quantity") }
    if let limit = limits.notionalNanos, notional(of: order) > limit {
      words.insert("max_notional")
    }
    if let rate = limits.rate {
      let before = passedAt.count { $0 > now - rate.milliseconds } + orders.count - 1
      if before >= rate.count { words.insert("order_rate") }
    }
    if let limit = limits.trades, traded.count >= limit { words.insert("max_trades") }
    if let limit = limits.grossNanos, twiceGross(with: order) > 2 * limit {
      words.insert("gross_exposure")
    }
    if isHalted { words.insert("trading_halted") }
    return words
  }

  private func notional(of order: Order) -> Int {
    let touch = order.side == .buy ? quotes[order.symbol].ask : quotes[order.symbol].bid
    return (order.ticks ?? touch) * order.quantity * SlowRisk.tickNanos[order.symbol]
  }

  private func twiceGross(with order: Order) -> Int {
    held.indices.reduce(0) { sum, symbol in
      let change = order.side == .buy ? order.quantity : -order.quantity
      let after = held[symbol] + (symbol == order.symbol ? change : 0)
      return sum + abs(after) * (marks[symbol].bid + marks[symbol].ask) * SlowRisk.tickNanos[symbol]
    }
  }

  /// Orders that risk let pass; of a list that was refused later they still count for the rate.
  mutating func pass(_ orders: [Order], at now: Int64, areRefused: Bool) {
    passedAt += orders.map { _ in now }
    if !areRefused { working += orders }
  }

  // MARK: Effects

  /// Takes one line of what the engine says; what is wrong with it, or nil.
  mutating func take(_ words: [String]) -> String? {
    switch words[0] {
    case "filled": return fill(words)
    case "modified":
      guard let place = place(of: words[1]) else { return "it has ended" }
      working[place].quantity = Int(words[2]) ?? 0
      working[place].left = working[place].quantity - working[place].filled
      if working[place].left == 0 { end(words[1]) }
    case "canceled", "expired", "rejected", "denied": end(words[1])
    case "state": isHalted = words[1] == "HALTED"
    case "risk": return notice(words)
    default: break
    }
    return nil
  }

  private mutating func fill(_ words: [String]) -> String? {
    let isFlatten = words[1].hasPrefix("FLATTEN")
    let place = place(of: words[1])
    if ended.contains(words[1]) { return "it has ended" }
    guard let quantity = Int(words[2]), let price = try? Price(words[4]) else { return "unread" }
    let symbol = place.map { working[$0].symbol } ?? (words[1].contains("NQ") ? 1 : 0)
    if place == nil, !isFlatten { return "nobody asked for it" }
    if !trades[symbol] { return "its market does not trade" }
    let side = place.map { working[$0].side } ?? (held[symbol] > 0 ? .sell : .buy)
    if place == nil, quantity > abs(held[symbol]) { return "it opens a position" }
    let change = side == .buy ? quantity : -quantity
    held[symbol] += change
    cashNanos -= change * Int(price.nanos / 250_000_000) * SlowRisk.tickNanos[symbol]
    cashNanos -= quantity * SlowRisk.feeNanos
    slackNanos += 1
    traded.insert(words[1])
    guard let place else { return nil }
    working[place].left -= quantity
    working[place].filled += quantity
    if working[place].left < 0 { return "more than was left" }
    if working[place].left == 0 { end(words[1]) }
    return nil
  }

  private mutating func notice(_ words: [String]) -> String? {
    guard words[1] == "daily_loss_limit" else { return nil }
    isBreached = words[2] == "breach"
    guard isBreached, let limit = limits.lossNanos else { return nil }
    let value = (try? Money(words[3]))?.nanos ?? 0
    let isReached = value >= limit && abs(Int(value) - lossNanos) <= slackNanos
    return isReached ? nil : "the loss is \(lossNanos)"
  }

  private func place(of id: String) -> Int? { working.firstIndex { $0.id == id } }

  private mutating func end(_ id: String) {
    ended.insert(id)
    working.removeAll { $0.id == id }
  }
}
