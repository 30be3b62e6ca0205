import Engine
import Execution
import MarketModel
import Testing

/// What has ended stays ended: a journal taken up behind the end of a contract.
@Suite struct EndedContractTests {
  private static let day: Int64 = 86_400_000
  private static let end = 10 * day
  private static let month = InstrumentIndex(3)

  /// How a start takes up a journal, and whether the month is listed by then.
  enum Way: CaseIterable {
    case events, condensed, eventsUnlisted, condensedUnlisted

    var isCondensed: Bool { self == .condensed || self == .condensedUnlisted }
    var isListed: Bool { self == .events || self == .condensed }
  }

  private static func terms(_ action: ExpiryAction) -> Instrument {
    var terms = Instrument(
      symbol: Symbol("ESH0")!, root: Symbol("ES")!, multiplier: Ratio(nanos: 50_000_000_000),
      tick: price("0.25"), initialMargin: Money(nanos: 13_200_000_000_000), group: "index")
    terms.lastTradeAt = UnixNanos(end * 1_000_000)
    terms.expiryAction = action
    return terms
  }

  /// A desk with two of the month, and its journal as the recorder writes it.
  private struct Story {
    var desk: Desk
    var text: [UInt8] = []
    private var encoder = EffectEncoder()
    private var recorded = 0

    init(_ action: ExpiryAction) {
      desk = Desk()
      _ = desk.then(.instrument(EndedContractTests.terms(action)))
      encoder.append(desk.engine.instruments[EndedContractTests.month], at: .zero)
      _ = desk.quote("5000", "5000.25", of: EndedContractTests.month)
      step(.submit(order("o1", .buy, 2, symbol: "ESH0")))
      step(.submit(order("o2", .sell, 1, limit: "5100", symbol: "ESH0")))
    }

    mutating func step(_ action: Input.Action, at milliseconds: Int64? = nil) {
      var (encoder, recorded) = (encoder, recorded)
      desk.onEffects = { engine, effects in
        encoder.append(effects, ordersFrom: recorded, from: engine)
        recorded = engine.orderCount
        encoder.appendDay(from: engine)
      }
      _ = desk.at(milliseconds ?? desk.now + 1, action)
      desk.onEffects = nil
      text += encoder.bytes
      encoder.removeAll()
      (self.encoder, self.recorded) = (encoder, recorded)
    }

    /// A desk that has taken the journal up.
    func restarted(
      _ way: Way, listing others: [Instrument] = [], at milliseconds: Int64
    ) throws -> Desk {
      var again = Desk()
      if way.isListed {
        _ = again.then(.instrument(desk.engine.instruments[EndedContractTests.month]))
      }
      for one in others { _ = again.then(.instrument(one)) }
      let fresh = again.engine
      let lines = text.split(separator: UInt8(ascii: "\n")).map { Array($0) }
      for line in lines {
        _ = try line.withUnsafeBufferPointer { try again.engine.restore(line: $0) }
      }
      if way.isCondensed {
        var writer = CondensedWriter()
        for line in lines {
          try line.withUnsafeBufferPointer { try writer.append($0, from: again.engine) }
        }
        again.engine = fresh
        _ = try writer.bytes.withUnsafeBytes { bytes in
          try again.engine.restore(condensed: bytes) { line, engine throws(RestoreFailure) in
            _ = try engine.restore(line: line)
          }
        }
      }
      again.engine.finishRestoring(at: UnixNanos(milliseconds * 1_000_000))
      return again
    }
  }

  private static func held(_ desk: Desk) -> Quantity { desk.engine.position(of: month).quantity }

  private static func settlement(_ text: String) -> Input.Action {
    .settlement(month, price(text))
  }

  @Test(arguments: Way.allCases)
  func whatWaitsForItsSettlementWaitsOn(way: Way) throws {
    var story = Story(.settle)
    story.step(.clock, at: EndedContractTests.end)
    #expect(story.desk.status("SETTLE-ESH0") == "PENDING")
    var again = try story.restarted(way, at: EndedContractTests.end + 5_000)
    // What was due falls due, and makes no second order.
    #expect(again.at(EndedContractTests.end + 6_000, .clock) == [])
    #expect(
      again.quote("5000", "5000.25", of: EndedContractTests.month).allSatisfy {
        $0.hasPrefix("source")
      })
    #expect(again.engine.orderCount == 3 && again.engine.liveOrderCount == 1)
    #expect(again.submit(order("o3", .buy, 1, symbol: "ESH0")) == ["denied o3 expiry"])
    #expect(again.then(.flatten(nil)) == [])
    #expect(again.cancel("SETTLE-ESH0") == ["cancel_rejected SETTLE-ESH0 expiry"])
    let settled = again.then(EndedContractTests.settlement("5010"))
    #expect(
      settled.prefix(2) == [
        "accepted SETTLE-ESH0", "filled SETTLE-ESH0 2 at 5010 TAKER settlement",
      ])
    #expect(again.then(EndedContractTests.settlement("5020")) == [])
    #expect(EndedContractTests.held(again) == .zero)
    let gained = again.engine.account.cash.nanos - story.desk.engine.account.cash.nanos
    #expect(gained == 975_000_000_000)
  }

  @Test(arguments: Way.allCases)
  func whatWasSettledIsNotSettledAgain(way: Way) throws {
    var story = Story(.settle)
    story.step(.clock, at: EndedContractTests.end)
    story.step(EndedContractTests.settlement("5010"))
    let cash = story.desk.engine.account.cash
    var again = try story.restarted(way, at: EndedContractTests.end + 5_000)
    #expect(again.at(EndedContractTests.end + 6_000, .clock) == [])
    #expect(again.then(EndedContractTests.settlement("5020")) == [])
    #expect(again.engine.account.cash == cash && again.engine.liveOrderCount == 0)
    #expect(again.submit(order("o3", .buy, 1, symbol: "ESH0")) == ["denied o3 expiry"])
    #expect(again.then(.marketStatus(EndedContractTests.month, .trading)) == [])
    #expect(again.engine.marketStatus(of: EndedContractTests.month) == .closed)
  }

  @Test(arguments: Way.allCases)
  func whatWasClosedAtTheMarketStaysClosed(way: Way) throws {
    var story = Story(.flatten)
    story.step(.clock, at: EndedContractTests.end)
    #expect(story.desk.status("FLATTEN-ESH0") == "FILLED")
    var again = try story.restarted(way, at: EndedContractTests.end + 5_000)
    _ = again.quote("5000", "5000.25", of: EndedContractTests.month)
    #expect(again.engine.orderCount == 3 && again.engine.liveOrderCount == 0)
    #expect(EndedContractTests.held(again) == .zero)
    #expect(again.submit(order("o3", .buy, 1, symbol: "ESH0")) == ["denied o3 expiry"])
  }

  /// It ended while nobody looked: at the next start it waits for its settlement.
  @Test(arguments: Way.allCases, [ExpiryAction.settle, .flatten])
  func whatEndedMeanwhileEndsAtTheStart(way: Way, action: ExpiryAction) throws {
    let story = Story(action)
    var again = try story.restarted(way, at: EndedContractTests.end + 5_000)
    #expect(again.at(EndedContractTests.end + 6_000, .clock).contains("canceled o2 expiry 1"))
    #expect(again.status("SETTLE-ESH0") == "PENDING")
    #expect(
      again.then(EndedContractTests.settlement("5010")).contains(
        "filled SETTLE-ESH0 2 at 5010 TAKER settlement"))
    #expect(EndedContractTests.held(again) == .zero)
  }

  /// A roll on its way is looked at anew, without a book: it goes not at all.
  @Test(arguments: [Way.events, .condensed])
  func aRollOnItsWayGoesNotAtAllWithoutABook(way: Way) throws {
    var story = Story(.settle)
    var next = EndedContractTests.terms(.settle)
    next.symbol = Symbol("ESM0")!
    next.lastTradeAt = nil
    var change = EngineConfigChange()
    change.latencyNanos = 500_000_000
    story.step(.instrument(next))
    _ = story.desk.quote("5010", "5010.25", of: InstrumentIndex(4))
    story.step(.config(change))
    story.step(.roll(EndedContractTests.month, into: InstrumentIndex(4)))
    #expect(story.desk.status("ROLL-ESM0") == "PENDING")
    var again = try story.restarted(way, listing: [next], at: story.desk.now + 5_000)
    let lines = again.at(story.desk.now + 6_000, .clock)
    #expect(lines == ["rejected ROLL-ESH0 no_market", "canceled ROLL-ESM0 roll 2"])
    #expect(EndedContractTests.held(again) == Quantity(2))
  }
}
