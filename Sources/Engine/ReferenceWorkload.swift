import Execution
import MarketModel
import Portfolio
import Risk

/// The reference workload: a reproducible stream of quotes over four futures, and a strategy that
/// sends an order after every `every`th of them. docs/engine.md has the generator to the bit.
public enum ReferenceWorkload {
  /// What every engine must come to.
  public struct Result: Hashable, Sendable {
    public var submitted = 0
    public var canceled = 0
    public var filled = 0
    public var positions: [Int64] = [0, 0, 0, 0]
    public var cashTicks: [Int64] = [0, 0, 0, 0]
    public var profitCents: Int64 = 0
    public var commissionCents: Int64 = 0
    public var fillHash: UInt64 = 0

    public init() {}
  }

  /// Runs quotes through an engine of its own.
  public static func run(quotes: Int, every: Int) -> Result {
    var engine = ReferenceWorkload.engine()
    var stream = QuoteStream()
    var strategy = CrossingStrategy(every: every)
    var effects = Effects()
    for _ in 0..<quotes {
      let tick = stream.next()
      strategy.act(on: tick, engine: &engine, effects: &effects)
      strategy.count(effects)
      effects.removeAll()
    }
    return strategy.result(bids: stream.bids)
  }

  /// An engine with the workload's instruments, its commission and no limits.
  public static func engine() -> Engine {
    var engine = Engine()
    var effects = Effects()
    for contract in contracts {
      engine.apply(Input(at: nil, .instrument(contract)), into: &effects)
    }
    if let name = SourceName("SIM") {
      engine.apply(Input(at: nil, .source(name)), into: &effects)
    }
    var change = EngineConfigChange()
    change.commissionPerUnit = Money(nanos: 2_250_000_000)
    engine.apply(Input(at: nil, .config(change)), into: &effects)
    return engine
  }

  /// ES, NQ, YM and RTY.
  public static let contracts: [Instrument] = zip(
    ["ES", "NQ", "YM", "RTY"],
    [(50, 250_000_000), (20, 250_000_000), (5, 1_000_000_000), (50, 100_000_000)]
  ).compactMap { (name, terms) in
    Symbol(name).map {
      Instrument(
        symbol: $0, multiplier: Ratio(nanos: Int64(terms.0) * 1_000_000_000),
        tick: Price(nanos: Int64(terms.1)))
    }
  }
}

/// The workload's quotes, one after the other.
public struct QuoteStream: Sendable {
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  private var instant: Int64 = 1_710_253_800_000_000_000
  /// By contract, in ticks.
  public private(set) var bids: [Int64] = QuoteStream.starts

  private static let starts: [Int64] = [20_000, 72_000, 39_000, 20_000]
  /// By contract, in 1e-9.
  static let ticks: [Int64] = [250_000_000, 250_000_000, 1_000_000_000, 100_000_000]

  public init() {}

  /// The next quote; its last price is no trade.
  public mutating func next() -> Tick {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    let draw = state
    let contract = Int(draw >> 62)
    let step = draw >> 54 & 0xFF
    var bid = bids[contract]
    if step < 64 { bid -= 1 } else if step >= 192 { bid += 1 }
    let start = QuoteStream.starts[contract]
    bid = min(max(bid, start - 400), start + 400)
    bids[contract] = bid
    let ask = bid + (draw >> 50 & 0xF == 0 ? 2 : 1)
    let last = draw >> 37 & 1 == 1 ? ask : bid
    instant += 1_000 * Int64(1 + (draw >> 20 & 0x3FF))
    let unit = QuoteStream.ticks[contract]
    var tick = Tick(
      receivedAt: UnixNanos(instant), eventAt: UnixNanos(instant),
      instrument: InstrumentIndex(contract), source: SourceIndex(0),
      parts: [.bid, .bidSize, .ask, .askSize, .last])
    tick.bid = Price(nanos: bid * unit)
    tick.ask = Price(nanos: ask * unit)
    tick.last = Price(nanos: last * unit)
    tick.bidSize = Quantity(nanos: Int64(1 + (draw >> 44 & 0x3F)) * 1_000_000_000)
    tick.askSize = Quantity(nanos: Int64(1 + (draw >> 38 & 0x3F)) * 1_000_000_000)
    return tick
  }
}

/// The workload's strategy: after every `every`th quote it cancels its last order on the symbol if
/// that still works, and rests another a tick behind the touch, buying and selling in turn.
public struct CrossingStrategy: Sendable {
  private let every: Int
  private var untilOrder: Int
  private var orderCount: UInt64 = 0
  /// By contract: the id and the place of the last order.
  private var lastOrders: [(id: OrderID, index: OrderIndex)?] = [nil, nil, nil, nil]
  private var tally = ReferenceWorkload.Result()
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  public init(every: Int) {
    self.every = every
    untilOrder = every
  }

  /// Takes one quote through the engine and answers it.
  @inline(__always)
  public mutating func act(on tick: Tick, engine: inout Engine, effects: inout Effects) {
    engine.apply(tick: tick, into: &effects)
    untilOrder -= 1
    guard untilOrder == 0 else { return }
    untilOrder = every
    send(after: tick, engine: &engine, effects: &effects)
  }

  private mutating func send(after tick: Tick, engine: inout Engine, effects: inout Effects) {
    let contract = tick.instrument.offset
    if let last = lastOrders[contract], engine.isLive(last.index) {
      engine.cancel(last.id, at: tick.receivedAt, into: &effects)
    }
    let id = OrderID(prefix: "w", number: orderCount)
    let isBuy = orderCount % 2 == 0
    let unit = QuoteStream.ticks[contract]
    let request = OrderRequest(
      id: id, symbol: ReferenceWorkload.contracts[contract].symbol, side: isBuy ? .buy : .sell,
      type: .limit, quantity: Quantity(1),
      limit: Price(nanos: isBuy ? tick.bid.nanos - unit : tick.ask.nanos + unit))
    orderCount += 1
    lastOrders[contract] = (id, OrderIndex(engine.orderCount))
    engine.submit(request, at: tick.receivedAt, into: &effects)
  }

  /// Counts what the effects of a quote say.
  @inline(__always)
  public mutating func count(_ effects: Effects) {
    if effects.isEmpty { return }
    for effect in effects.items {
      switch effect.kind {
      case .accepted: tally.submitted += 1
      case .canceled: tally.canceled += 1
      case .filled(let fill): count(fill)
      default: break
      }
    }
  }

  private mutating func count(_ fill: Fill) {
    let contract = fill.instrument.offset
    let ticks = fill.price.nanos / QuoteStream.ticks[contract]
    tally.filled += 1
    tally.positions[contract] += fill.side.sign
    tally.cashTicks[contract] -= fill.side.sign * ticks
    for value in [fill.at.nanos, Int64(contract), fill.side.sign, ticks] { mix(value) }
  }

  /// FNV-1a over eight bytes, the lowest first.
  private mutating func mix(_ value: Int64) {
    var bits = UInt64(bitPattern: value)
    for _ in 0..<8 {
      hash = (hash ^ (bits & 0xFF)) &* 0x100_0000_01b3
      bits >>= 8
    }
  }

  public func result(bids: [Int64]) -> ReferenceWorkload.Result {
    var result = tally
    let tickCents: [Int64] = [1_250, 500, 500, 500]
    for contract in 0..<4 {
      result.profitCents +=
        tickCents[contract]
        * (tally.cashTicks[contract] + tally.positions[contract] * bids[contract])
    }
    result.commissionCents = 225 * Int64(tally.filled)
    result.fillHash = hash
    return result
  }
}
