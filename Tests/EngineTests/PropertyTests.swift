import Engine
import Execution
import Foundation
import MarketModel
import Portfolio
import Testing

/// Thousands of random runs against a second, obvious implementation. A failing seed is printed with
/// the command that repeats it.
@Suite struct PropertyTests {
  private static let given = ProcessInfo.processInfo.environment["THOR_ENGINE_SEED"]

  /// Seeds to run: the one asked for, or many.
  private static func seeds(_ count: UInt64) -> [UInt64] {
    if let given, let seed = UInt64(given) { return [seed] }
    return Array(1...count)
  }

  private static func repeating(_ seed: UInt64) -> Comment {
    "THOR_ENGINE_SEED=\(seed) swift test --filter PropertyTests"
  }

  @Test func theEngineFillsAsTheSlowVenueDoes() {
    for seed in PropertyTests.seeds(1_500) {
      var run = VenueRun(seed: seed)
      let difference = run.play(steps: 60)
      #expect(difference == nil, PropertyTests.repeating(seed))
      if difference != nil { return }
    }
  }

  @Test func listsAndReduceOnlyKeepTheirWord() {
    for seed in PropertyTests.seeds(600) {
      var run = ListRun(seed: seed)
      let finding = run.play(steps: 60)
      #expect(finding == nil, PropertyTests.repeating(seed))
      if finding != nil { return }
    }
  }

  @Test func noOrderPassesALimitAndALossEndsEverything() {
    for seed in PropertyTests.seeds(1_000) {
      var run = LimitRun(seed: seed)
      let finding = run.play(steps: 60)
      #expect(finding == nil, PropertyTests.repeating(seed))
      if finding != nil { return }
    }
  }

  @Test(arguments: [ProfitMethod.average, .firstInFirstOut])
  func cashAndPositionsAreTheSumOfFills(method: ProfitMethod) {
    for seed in PropertyTests.seeds(400) {
      var run = VenueRun(seed: seed, method: method)
      _ = run.play(steps: 40)
      let finding = run.checkBooks()
      #expect(finding == nil, PropertyTests.repeating(seed))
      if finding != nil { return }
    }
  }

  @Test func aCopyGivesTheSameAndABranchTouchesNothing() {
    for seed in PropertyTests.seeds(200) {
      var run = ListRun(seed: seed)
      _ = run.play(steps: 30)
      let before = run.desk.engine
      var branch = run
      var twin = run
      let first = branch.playLines(steps: 30)
      let account = before.account
      #expect(first == twin.playLines(steps: 30), PropertyTests.repeating(seed))
      #expect(before.account == account && run.desk.engine.account == account)
      #expect(run.desk.engine.orderCount == before.orderCount)
      #expect(first == run.playLines(steps: 30), PropertyTests.repeating(seed))
    }
  }
}

/// xorshift64: the same on every machine.
struct Draws {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func below(_ limit: Int) -> Int { Int(next() >> 33) % limit }
  mutating func one<Value>(of values: [Value]) -> Value { values[below(values.count)] }
}

/// A random run of one symbol through the engine and the slow venue.
struct VenueRun {
  private var draws: Draws
  private(set) var desk: Desk
  private(set) var venue = SlowVenue()
  private var ids = 0
  private let method: ProfitMethod

  init(seed: UInt64, method: ProfitMethod = .average) {
    draws = Draws(seed)
    self.method = method
    desk = Desk {
      $0.profitMethod = method
      $0.commissionPerUnit = Money(nanos: 2_250_000_000)
    }
    _ = desk.quote("5000", "5000.25")
    venue.quote(20_000, 50, 20_001, 50)
    _ = venue.takeSaid()
  }

  /// The first step at which the two differ; nil when they never do.
  mutating func play(steps: Int) -> String? {
    for step in 0..<steps {
      let said = self.step()
      let wanted = venue.takeSaid()
      if said != wanted { return "step \(step): \(said) instead of \(wanted)" }
    }
    return nil
  }

  private mutating func step() -> [String] {
    switch draws.below(10) {
    case 0...3: return quote()
    case 4...7: return submit()
    case 8: return cancel()
    default: return modify()
    }
  }

  private mutating func quote() -> [String] {
    let bid = 19_990 + draws.below(21)
    let ask = bid + draws.below(5) - (draws.below(12) == 0 ? 2 : 0)
    let sizes = (1 + draws.below(6), 1 + draws.below(6))
    venue.quote(bid, sizes.0, ask, sizes.1)
    return desk.quote(SlowVenue.text(bid), SlowVenue.text(ask), sizes: sizes)
  }

  private mutating func submit() -> [String] {
    if draws.below(20) > 0 { ids += 1 }
    let id = "o\(ids)"
    let side = draws.one(of: [Side.buy, .sell])
    let quantity = 1 + draws.below(8)
    let limit = draws.below(3) > 0 ? 19_988 + draws.below(26) : nil
    let stop = draws.below(4) == 0 ? 19_988 + draws.below(26) : nil
    let tif: TimeInForce =
      stop != nil
      ? .goodTillCanceled
      : draws.one(of: [.goodTillCanceled, .goodTillCanceled, .immediateOrCancel, .fillOrKill])
    venue.submit(id, side, quantity, limit: limit, stop: stop, tif: tif)
    return desk.submit(
      order(
        id, side, quantity, limit: limit.map { SlowVenue.text($0) },
        stop: stop.map { SlowVenue.text($0) }, tif: tif))
  }

  private mutating func cancel() -> [String] {
    let id = "o\(draws.below(ids + 2))"
    venue.cancel(id)
    return desk.cancel(id)
  }

  private mutating func modify() -> [String] {
    let id = "o\(draws.below(ids + 1))"
    if venue.stopIDs.contains(id) { return [] }
    let quantity = draws.below(2) == 0 ? 1 + draws.below(8) : nil
    let limit = quantity == nil || draws.below(2) == 0 ? 19_988 + draws.below(26) : nil
    venue.modify(id, quantity: quantity, limit: limit)
    return desk.modify(id, quantity: quantity, limit: limit.map { SlowVenue.text($0) })
  }

  /// Position, realised, fees and cash against books kept one unit at a time.
  func checkBooks() -> String? {
    var books = SlowBooks(method: method)
    for fill in venue.fills { books.take(fill.side, fill.quantity, ticks: fill.ticks) }
    let figures = desk.engine.position(of: Desk.es)
    if figures.quantity != Quantity(venue.position) { return "position \(figures.quantity)" }
    let fees = Int64(venue.fills.reduce(0) { $0 + $1.quantity }) * 2_250_000_000
    if figures.fees.nanos != fees { return "fees \(figures.fees)" }
    let difference = abs(figures.realized.nanos - books.realizedNanos)
    // Each closing fill is rounded once; the books here are not.
    if difference > Int64(venue.fills.count) { return "realised \(figures.realized)" }
    let cash = 1_000_000_000_000_000 + figures.realized.nanos - fees
    return desk.engine.account.cash.nanos == cash ? nil : "cash \(desk.engine.account.cash)"
  }
}

/// Books kept one unit at a time, in ticks of 12.50.
struct SlowBooks {
  let method: ProfitMethod
  /// One entry a unit held: its price in ticks, a float for averages.
  private var units: [Double] = []
  private var isLong = true
  private var realized = 0.0

  init(method: ProfitMethod) { self.method = method }

  var realizedNanos: Int64 { Int64((realized * 12.5 * 1e9).rounded()) }

  mutating func take(_ side: Side, _ quantity: Int, ticks: Int) {
    for _ in 0..<quantity {
      if units.isEmpty || isLong == (side == .buy) {
        isLong = side == .buy
        units.append(Double(ticks))
      } else {
        let cost = close()
        realized += isLong ? Double(ticks) - cost : cost - Double(ticks)
      }
    }
  }

  private mutating func close() -> Double {
    if method == .firstInFirstOut { return units.removeFirst() }
    let mean = units.reduce(0, +) / Double(units.count)
    units = Array(repeating: mean, count: units.count - 1)
    return mean
  }
}
