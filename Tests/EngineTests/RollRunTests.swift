import Engine
import Execution
import MarketModel
import Testing

/// Random sessions over two months of one product, with rolls at any moment.
@Suite struct RollRunTests {
  private static let months = [InstrumentIndex(3), InstrumentIndex(4)]

  private static func fresh(latencyMillis: Int64) -> Desk {
    var desk = Desk {
      $0.latencyNanos = latencyMillis * 1_000_000
      $0.commissionPerUnit = Money(nanos: 2_250_000_000)
      $0.risk.positionLimit.rest = Quantity(9)
    }
    for name in ["ESH0", "ESM0"] {
      _ = desk.then(
        .instrument(
          Instrument(
            symbol: Symbol(name)!, root: Symbol("ES")!, multiplier: Ratio(nanos: 50_000_000_000),
            tick: price("0.25"), initialMargin: Money(nanos: 13_200_000_000_000), group: "index")))
    }
    return desk
  }

  /// What one session says, and where it ends.
  private struct Run {
    var desk: Desk
    var text: [UInt8] = []
    var rolls = 0
    var finding: String?

    /// - Parameter asks: whether each step asks first what a roll would come to.
    init(seed: UInt64, latencyMillis: Int64, asks: Bool) {
      desk = RollRunTests.fresh(latencyMillis: latencyMillis)
      var draws = Draws(seed)
      var encoder = EffectEncoder()
      var recorded = 0
      for step in 0..<60 where finding == nil {
        if asks {
          _ = desk.engine.checkRoll(from: RollRunTests.months[0], into: RollRunTests.months[1])
        }
        desk.onEffects = { engine, effects in
          encoder.append(effects, ordersFrom: recorded, from: engine)
          recorded = engine.orderCount
          encoder.appendDay(from: engine)
        }
        act(&draws, step, isAtOnce: latencyMillis == 0)
        desk.onEffects = nil
        finding = finding ?? uneven()
      }
      text = encoder.bytes
    }

    private mutating func act(_ draws: inout Draws, _ step: Int, isAtOnce: Bool) {
      let place = draws.below(2)
      let month = RollRunTests.months[place]
      let symbol = ["ESH0", "ESM0"][place]
      let bid = 19_994 + place * 40 + draws.below(13)
      let quantity = 1 + draws.below(4)
      let side = draws.one(of: [Side.buy, .sell])
      switch draws.below(10) {
      case 0...2:
        _ = desk.quote(
          draws.below(12) == 0 ? "-" : SlowVenue.text(bid),
          draws.below(12) == 0 ? "-" : SlowVenue.text(bid + 1),
          sizes: (1 + draws.below(4), 1 + draws.below(4)), of: month)
      case 3, 4: _ = desk.submit(order("r\(step)", side, quantity, symbol: symbol))
      case 5:
        _ = desk.submit(
          order("r\(step)", side, quantity, limit: SlowVenue.text(bid), symbol: symbol))
      case 6: _ = desk.cancel(draws.one(of: ["ROLL-ESH0", "ROLL-ESM0-2", "r\(step - 1)"]))
      case 7:
        _ = desk.then(.marketStatus(month, draws.one(of: [.trading, .trading, .halted])))
      default: roll(place, isAtOnce: isAtOnce)
      }
    }

    private mutating func roll(_ place: Int, isAtOnce: Bool) {
      let (from, into) = (RollRunTests.months[place], RollRunTests.months[1 - place])
      let engine = desk.engine
      let (old, new) = (held(from, engine), held(into, engine))
      _ = desk.then(.roll(from, into: into))
      guard isAtOnce else { return }
      let mayGo = engine.checkRoll(from: from, into: into).refusal == nil
      let (oldAfter, newAfter) = (held(from, desk.engine), held(into, desk.engine))
      if mayGo {
        rolls += 1
        if oldAfter != 0 || newAfter != new + old {
          finding = "rolled \(old), \(new) to \(oldAfter), \(newAfter)"
        }
      } else if oldAfter != old || newAfter != new || desk.engine.orderCount != engine.orderCount {
        finding = "refused, but \(old), \(new) became \(oldAfter), \(newAfter)"
      }
    }

    private func held(_ month: InstrumentIndex, _ engine: Engine) -> Int64 {
      engine.position(of: month).quantity.nanos
    }

    /// A roll that has ended with one leg without the other.
    private func uneven() -> String? {
      for place in 0..<desk.engine.orderCount {
        let open = desk.engine.order(at: OrderIndex(place))
        guard let list = open.list, list.kind == .roll, place != list.first.offset else { continue }
        let close = desk.engine.order(at: list.first)
        guard open.filled != close.filled || open.status.isFinal != close.status.isFinal else {
          continue
        }
        return
          "\(close.id) \(close.status) \(close.filled), \(open.id) \(open.status) \(open.filled)"
      }
      return nil
    }
  }

  private static func state(_ engine: Engine) -> [String] {
    (0..<engine.orderCount).map { place in
      let order = engine.order(at: OrderIndex(place))
      return "\(order.id) \(order.status) \(order.quantity) \(order.filled)"
    } + months.map { "\(engine.position(of: $0))" } + ["\(engine.account.cash)"]
  }

  @Test(arguments: [0, 3] as [Int64])
  func aRollIsWholeOrNotAtAllAndIsThereAgain(latencyMillis: Int64) throws {
    var rolls = 0
    for seed in 1...120 as ClosedRange<UInt64> {
      let run = Run(seed: seed, latencyMillis: latencyMillis, asks: false)
      #expect(run.finding == nil, "seed \(seed)")
      if run.finding != nil { return }
      rolls += run.rolls
      // Asking leaves no trace.
      let asked = Run(seed: seed, latencyMillis: latencyMillis, asks: true)
      #expect(asked.text == run.text, "seed \(seed)")
      var again = RollRunTests.fresh(latencyMillis: latencyMillis).engine
      for line in run.text.split(separator: UInt8(ascii: "\n")) {
        _ = try Array(line).withUnsafeBufferPointer { try again.restore(line: $0) }
      }
      again.finishRestoring(at: run.desk.engine.clock)
      #expect(
        RollRunTests.state(again).dropLast(3) == RollRunTests.state(run.desk.engine).dropLast(3),
        "seed \(seed)")
      #expect(again.account.cash == run.desk.engine.account.cash, "seed \(seed)")
    }
    #expect(latencyMillis > 0 || rolls > 90)
  }
}
