import Execution
import MarketModel

@testable import Engine

/// A random run with every kind of order and list, watched by checkers that know only the effects.
struct ListRun {
  private var draws: Draws
  private(set) var desk: Desk
  private var ids = 0
  /// Orders whose end has been told.
  private var ended: Set<String> = []
  private var ocoSiblings: [String: String] = [:]
  private var filled: Set<String> = []
  private var held = 0
  private var limits: [String: (side: Side, price: Price)] = [:]

  init(seed: UInt64) {
    draws = Draws(seed)
    let latency = draws.below(3) == 0 ? Int64(2_000_000) : 0
    let modelsQueue = draws.below(3) == 0
    desk = Desk {
      $0.latencyNanos = latency
      $0.modelsQueue = modelsQueue
      $0.risk.positionLimit.rest = Quantity(12)
    }
    _ = desk.quote("5000", "5000.25")
  }

  /// What was found wrong; nil when nothing was.
  mutating func play(steps: Int) -> String? {
    for _ in 0..<steps {
      let before = position
      let lines = step()
      for line in lines {
        if let finding = check(line) { return finding }
      }
      if held != position { return "position \(position), fills sum to \(held)" }
      if abs(position) > max(12, abs(before)) { return "position \(position) past its limit" }
    }
    return nil
  }

  /// Plays on and returns everything said.
  mutating func playLines(steps: Int) -> [String] {
    var lines: [String] = []
    for _ in 0..<steps { lines += step() }
    return lines
  }

  private var position: Int {
    Int(desk.engine.position(of: Desk.es).quantity.nanos / 1_000_000_000)
  }

  // MARK: Steps

  private mutating func step() -> [String] {
    switch draws.below(12) {
    case 0...3: return quote()
    case 4: return desk.trade(price(), size: 1 + draws.below(9), by: draws.one(of: [.buy, .sell]))
    case 5...6: return desk.submit(single())
    case 7...8: return list()
    case 9: return desk.cancel("o\(draws.below(ids + 1))")
    case 10:
      return desk.modify("o\(draws.below(ids + 1))", quantity: 1 + draws.below(6))
    default:
      return draws.below(4) == 0 ? desk.then(.flatten(Desk.es)) : desk.at(desk.now + 3, .clock)
    }
  }

  private mutating func price() -> String { SlowVenue.text(19_990 + draws.below(21)) }

  private mutating func quote() -> [String] {
    let bid = 19_992 + draws.below(17)
    let ask = bid + 1 + draws.below(3)
    return desk.quote(
      SlowVenue.text(bid), SlowVenue.text(ask), sizes: (1 + draws.below(6), 1 + draws.below(6)))
  }

  private mutating func nextID() -> String {
    ids += 1
    return "o\(ids)"
  }

  private mutating func single(side: Side? = nil) -> OrderRequest {
    let id = nextID()
    let side = side ?? draws.one(of: [.buy, .sell])
    let quantity = 1 + draws.below(5)
    let reduceOnly = draws.below(3) == 0
    switch draws.below(5) {
    case 0: return order(id, side, quantity, reduceOnly: reduceOnly)
    case 1: return order(id, side, quantity, stop: price(), reduceOnly: reduceOnly)
    case 2: return order(id, side, quantity, trail: "1", reduceOnly: reduceOnly)
    default:
      let limit = price()
      limits[id] = (side, EngineTests.price(limit))
      return order(id, side, quantity, limit: limit, reduceOnly: reduceOnly)
    }
  }

  private mutating func list() -> [String] {
    let kind = draws.one(of: ListKind.submitted)
    let side = draws.one(of: [Side.buy, .sell])
    let first = single(side: side)
    let second = single(side: kind == .bracket ? side.opposite : nil)
    if kind == .oneCancelsOther {
      ocoSiblings[first.id.description] = second.id.description
      ocoSiblings[second.id.description] = first.id.description
    }
    return desk.then(.submitList(kind, [first, second]))
  }

  // MARK: Checks

  private mutating func check(_ line: String) -> String? {
    let words = line.split(separator: " ").map { String($0) }
    guard words.count > 1 else { return nil }
    let id = words[1]
    switch words[0] {
    case "filled":
      if ended.contains(id) { return "\(line), but it has ended" }
      if let sibling = ocoSiblings[id], filled.contains(sibling) {
        return "\(line), and its OCO sibling too"
      }
      if let limit = limits[id], let at = try? Price(words[4]),
        limit.side == .buy ? at > limit.price : at < limit.price
      {
        return "\(line), past its limit"
      }
      filled.insert(id)
    case "canceled", "expired", "denied": ended.insert(id)
    case "rejected": if words[2] != "duplicate_id" { ended.insert(id) }
    default: break
    }
    return checkReduceOnly(line, words)
  }

  /// Keeps the position from the fills alone; a reduce-only order's fill brings it nearer to none.
  private mutating func checkReduceOnly(_ line: String, _ words: [String]) -> String? {
    guard words[0] == "filled", let quantity = Int(words[2]), let id = OrderID(words[1]),
      let index = desk.engine.index(of: id)
    else { return nil }
    let order = desk.engine.order(at: index)
    let before = held
    held += order.side == .buy ? quantity : -quantity
    guard order.isReduceOnly else { return nil }
    let reduces = before > 0 ? held >= 0 && held < before : held <= 0 && held > before
    return reduces ? nil : "\(line), from a position of \(before)"
  }
}
