import Engine
import Execution
import Glibc
import MarketModel
import Reactor
import Risk

/// `thor bench engine`: the reference workload through the engine, with every check on and the
/// journal's encoder writing to memory.
enum BenchEngine {
  /// One setting's best run.
  struct Reading {
    var quotes = 0
    var every = 0
    var nanos = Int64.max
    /// Processor time, which a busy machine does not stretch.
    var processorNanos = Int64.max
    var result = ReferenceWorkload.Result()
    var equity = WideAmount.zero

    var perSecond: Double { Double(quotes) * 1e9 / Double(max(nanos, 1)) }
    var perProcessorSecond: Double { Double(quotes) * 1e9 / Double(max(processorNanos, 1)) }
  }

  /// How long single quotes took, in nanoseconds.
  struct Spread {
    var median: Int64 = 0
    var p99: Int64 = 0
  }

  /// What the same quotes cost a bare loop in the same run.
  struct Baseline {
    var perSecond = 0.0
    var fillHash: UInt64 = 0
  }

  static func run(runs: Int, isJSON: Bool) -> ExitStatus {
    let clock = Clock()
    let quotes = stream(of: 1_000_000)
    let settings = [0, 1_000, 10].map { every in
      best(of: runs, quotes[...], every, clock)
    }
    let sizes = [50_000, 100_000, 200_000].map { count in
      best(of: runs, quotes[..<count], 1_000, clock)
    }
    let spread = spread(quotes, every: 1_000, clock)
    let report = BenchEngineReport(
      settings: settings, sizes: sizes + [settings[1]], spread: spread,
      baseline: baseline(of: runs, quotes, every: 1_000, clock), peakBytes: peakBytes)
    StandardStream.output.writeLine(isJSON ? report.json : report.text)
    return .done
  }

  /// One setting by itself, as a profiler wants it.
  static func run(every: Int, runs: Int, isJSON: Bool) -> ExitStatus {
    let quotes = stream(of: 1_000_000)
    let reading = best(of: runs, quotes[...], every, Clock())
    StandardStream.output.writeLine(
      isJSON ? BenchEngineReport.json(reading) : BenchEngineReport.text(reading))
    return .done
  }

  private static func stream(of count: Int) -> [Tick] {
    var stream = QuoteStream()
    var quotes: [Tick] = []
    quotes.reserveCapacity(count)
    for _ in 0..<count { quotes.append(stream.next()) }
    return quotes
  }

  private static func best(
    of runs: Int, _ quotes: ArraySlice<Tick>, _ every: Int, _ clock: Clock
  ) -> Reading {
    var best = Reading()
    for _ in 0..<max(1, runs) {
      let reading = measure(quotes, every, clock)
      let processorNanos = min(best.processorNanos, reading.processorNanos)
      if reading.nanos < best.nanos { best = reading }
      best.processorNanos = processorNanos
    }
    return best
  }

  private static func measure(
    _ quotes: ArraySlice<Tick>, _ every: Int, _ clock: Clock
  ) -> Reading {
    var desk = BenchDesk(every: every)
    let processorStart = ResourceUse.processorNanos
    let start = clock.monotonicNanos
    quotes.withUnsafeBufferPointer { quotes in
      for place in quotes.indices { desk.take(quotes[place]) }
    }
    var reading = Reading()
    reading.nanos = clock.monotonicNanos - start
    reading.processorNanos = ResourceUse.processorNanos - processorStart
    reading.quotes = quotes.count
    reading.every = every
    reading.result = desk.result(after: quotes)
    reading.equity = desk.engine.account.equity
    return reading
  }

  private static func baseline(
    of runs: Int, _ quotes: [Tick], every: Int, _ clock: Clock
  ) -> Baseline {
    var best = Baseline()
    for _ in 0..<max(1, runs) {
      var loop = BareLoop(every: every)
      let start = clock.monotonicNanos
      for quote in quotes { loop.take(quote) }
      let nanos = max(1, clock.monotonicNanos - start)
      best.perSecond = max(best.perSecond, Double(quotes.count) * 1e9 / Double(nanos))
      best.fillHash = loop.fillHash
    }
    return best
  }

  /// The same with the clock read around every quote, whose own cost is taken off.
  private static func spread(_ quotes: [Tick], every: Int, _ clock: Clock) -> Spread {
    var desk = BenchDesk(every: every)
    var nanos: [Int64] = []
    nanos.reserveCapacity(quotes.count)
    var own = Int64.max
    for _ in 0..<1_000 {
      let start = clock.monotonicNanos
      own = min(own, clock.monotonicNanos - start)
    }
    for quote in quotes {
      let start = clock.monotonicNanos
      desk.take(quote)
      nanos.append(max(0, clock.monotonicNanos - start - own))
    }
    nanos.sort()
    return Spread(median: nanos[nanos.count / 2], p99: nanos[nanos.count * 99 / 100])
  }

  private static var peakBytes: Int64 {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return Int64(usage.ru_maxrss) * 1_024
  }
}

/// The workload's engine with every limit set where it never binds, and a journal in memory.
struct BenchDesk {
  private(set) var engine = ReferenceWorkload.engine()
  private var strategy: CrossingStrategy
  private var effects = Effects()
  private var encoder = EffectEncoder()
  private var recordedOrders = 0

  init(every: Int) {
    strategy = CrossingStrategy(every: every)
    for var contract in ReferenceWorkload.contracts {
      contract.initialMargin = Money(nanos: 1_000_000_000)
      contract.group = "index"
      engine.apply(Input(at: nil, .instrument(contract)), into: &effects)
    }
    var change = EngineConfigChange()
    change.risk = BenchDesk.limits
    engine.apply(Input(at: nil, .config(change)), into: &effects)
    effects.removeAll()
  }

  private static var limits: RiskLimitsChange {
    let most = Money(nanos: 9_000_000_000_000_000_000)
    var limits = RiskLimitsChange()
    limits.positionLimit.rest = Quantity(1_000_000)
    limits.maxOrderQuantity.rest = Quantity(1_000_000)
    limits.maxNotionalPerOrder.rest = most
    limits.maxOrderRate = OrderRate(count: 1_000_000, windowNanos: 1_000_000_000)
    limits.maxTradesPerDay = 1_000_000_000
    limits.maxGrossExposure = most
    limits.maxNetExposure = most
    limits.maxGroupExposure = most
    limits.dailyLossLimit = most
    limits.maxDrawdown = most
    limits.profitTarget = ProfitTarget(amount: most, action: .halt)
    limits.checkMargin = true
    limits.priceCollarTicks = 1_000_000
    limits.maxQuoteAgeNanos = 60_000_000_000
    limits.breaker = CircuitBreaker(
      percent: Ratio(nanos: 90_000_000_000), windowNanos: 1_000_000_000,
      cooldownNanos: 5_000_000_000)
    return limits
  }

  @inline(__always)
  mutating func take(_ quote: Tick) {
    strategy.act(on: quote, engine: &engine, effects: &effects)
    if !effects.isEmpty { record() }
  }

  private mutating func record() {
    encoder.append(effects, ordersFrom: recordedOrders, from: engine)
    recordedOrders = engine.orderCount
    strategy.count(effects)
    effects.removeAll()
    if encoder.count > 1 << 20 { encoder.removeAll() }
  }

  /// What the workload comes to after the quotes.
  func result(after quotes: ArraySlice<Tick>) -> ReferenceWorkload.Result {
    var bids: [Int64] = [20_000, 72_000, 39_000, 20_000]
    for quote in quotes {
      let contract = quote.instrument.offset
      bids[contract] = quote.bid.nanos / ReferenceWorkload.contracts[contract].tick.nanos
    }
    return strategy.result(bids: bids)
  }
}
