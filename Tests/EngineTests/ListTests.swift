import Engine
import Execution
import MarketModel
import Testing

/// Rules 9, 14 and 19: lists, reduce-only, flatten and reverse.
@Suite struct ListTests {
  private func desk(_ configure: (inout EngineConfigChange) -> Void = { _ in }) -> Desk {
    var desk = Desk(configure)
    _ = desk.quote("5000", "5000.25")
    return desk
  }

  private func list(_ desk: inout Desk, _ kind: ListKind, _ orders: OrderRequest...) -> [String] {
    desk.then(.submitList(kind, orders))
  }

  @Test func aPartialFillOfOneLegEndsTheOther() {
    var desk = desk()
    _ = list(
      &desk, .oneCancelsOther, order("up", .sell, 5, limit: "5001"),
      order("down", .sell, 5, stop: "4999"))
    #expect(
      desk.quote("5001", "5001.25", sizes: (2, 9)) == [
        "filled up 2 at 5001 MAKER quote", "canceled down oco 5",
      ])
    #expect(desk.quote("5002", "5002.25") == ["filled up 3 at 5001 MAKER quote"])
  }

  @Test func cancellingAnOCOLegEndsTheOtherButNotAnOUOLegs() {
    var desk = desk()
    _ = list(
      &desk, .oneCancelsOther, order("a", .sell, 5, limit: "5001"),
      order("b", .sell, 5, stop: "4999"))
    _ = list(
      &desk, .oneUpdatesOther, order("c", .sell, 5, limit: "5001"),
      order("d", .sell, 5, stop: "4999"))
    #expect(desk.cancel("b") == ["canceled b user 5", "canceled a oco 5"])
    #expect(desk.cancel("d") == ["canceled d user 5"])
    #expect(desk.status("c") == "ACCEPTED")
  }

  @Test func anOCOGoesWholeOrNotAtAll() {
    var desk = desk()
    #expect(
      list(
        &desk, .oneCancelsOther, order("a", .sell, 5, limit: "5001"),
        order("b", .sell, 5, stop: "5000.5")) == [
          "rejected b stop_in_market", "canceled a oco 5",
        ])
    #expect(
      list(
        &desk, .oneCancelsOther, order("c", .sell, 5, limit: "5001"),
        order("a", .sell, 5, stop: "4999")) == [
          "rejected a duplicate_id", "canceled c oco 5",
        ])
  }

  @Test func theTradeOfATickReachesChildrenThatItsQuoteBroughtIn() {
    var desk = desk()
    _ = list(
      &desk, .bracket, order("en", .buy, 2, limit: "4999"), order("sl", .sell, 2, stop: "4990"),
      order("tp", .sell, 2, limit: "4999.5"))
    #expect(
      desk.quoteAndTrade("4998.75", "4999", last: "4999.5", size: 5, by: .buy) == [
        "filled en 2 at 4999 MAKER quote", "accepted sl", "accepted tp",
        "filled tp 2 at 4999.5 MAKER trade", "canceled sl ouo 2",
      ])
  }

  @Test func togetherNoneEndsAsAnothersSibling() {
    var desk = desk()
    _ = list(
      &desk, .oneCancelsOther, order("a", .sell, 5, limit: "5001"),
      order("b", .sell, 5, stop: "4999"))
    #expect(desk.then(.cancelAll(nil)) == ["canceled a user 5", "canceled b user 5"])
  }

  @Test func anOUOFillReducesTheOther() {
    var desk = desk()
    _ = list(
      &desk, .oneUpdatesOther, order("tp", .sell, 5, limit: "5001"),
      order("sl", .sell, 5, stop: "4999"))
    #expect(
      desk.quote("5001", "5001.25", sizes: (2, 9)) == [
        "filled tp 2 at 5001 MAKER quote", "modified sl 3 stop 4999",
      ])
    #expect(
      desk.quote("4998", "4998.25") == [
        "triggered sl 4999", "filled sl 3 at 4998 TAKER trigger", "canceled tp ouo 3",
      ])
  }

  // MARK: Brackets

  private func bracket(_ desk: inout Desk, entry: OrderRequest) -> [String] {
    list(
      &desk, .bracket, entry, order("sl", .sell, 5, stop: "4990"),
      order("tp", .sell, 5, limit: "5010"))
  }

  @Test func childrenWakeAndGrowWithTheEntry() {
    var desk = desk()
    #expect(bracket(&desk, entry: order("en", .buy, 5, limit: "4999")) == ["accepted en"])
    #expect(desk.status("sl") == "INACTIVE")
    #expect(
      desk.quote("4998.75", "4999", sizes: (9, 2)) == [
        "filled en 2 at 4999 MAKER quote", "accepted sl", "accepted tp",
      ])
    #expect(
      desk.quote("4998.75", "4999", sizes: (9, 3)) == [
        "filled en 3 at 4999 MAKER quote", "modified sl 5 stop 4990", "modified tp 5 5010",
      ])
    #expect(
      desk.quote("5010", "5010.25") == ["filled tp 5 at 5010 MAKER quote", "canceled sl ouo 5"])
  }

  @Test func aChildsFillEndsWhatIsLeftOfTheEntry() {
    var desk = desk()
    _ = bracket(&desk, entry: order("en", .buy, 5, limit: "4999"))
    _ = desk.quote("4998.75", "4999", sizes: (9, 2))
    #expect(
      desk.quote("5010", "5010.25") == [
        "filled tp 2 at 5010 MAKER quote", "canceled sl ouo 2", "canceled en oco 3",
      ])
  }

  @Test func anUnfilledEntrysEndTakesItsChildren() {
    var desk = desk()
    _ = bracket(&desk, entry: order("en", .buy, 5, limit: "4999"))
    #expect(
      desk.cancel("en") == [
        "canceled en user 5", "canceled sl parent 5", "canceled tp parent 5",
      ])
  }

  @Test func aPartlyFilledEntrysEndLeavesThePartProtected() {
    var desk = desk()
    _ = bracket(&desk, entry: order("en", .buy, 5, limit: "4999"))
    _ = desk.quote("4998.75", "4999", sizes: (9, 2))
    #expect(desk.cancel("en") == ["canceled en user 3"])
    #expect(desk.status("sl") == "ACCEPTED")
  }

  @Test func aRefusedChildTakesTheRestOfTheEntry() {
    var desk = desk()
    _ = bracket(&desk, entry: order("en", .buy, 5, limit: "4999"))
    #expect(
      desk.quote("4980", "4980.25", sizes: (9, 2)) == [
        "filled en 2 at 4999 MAKER quote", "rejected sl stop_in_market", "canceled en oco 3",
        "accepted tp",
      ])
  }

  @Test func aRefusedEntryTakesItsChildren() {
    var desk = desk { $0.risk.maxOrderQuantity.rest = Quantity(4) }
    #expect(
      bracket(&desk, entry: order("en", .buy, 5, limit: "4999")) == [
        "denied en max_order_quantity", "canceled sl parent 5", "canceled tp parent 5",
      ])
  }

  // MARK: Reduce-only

  @Test func reduceOnlyShrinksWithThePositionAndEndsWithIt() {
    var desk = desk()
    _ = desk.buy("e", 5)
    _ = desk.submit(order("r", .sell, 5, limit: "5010", reduceOnly: true))
    #expect(
      desk.sell("x", 3) == [
        "accepted x", "filled x 3 at 5000 TAKER touch", "modified r 2 5010",
      ])
    #expect(
      desk.sell("y", 4) == [
        "accepted y", "filled y 4 at 5000 TAKER touch", "canceled r reduce_only 2",
      ])
    #expect(
      desk.submit(order("z", .sell, 1, reduceOnly: true)) == ["rejected z reduce_only"])
  }

  // MARK: Flatten and reverse

  @Test func flattenCancelsAndClosesPastAllLimits() {
    var desk = desk { $0.risk.maxOrderQuantity.rest = Quantity(2) }
    _ = desk.buy("a", 2)
    _ = desk.buy("b", 2)
    _ = desk.buy("w", 1, at: "4990")
    _ = desk.then(.tradingState(.halted, reason: "test"))
    #expect(
      desk.then(.flatten(nil)) == [
        "canceled w flatten 1", "accepted FLATTEN-ES",
        "filled FLATTEN-ES 4 at 5000 TAKER touch",
      ])
    #expect(desk.held == "0")
    #expect(desk.then(.flatten(nil)) == [])
  }

  @Test func flattenActsWithoutLatency() {
    var desk = desk { $0.latencyNanos = 5_000_000 }
    _ = desk.buy("a", 2)
    _ = desk.at(20, .clock)
    #expect(
      desk.then(.flatten(Desk.es)) == [
        "accepted FLATTEN-ES", "filled FLATTEN-ES 2 at 5000 TAKER touch",
      ])
  }

  @Test func aFlattenWaitsForAMarketThatCanTrade() {
    var desk = desk()
    _ = desk.buy("a", 2)
    _ = desk.quote("5001", "5000")
    #expect(desk.then(.flatten(Desk.es)) == [])
    #expect(desk.status("FLATTEN-ES") == "PENDING")
    #expect(
      desk.quote("4999", "4999.25") == [
        "accepted FLATTEN-ES", "filled FLATTEN-ES 2 at 4999 TAKER touch",
      ])
  }

  @Test func reverseGoesThroughRisk() {
    var desk = desk { $0.risk.positionLimit.rest = Quantity(2) }
    _ = desk.sell("a", 2)
    #expect(
      desk.then(.reverse(Desk.es)) == [
        "accepted REVERSE-ES", "filled REVERSE-ES 4 at 5000.25 TAKER touch",
      ])
    #expect(desk.held == "2")
    _ = desk.then(.tradingState(.halted, reason: ""))
    #expect(desk.then(.reverse(Desk.es)) == ["denied REVERSE-ES-2 trading_halted"])
  }
}
