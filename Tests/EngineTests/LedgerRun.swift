import Execution
import MarketModel

@testable import Engine

/// A random session in two symbols, followed by a ledger now and then, and reckoned again from the
/// effects: every fill taken apart into single units, everything summed anew.
struct LedgerRun {
  private var draws: Draws
  private(set) var desk: Desk
  private(set) var ledger = TradeLedger()
  private(set) var journal: [UInt8] = []
  private let latencyMillis: Int64
  private var sent: [String: (order: OrderRequest, at: Int64)] = [:]
  private var quotes: [(instrument: InstrumentIndex, at: Int64, bid: Price, ask: Price)] = []
  private var fills: [Fill] = []
  private var recorded = 0

  static let multipliers = [50, 20]

  static func desk(_ latencyMillis: Int64) -> Desk {
    Desk {
      $0.commissionPerUnit = Money(nanos: 2_250_000_000)
      $0.latencyNanos = latencyMillis * 1_000_000
      // What a fill realises is then no average, and needs no rounding.
      $0.profitMethod = .firstInFirstOut
      $0.risk.positionLimit.rest = Quantity(12)
    }
  }

  init(seed: UInt64, latencyMillis: Int64) {
    draws = Draws(seed)
    self.latencyMillis = latencyMillis
    desk = LedgerRun.desk(latencyMillis)
    quote(Desk.es)
    quote(Desk.nq)
  }

  mutating func play(steps: Int) {
    for step in 0..<steps {
      act(step)
      if draws.below(4) == 0 { ledger.follow(desk.engine) }
    }
    ledger.follow(desk.engine)
    record([])
  }

  private mutating func act(_ step: Int) {
    let instrument = draws.one(of: [Desk.es, Desk.nq])
    switch draws.below(10) {
    case 0...4: quote(instrument)
    case 5...7: submit("l\(step)", instrument)
    case 8: then(.cancel(OrderID("l\(draws.below(step + 1))")!))
    // Into other hours of the day.
    default: draws.below(3) == 0 ? pass(3_000_000) : pass(7)
    }
  }

  private mutating func submit(_ id: String, _ instrument: InstrumentIndex) {
    let at = SlowVenue.text(19_994 + draws.below(13))
    let stop = draws.below(6) == 0 ? at : nil
    let limit = stop == nil && draws.below(2) == 0 ? at : nil
    let request = order(
      id, draws.one(of: [.buy, .sell]), 1 + draws.below(5), limit: limit, stop: stop,
      symbol: instrument == Desk.es ? "ES" : "NQ")
    sent[id] = (request, desk.now + 1)
    then(.submit(request))
  }

  private mutating func quote(_ instrument: InstrumentIndex) {
    let bid = 19_994 + draws.below(13)
    let ask = bid + 1 + draws.below(2)
    let sizes = (1 + draws.below(5), 1 + draws.below(5))
    let texts = (SlowVenue.text(bid), SlowVenue.text(ask))
    watch { _ = $0.quote(texts.0, texts.1, sizes: sizes, of: instrument) }
    quotes.append((instrument, desk.now, price(texts.0), price(texts.1)))
  }

  private mutating func pass(_ millis: Int64) {
    watch { _ = $0.at($0.now + millis, .clock) }
  }

  private mutating func then(_ action: Input.Action) { watch { _ = $0.then(action) } }

  /// Lets the desk do something and takes down what came of it.
  private mutating func watch(_ act: (inout Desk) -> Void) {
    nonisolated(unsafe) var seen: [(Engine, Effects)] = []
    desk.onEffects = { seen.append(($0, $1)) }
    act(&desk)
    desk.onEffects = nil
    record(seen)
  }

  private mutating func record(_ seen: [(Engine, Effects)]) {
    var encoder = EffectEncoder()
    for (engine, effects) in seen {
      while recorded < engine.orderCount {
        encoder.append(order: .init(recorded), from: engine)
        recorded += 1
      }
      for effect in effects.items {
        encoder.append(effect, of: effects, from: engine)
        if case .filled(let fill) = effect.kind { fills.append(fill) }
      }
      encoder.appendDay(from: engine)
    }
    journal += encoder.bytes
  }

  // MARK: Once more, slowly

  /// One unit bought or sold.
  private struct Unit {
    let fill: Fill
    var sign: Int { Int(fill.side.sign) }
  }

  private struct Trip: Equatable {
    let instrument: Int
    let side: Side
    let quantity: Int
    let closedAt: Int64
    let net: Int128
    let fillCount: Int
  }

  private static let unitCommission: Int128 = 2_250_000_000

  private func units(of place: Int) -> [Unit] {
    fills.filter { $0.instrument.offset == place }.flatMap { fill in
      Array(repeating: Unit(fill: fill), count: Int(fill.quantity.nanos / 1_000_000_000))
    }
  }

  private func trips(of place: Int) -> [Trip] {
    var trips: [Trip] = []
    var run: [Unit] = []
    var held = 0
    for unit in units(of: place) {
      run.append(unit)
      held += unit.sign
      guard held == 0, let first = run.first, let last = run.last else { continue }
      let gross = run.reduce(Int128(0)) { $0 - Int128($1.sign) * Int128($1.fill.price.nanos) }
      var most = 0
      var level = 0
      for unit in run {
        level += unit.sign
        most = max(most, abs(level))
      }
      trips.append(
        Trip(
          instrument: place, side: first.fill.side, quantity: most,
          closedAt: last.fill.at.nanos,
          net: gross * Int128(LedgerRun.multipliers[place])
            - Int128(run.count) * LedgerRun.unitCommission,
          fillCount: Set(run.map { "\($0.fill.order.offset) \($0.fill.number)" }).count))
      run = []
    }
    return trips
  }

  /// The touch that the other side showed: with ticks at the very instant, or before them.
  private func touch(_ request: OrderRequest, at millis: Int64, with same: Bool) -> Price? {
    let place = request.symbol == Symbol("ES") ? Desk.es : Desk.nq
    let last = quotes.last { $0.instrument == place && ($0.at < millis || same && $0.at == millis) }
    return last.map { request.side == .buy ? $0.ask : $0.bid }
  }

  /// What slipped in money, on average in ticks, and the part of latency.
  private func costs() -> (slip: Int128, ticks: Double?, late: Int128) {
    var (slip, late, units, ticks) = (Int128(0), Int128(0), 0.0, 0.0)
    for fill in fills where fill.liquidity == .taker {
      let id = desk.engine.order(at: fill.order).id.description
      guard let (request, at) = sent[id], request.stop == nil,
        let seen = touch(request, at: at, with: true),
        let met = touch(request, at: at + latencyMillis, with: latencyMillis == 0)
      else { continue }
      let worth = Int128(LedgerRun.multipliers[fill.instrument.offset])
      let count = Int128(fill.quantity.nanos / 1_000_000_000)
      let sign = Int128(fill.side.sign)
      let difference = sign * Int128(fill.price.nanos - seen.nanos)
      slip += difference * count * worth
      late += sign * Int128(met.nanos - seen.nanos) * count * worth
      units += Double(count)
      ticks += Double(difference) / 250_000_000 * Double(count)
    }
    return (slip, units == 0 ? nil : ticks / units, late)
  }

  /// What the account was worth behind each fill, every symbol at the quote of its own last fill.
  private func worths() -> [Int128] {
    fills.indices.map { end in
      var worth = Int128(desk.engine.config.cash.nanos)
      for place in LedgerRun.multipliers.indices {
        let mine = fills[...end].filter { $0.instrument.offset == place }
        guard let last = mine.last else { continue }
        var (held, flow, count) = (Int128(0), Int128(0), Int128(0))
        for fill in mine {
          let units = Int128(fill.quantity.nanos / 1_000_000_000)
          held += Int128(fill.side.sign) * units
          flow -= Int128(fill.side.sign) * units * Int128(fill.price.nanos)
          count += units
        }
        let mark = (held > 0 ? last.bid : last.ask) ?? last.price
        worth += (flow + held * Int128(mark.nanos)) * Int128(LedgerRun.multipliers[place])
        worth -= count * LedgerRun.unitCommission
      }
      return worth
    }
  }

  /// Where the ledger says something else; nil where it does not.
  func difference() -> String? {
    let slow = (trips(of: 0) + trips(of: 1)).sorted { $0.closedAt < $1.closedAt }
    let fast = (0..<ledger.tripCount).map { ledger.trip(at: $0) }.map {
      Trip(
        instrument: $0.instrument.offset, side: $0.side,
        quantity: Int($0.quantity.nanos / 1_000_000_000), closedAt: $0.closedAt.nanos,
        net: $0.net.nanos, fillCount: $0.fillCount)
    }
    if fast.count != slow.count || !slow.allSatisfy(fast.contains) {
      return "trades \(fast), wanted \(slow)"
    }
    return tripDifference(slow) ?? costDifference() ?? orderDifference() ?? curveDifference()
      ?? partDifference()
  }

  private func tripDifference(_ slow: [Trip]) -> String? {
    let all = ledger.all
    let wins = slow.map(\.net).filter { $0 > 0 }
    let losses = slow.map(\.net).filter { $0 < 0 }
    guard all.winCount == wins.count, all.lossCount == losses.count,
      all.won.nanos == wins.reduce(0, +), all.lost.nanos == losses.reduce(0, +),
      all.largestWin.nanos == wins.max() ?? 0, all.largestLoss.nanos == losses.min() ?? 0
    else { return "wins and losses \(all), wanted \(wins) and \(losses)" }
    return nil
  }

  private func costDifference() -> String? {
    let costs = costs()
    let all = ledger.all
    if all.slippage.amount.nanos != costs.slip { return "slippage \(all.slippage), \(costs)" }
    if all.latency.amount.nanos != costs.late { return "latency \(all.latency), \(costs)" }
    if let ticks = all.slippage.averageTicks, abs(ticks - (costs.ticks ?? .nan)) > 1e-9 {
      return "ticks \(ticks), wanted \(costs)"
    }
    let paid = fills.reduce(Int128(0)) { $0 + Int128($1.commission.nanos) }
    let made = fills.filter { $0.liquidity == .maker }
      .reduce(Int128(0)) { $0 + Int128($1.quantity.nanos) }
    return all.commission.nanos == paid && all.makerQuantity == made && all.fillCount == fills.count
      ? nil : "commission, maker or fills: \(all)"
  }

  private func orderDifference() -> String? {
    var counts: [String: Int] = [:]
    for place in 0..<desk.engine.orderCount {
      counts["\(desk.engine.order(at: OrderIndex(place)).status.word)", default: 0] += 1
    }
    let all = ledger.all
    let refused = all.deniedCount + all.rejectedCount
    let said = [all.filledCount, all.canceledCount, all.expiredCount, refused, all.orderCount]
    let wanted = [
      counts["FILLED"] ?? 0, counts["CANCELED"] ?? 0, counts["EXPIRED"] ?? 0,
      (counts["DENIED"] ?? 0) + (counts["REJECTED"] ?? 0), desk.engine.orderCount - refused,
    ]
    return said == wanted ? nil : "orders \(said), wanted \(wanted)"
  }

  private func curveDifference() -> String? {
    let points = (0..<ledger.curve.count).map { ledger.curve[$0].equity.nanos }.dropFirst()
    let wanted = worths()
    guard Array(points) == wanted else { return "curve \(points), wanted \(wanted)" }
    var (deepest, high) = (Int128(0), Int128(desk.engine.config.cash.nanos))
    for worth in wanted {
      high = max(high, worth)
      deepest = max(deepest, high - worth)
    }
    return ledger.curve.maxDrawdown.nanos == deepest ? nil : "drawdown \(deepest)"
  }

  /// Symbols and hours each come to the whole.
  private func partDifference() -> String? {
    let bySymbol = [Desk.es, Desk.nq].map { ledger.statistics(of: $0) }
    for parts in [bySymbol, ledger.hours] {
      guard parts.reduce(0, { $0 + $1.tripCount }) == ledger.all.tripCount,
        parts.reduce(0, { $0 + $1.orderCount }) == ledger.all.orderCount,
        parts.reduce(WideAmount.zero, { $0 + $1.net }) == ledger.all.net,
        parts.reduce(WideAmount.zero, { $0 + $1.slippage.amount }) == ledger.all.slippage.amount
      else { return "the parts are not the whole" }
    }
    for hour in 0..<24 {
      let mine = fills.filter { $0.at.nanos / 3_600_000_000_000 % 24 == Int64(hour) }
      let gross = mine.reduce(Int128(0)) { $0 + Int128($1.realized.nanos) }
      if ledger.hours[hour].realized.nanos != gross { return "hour \(hour)" }
    }
    return nil
  }

  /// Everything a ledger says, to be compared.
  static func figures(_ ledger: TradeLedger) -> [String] {
    [
      "\(ledger.all)", "\(ledger.hours)", "\(ledger.statistics(of: Desk.es))",
      "\(ledger.statistics(of: Desk.nq))",
    ] + (0..<ledger.tripCount).map { "\(ledger.trip(at: $0))" }
      + (0..<ledger.curve.count).map { "\(ledger.curve[$0])" }
  }
}
