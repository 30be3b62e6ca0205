import Engine
import Execution
import MarketModel
import Testing

/// A position goes from one contract month to another, whole or not at all.
@Suite struct RollTests {
  private static let start = "1970-01-01T00:00:0"

  /// Two long of ESH0 at 5000.25; ESM0 is quoted twelve points above it.
  private static func prelude(_ config: String = "", side: String = "BUY") -> String {
    """
    {"type":"instrument","symbol":"ESH0","multiplier":"50","tick":"0.25","initial_margin":"13200"}
    {"type":"instrument","symbol":"ESM0","multiplier":"50","tick":"0.25","initial_margin":"13200"}
    {"type":"instrument","symbol":"NQM0","multiplier":"50","tick":"0.25","initial_margin":"13200"}
    {"type":"config","commission":"2"\(config)}
    {"type":"tick","ts":"\(start)1Z","symbol":"ESH0","source":"A","bid":"5000","ask":"5000.25","bidSize":"10","askSize":"10"}
    {"type":"tick","ts":"\(start)1Z","symbol":"ESM0","source":"A","bid":"5012","ask":"5012.5","bidSize":"10","askSize":"10"}
    {"type":"submit","ts":"\(start)2Z","id":"o1","symbol":"ESH0","side":"\(side)","order_type":"MARKET","quantity":"2"}
    {"type":"clock","ts":"\(start)3Z"}

    """
  }

  private static func roll(_ second: Int = 4, to month: String = "ESM0") -> String {
    #"{"type":"roll","ts":"\#(start)\#(second)Z","symbol":"ESH0","to":"\#(month)"}"# + "\n"
  }

  private static let positions = #"{"type":"query","what":"positions"}"# + "\n"

  /// What is said from the roll on, without times.
  private func said(_ text: String, after prelude: String) -> [String] {
    let before = lines(prelude).output.split(separator: "\n").count
    return lines(prelude + text).output.split(separator: "\n").dropFirst(before).map { line in
      String(line).replacing(/"ts":"[^"]*",/, with: "")
    }
  }

  /// What is held at the end, by symbol.
  private func held(_ said: [String]) -> [String] {
    said.compactMap { line in
      line.firstMatch(of: /"symbol":"([A-Z0-9]+)","quantity":"([-0-9]+)","average_price"/).map {
        "\($0.1) \($0.2)"
      }
    }
  }

  @Test func bothLegsGoAndTheSpreadIsNamed() {
    let prelude = RollTests.prelude()
    let said = said(
      """
      {"type":"submit","ts":"\(RollTests.start)3Z","id":"o2","symbol":"ESH0","side":"SELL","order_type":"LIMIT","limit":"5100","quantity":"2"}
      {"type":"submit","ts":"\(RollTests.start)3Z","id":"o3","symbol":"ESM0","side":"SELL","order_type":"LIMIT","limit":"5100","quantity":"1"}
      """ + "\n" + RollTests.roll(), after: prelude)
    #expect(
      Array(said.dropFirst(2)) == [
        // Half of a quarter and of a half point on 2 × 50, and four commissions of 2.
        #"{"type":"roll","symbol":"ESH0","to":"ESM0","quantity":"2","close":"5000","open":"5012.5","spread":"12.5","cost":"45.5"}"#,
        #"{"type":"canceled","id":"o2","reason":"roll","leaves":"2"}"#,
        #"{"type":"accepted","id":"ROLL-ESH0"}"#,
        #"{"type":"filled","id":"ROLL-ESH0","fill":1,"symbol":"ESH0","side":"SELL","price":"5000","quantity":"2","leaves":"0","commission":"4","liquidity":"TAKER","why":"touch","source":"A","bid":"5000","ask":"5000.25"}"#,
        #"{"type":"position","symbol":"ESH0","quantity":"0","average_price":null,"realized":"-25","fees":"8","unrealized":"0"}"#,
        #"{"type":"accepted","id":"ROLL-ESM0"}"#,
        #"{"type":"filled","id":"ROLL-ESM0","fill":1,"symbol":"ESM0","side":"BUY","price":"5012.5","quantity":"2","leaves":"0","commission":"4","liquidity":"TAKER","why":"touch","source":"A","bid":"5012","ask":"5012.5"}"#,
        #"{"type":"position","symbol":"ESM0","quantity":"2","average_price":"5012.5","realized":"0","fees":"4","unrealized":"-50"}"#,
      ])
  }

  @Test func aShortPositionIsBoughtBackAndSoldInTheNewMonth() {
    let prelude = RollTests.prelude(side: "SELL")
    let said = said(RollTests.roll() + RollTests.positions, after: prelude)
    #expect(
      said.first?.contains(#""quantity":"-2","close":"5000.25","open":"5012","spread":"11.75""#)
        == true)
    #expect(held(said).suffix(2) == ["ESH0 0", "ESM0 -2"])
  }

  /// Ids of a second roll, also back.
  @Test func aSecondRollHasItsOwnNames() {
    let said = said(
      RollTests.roll()
        + #"{"type":"roll","ts":"\#(RollTests.start)5Z","symbol":"ESM0","to":"ESH0"}"# + "\n"
        + RollTests.roll(6), after: RollTests.prelude())
    let accepted = said.compactMap {
      $0.firstMatch(of: /accepted","id":"([^"]+)"/).map { String($0.1) }
    }
    #expect(
      accepted == [
        "ROLL-ESH0", "ROLL-ESM0", "ROLL-ESM0-2", "ROLL-ESH0-2", "ROLL-ESH0-3", "ROLL-ESM0-3",
      ])
  }

  // MARK: Refused, with nothing done

  private static let refusals: [(before: String, to: String, says: String)] = [
    ("", "ESH0", #""leg":"ESH0","reason":"other_product""#),
    ("", "NQM0", #""leg":"NQM0","reason":"other_product""#),
    (
      #"{"type":"instrument","symbol":"ESM0","multiplier":"5","tick":"0.25"}"#, "ESM0",
      #""leg":"ESM0","reason":"other_product""#
    ),
    (
      #"{"type":"instrument","symbol":"ESM0","multiplier":"50","tick":"0.25","currency":"EUR"}"#,
      "ESM0", #""leg":"ESM0","reason":"other_product""#
    ),
    (
      #"{"type":"submit","ts":"1970-01-01T00:00:03Z","id":"o9","symbol":"ESH0","side":"SELL","order_type":"MARKET","quantity":"2"}"#,
      "ESM0", #""leg":"ESH0","reason":"reduce_only""#
    ),
    (
      #"{"type":"tick","ts":"1970-01-01T00:00:03Z","symbol":"ESM0","source":"A","ask":null}"#,
      "ESM0",
      #""leg":"ESM0","reason":"no_market""#
    ),
    (
      #"{"type":"tick","ts":"1970-01-01T00:00:03Z","symbol":"ESH0","source":"A","bid":null}"#,
      "ESM0",
      #""leg":"ESH0","reason":"no_market""#
    ),
    (
      #"{"type":"tick","ts":"1970-01-01T00:00:03Z","symbol":"ESM0","source":"A","bid":"5013"}"#,
      "ESM0",
      #""leg":"ESM0","reason":"crossed_book""#
    ),
    (
      #"{"type":"market_status","ts":"1970-01-01T00:00:03Z","symbol":"ESM0","status":"HALT"}"#,
      "ESM0",
      #""leg":"ESM0","reason":"market_halted""#
    ),
    (
      #"{"type":"market_status","ts":"1970-01-01T00:00:03Z","symbol":"ESH0","status":"CLOSED"}"#,
      "ESM0",
      #""leg":"ESH0","reason":"market_closed""#
    ),
    (
      #"{"type":"trading_state","ts":"1970-01-01T00:00:03Z","state":"HALTED"}"#, "ESM0",
      #""leg":"ESH0","reason":"trading_halted""#
    ),
    (
      #"{"type":"trading_state","ts":"1970-01-01T00:00:03Z","state":"REDUCING"}"#, "ESM0",
      #""leg":"ESM0","reason":"reducing""#
    ),
    (
      #"{"type":"config","risk":{"position_limit":{"ESM0":"1"}}}"#, "ESM0",
      #""leg":"ESM0","reason":"position_limit","detail":"position with what works and the order: 2, limit 1""#
    ),
    (
      #"{"type":"config","risk":{"max_order_rate":{"count":2,"per_ms":10000}}}"#, "ESM0",
      #""leg":"ESM0","reason":"order_rate""#
    ),
    (
      #"{"type":"instrument","symbol":"ESM0","multiplier":"50","tick":"0.25","last_trade":"1970-01-01T12:00:00Z"}"#,
      "ESM0", #""leg":"ESM0","reason":"expiry""#
    ),
    (
      #"{"type":"instrument","symbol":"ESH0","multiplier":"50","tick":"0.25","last_trade":"1970-01-01T00:00:03.5Z"}"#,
      "ESM0", #""leg":"ESH0","reason":"expiry""#
    ),
  ]

  @Test(arguments: refusals.indices)
  func whatMayNotGoWholeIsNotBegun(place: Int) {
    let one = RollTests.refusals[place]
    let before =
      RollTests.prelude() + one.before + "\n"
      + #"{"type":"submit","ts":"1970-01-01T00:00:03Z","id":"rests","symbol":"ESH0","side":"BUY","order_type":"LIMIT","limit":"4000","quantity":"1"}"#
      + "\n" + #"{"type":"clock","ts":"1970-01-01T00:00:04Z"}"# + "\n"
    let said = said(RollTests.roll(to: one.to), after: before)
    #expect(said.count == 1)
    #expect(
      said.first?.hasPrefix(#"{"type":"roll_rejected","symbol":"ESH0","to":"\#(one.to)","#) == true)
    #expect(said.first?.contains(one.says) == true, "\(said)")
  }

  /// The new month's book would leave an amount that 64 bits of 1e-9 do not hold: found before the
  /// old one is closed.
  @Test func whatCannotBeBookedIsNotBegun() {
    let large = RollTests.prelude()
      .replacing(
        #""bidSize":"10","askSize":"10""#, with: #""bidSize":"9999999","askSize":"9999999""#
      )
      .replacing(#""quantity":"2""#, with: #""quantity":"1000000""#)
      .replacing(#""bid":"5012","ask":"5012.5""#, with: #""bid":"4700","ask":"5000.25""#)
    let said = said(RollTests.roll() + RollTests.positions, after: large)
    #expect(said.first?.contains(#""leg":"ESM0","reason":"overflow""#) == true, "\(said)")
    #expect(held(said) == ["ESH0 1000000"])
  }

  @Test func aVenueOutsideIsNotAskedForIt() {
    let said = said(
      RollTests.roll(),
      after: """
        {"type":"instrument","symbol":"ESH0","multiplier":"50","tick":"0.25"}
        {"type":"instrument","symbol":"ESM0","multiplier":"50","tick":"0.25"}
        {"type":"config","venue":"outside"}

        """)
    #expect(said.count == 1 && said[0].contains(#""leg":"ESH0","reason":"venue""#))
  }

  /// The new month is measured as the account stands without the old one.
  @Test func theNewMonthTakesTheOldOnesPlaceInTheLimits() {
    let limits = #","cash":"30000","risk":{"check_margin":true,"max_gross_exposure":"510000"}"#
    let said = said(RollTests.roll() + RollTests.positions, after: RollTests.prelude(limits))
    #expect(held(said).suffix(2) == ["ESH0 0", "ESM0 2"])
  }

  // MARK: Latency

  private static let latency = #","latency_ms":500"#
  /// What comes behind it overtakes the roll.
  private static let noLatency = #"{"type":"config","latency_ms":0}"# + "\n"

  @Test func bothLegsArriveTogether() {
    let said = said(
      RollTests.roll() + #"{"type":"query","what":"orders"}"# + "\n"
        + #"{"type":"clock","ts":"1970-01-01T00:00:05Z"}"# + "\n" + RollTests.positions,
      after: RollTests.prelude(RollTests.latency))
    let pending = said.filter { $0.contains(#""id":"ROLL"#) && $0.contains("PENDING") }
    #expect(pending.count == 2)
    #expect(held(said).suffix(2) == ["ESH0 0", "ESM0 2"])
  }

  /// Whatever stops one leg on the way stops both.
  @Test(arguments: [
    (
      #"{"type":"market_status","ts":"1970-01-01T00:00:04.1Z","symbol":"ESM0","status":"HALT"}"#,
      #"rejected","id":"ROLL-ESM0","reason":"market_halted""#,
      #"canceled","id":"ROLL-ESH0","reason":"roll""#
    ),
    (
      #"{"type":"market_status","ts":"1970-01-01T00:00:04.1Z","symbol":"ESH0","status":"HALT"}"#,
      #"rejected","id":"ROLL-ESH0","reason":"market_halted""#,
      #"canceled","id":"ROLL-ESM0","reason":"roll""#
    ),
    (
      noLatency + #"{"type":"cancel","ts":"1970-01-01T00:00:04.1Z","id":"ROLL-ESM0"}"#,
      #"canceled","id":"ROLL-ESM0","reason":"user""#,
      #"canceled","id":"ROLL-ESH0","reason":"roll""#
    ),
    (
      #"{"type":"flatten","ts":"1970-01-01T00:00:04.1Z","symbol":"ESH0"}"#,
      #"canceled","id":"ROLL-ESH0","reason":"flatten""#,
      #"canceled","id":"ROLL-ESM0","reason":"roll""#
    ),
  ])
  func oneLegDoesNotGoAlone(between: String, first: String, second: String) {
    let said = said(
      RollTests.roll() + between + "\n" + #"{"type":"clock","ts":"1970-01-01T00:00:06Z"}"# + "\n"
        + RollTests.positions, after: RollTests.prelude(RollTests.latency))
    #expect(said.contains { $0.contains(first) } && said.contains { $0.contains(second) })
    #expect(!said.contains { $0.contains(#""filled","id":"ROLL"#) })
    #expect(held(said).allSatisfy { !$0.hasPrefix("ESM0") })
  }

  @Test func aRollAnewTakesTheOtherOnesPlace() {
    let said = said(
      RollTests.roll() + RollTests.noLatency + RollTests.roll(4)
        + #"{"type":"clock","ts":"1970-01-01T00:00:06Z"}"# + "\n" + RollTests.positions,
      after: RollTests.prelude(RollTests.latency))
    #expect(
      said.filter { $0.contains("canceled") } == [
        #"{"type":"canceled","id":"ROLL-ESH0","reason":"roll","leaves":"2"}"#,
        #"{"type":"canceled","id":"ROLL-ESM0","reason":"roll","leaves":"2"}"#,
      ])
    #expect(said.contains { $0.contains(#""filled","id":"ROLL-ESM0-2""#) })
    #expect(held(said).suffix(2) == ["ESH0 0", "ESM0 2"])
  }

  /// What was sold on the way is not bought in the new month.
  @Test func theNewMonthGetsWhatTheOldOneGaveUp() {
    let said = said(
      #"{"type":"submit","ts":"1970-01-01T00:00:03.9Z","id":"o2","symbol":"ESH0","side":"SELL","order_type":"MARKET","quantity":"1"}"#
        + "\n" + RollTests.roll() + RollTests.noLatency
        + #"{"type":"submit","ts":"1970-01-01T00:00:04.1Z","id":"o3","symbol":"ESH0","side":"SELL","order_type":"MARKET","quantity":"1"}"#
        + "\n" + #"{"type":"clock","ts":"1970-01-01T00:00:06Z"}"# + "\n" + RollTests.positions,
      after: RollTests.prelude(RollTests.latency))
    // o2 was on its way when the roll came, and ended with the month's other orders.
    #expect(said.contains { $0.contains(#"canceled","id":"o2","reason":"roll""#) })
    #expect(said.contains { $0.contains(#"modified","id":"ROLL-ESM0","quantity":"1""#) })
    #expect(held(said).suffix(2) == ["ESH0 0", "ESM0 1"])
  }

  /// A branch that is asked changes nothing, whatever it was asked.
  @Test func askingChangesNothing() throws {
    var desk = Desk()
    _ = desk.quote("5000", "5000.25")
    _ = desk.quote("100", "100.25", of: Desk.nq)
    _ = desk.buy("a", 2)
    _ = desk.buy("b", 2, at: "4990")
    let before = desk.engine
    let check = desk.engine.checkRoll(from: Desk.es, into: Desk.nq)
    #expect(check.refusal?.reason == .otherProduct)
    let (es, month) = (desk.engine.instruments[Desk.es], InstrumentIndex(3))
    var next = es
    next.symbol = Symbol("ESM0")!
    next.root = es.symbol
    _ = desk.then(.instrument(next))
    _ = desk.quote("5010", "5010.25", of: month)
    let asked = desk.engine.checkRoll(from: Desk.es, into: month)
    #expect(asked.refusal == nil && asked.workingCount == 1)
    #expect(asked.spread == price("10.25"))
    #expect(asked.opening?.positionAfter == Quantity(2))
    #expect(desk.engine.position(of: Desk.es) == before.position(of: Desk.es))
    #expect(desk.engine.orderCount == before.orderCount && desk.status("b") == "ACCEPTED")
    // The original goes on in place and the copy does not see it.
    #expect(desk.then(.roll(Desk.es, into: month)).contains { $0.hasPrefix("filled ROLL-ESM0 2") })
    #expect(before.position(of: Desk.es).quantity == Quantity(2))
  }
}
