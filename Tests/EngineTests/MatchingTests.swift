import Engine
import Execution
import MarketModel
import Testing

/// Rules 1 to 8 and 10 to 13: what the venue does with orders, quotes and trades.
@Suite struct MatchingTests {
  /// A desk whose ES shows 5000.00 × 5000.25, fifty on both sides.
  private func desk(_ configure: (inout EngineConfigChange) -> Void = { _ in }) -> Desk {
    var desk = Desk(configure)
    _ = desk.quote("5000", "5000.25")
    return desk
  }

  // MARK: Market and limit

  @Test func aMarketOrderTakesTheTouchThenATickWorse() {
    var desk = desk()
    _ = desk.quote("5000", "5000.25", sizes: (3, 4))
    #expect(
      desk.buy("a", 10) == [
        "accepted a", "filled a 4 at 5000.25 TAKER touch", "filled a 6 at 5000.5 TAKER slip",
      ])
    #expect(
      desk.sell("b", 4) == [
        "accepted b", "filled b 3 at 5000 TAKER touch", "filled b 1 at 4999.75 TAKER slip",
      ])
  }

  @Test func aMarketOrderNeedsItsSide() {
    var desk = desk()
    _ = desk.quote("5000", "-")
    #expect(desk.buy("a", 1) == ["rejected a no_market"])
    #expect(desk.sell("b", 1) == ["accepted b", "filled b 1 at 5000 TAKER touch"])
  }

  @Test func aLimitTakesWhatIsShownAndRests() {
    var desk = desk()
    _ = desk.quote("5000", "5000.25", sizes: (50, 2))
    #expect(
      desk.buy("a", 5, at: "5001") == ["accepted a", "filled a 2 at 5000.25 TAKER touch"])
    #expect(desk.quote("5000", "5000.5", sizes: (50, 9)) == ["filled a 3 at 5001 MAKER quote"])
  }

  @Test func aDisplayedSizeIsThereOnce() {
    var desk = desk()
    _ = desk.quote("5000", "5000.25", sizes: (50, 2))
    _ = desk.buy("a", 5, at: "5000.25")
    #expect(desk.quote("5000", "5000.25", sizes: (50, 2)) == [])
    #expect(desk.quote("4999.75", "5000.25", sizes: (50, 2)) == [])
    #expect(
      desk.quote("5000", "5000.25", sizes: (50, 1)) == ["filled a 1 at 5000.25 MAKER quote"])
  }

  @Test func withoutConsumptionEachQuoteShowsItAllToEachOrder() {
    var desk = desk { $0.consumesLiquidity = false }
    _ = desk.buy("a", 40, at: "4999")
    _ = desk.buy("b", 40, at: "4999")
    #expect(
      desk.quote("4998", "4999") == [
        "filled a 40 at 4999 MAKER quote", "filled b 40 at 4999 MAKER quote",
      ])
  }

  @Test func withoutConsumptionAQuoteFillsAnOrderOnce() {
    var desk = desk { $0.consumesLiquidity = false }
    _ = desk.buy("a", 6, at: "4999")
    _ = desk.buy("b", 2, at: "4999")
    #expect(
      desk.quote("4998", "4998.75", sizes: (9, 5)) == [
        "filled a 5 at 4999 MAKER quote", "filled b 2 at 4999 MAKER quote",
      ])
    #expect(
      desk.quote("4998", "4998.75", sizes: (9, 5)) == ["filled a 1 at 4999 MAKER quote"])
  }

  @Test func betterPricesFillFirstThenTime() {
    var desk = desk()
    _ = desk.sell("a", 1, at: "5002")
    _ = desk.sell("b", 1, at: "5001")
    _ = desk.sell("c", 1, at: "5001")
    #expect(
      desk.quote("5003", "5003.25", sizes: (2, 9)) == [
        "filled b 1 at 5001 MAKER quote", "filled c 1 at 5001 MAKER quote",
      ])
    #expect(desk.status("a") == "ACCEPTED")
  }

  @Test func postOnlyNeverTakes() {
    var desk = desk()
    #expect(
      desk.submit(order("a", .buy, 1, limit: "5000.25", postOnly: true)) == [
        "rejected a would_cross"
      ])
    #expect(desk.submit(order("b", .buy, 1, limit: "5000", postOnly: true)) == ["accepted b"])
  }

  @Test func pricesMustBeOnTheTickAndPossible() {
    var desk = desk()
    #expect(desk.buy("a", 1, at: "5000.1") == ["rejected a price_not_on_tick"])
    #expect(desk.buy("b", 1, at: "-1") == ["rejected b bad_price"])
    #expect(desk.buy("c", 0) == ["rejected c bad_quantity"])
    #expect(
      desk.submit(order("d", .buy, 1, symbol: "XX")) == ["rejected d unknown_symbol"])
    #expect(
      desk.submit(order("e", .sell, 1, trail: "0")) == ["rejected e bad_price"])
    #expect(
      desk.submit(order("f", .buy, 1, limit: "-37.63", symbol: "CL")) == ["accepted f"])
  }

  @Test func anIDIsUsedForGood() {
    var desk = desk()
    _ = desk.buy("a", 1)
    #expect(desk.sell("a", 1) == ["rejected a duplicate_id"])
    #expect(desk.status("a") == "FILLED")
  }

  // MARK: Time in force

  @Test func immediateOrCancelNeverSlips() {
    var desk = desk()
    _ = desk.quote("5000", "5000.25", sizes: (50, 4))
    #expect(
      desk.submit(order("a", .buy, 10, tif: .immediateOrCancel)) == [
        "accepted a", "filled a 4 at 5000.25 TAKER touch", "canceled a ioc 6",
      ])
  }

  @Test func aKilledFillOrKillConsumesNothing() {
    var desk = desk()
    _ = desk.quote("5000", "5000.25", sizes: (50, 4))
    #expect(
      desk.submit(order("a", .buy, 5, limit: "5001", tif: .fillOrKill)) == [
        "accepted a", "canceled a fok 5",
      ])
    #expect(
      desk.submit(order("b", .buy, 4, limit: "5001", tif: .fillOrKill)) == [
        "accepted b", "filled b 4 at 5000.25 TAKER touch",
      ])
  }

  @Test func goodTillDateEndsBeforeAnythingLater() {
    var desk = desk()
    _ = desk.submit(order("a", .buy, 1, limit: "4999", tif: .goodTillDate, expires: 10))
    #expect(desk.quote("4990", "4990.25", at: 10) == ["expired a gtd"])
    #expect(
      desk.submit(order("b", .buy, 1, limit: "4999", tif: .goodTillDate, expires: 5)) == [
        "expired b gtd"
      ])
  }

  @Test func dayOrdersEndWithTheirSymbolsSession() {
    var desk = desk()
    _ = desk.submit(order("a", .buy, 1, limit: "4999", tif: .day))
    _ = desk.submit(order("b", .buy, 1, limit: "17000", tif: .day, symbol: "NQ"))
    #expect(desk.then(.sessionClose(Desk.es)) == ["expired a day"])
    #expect(desk.status("b") == "ACCEPTED")
  }

  // MARK: Stops

  @Test func stopsTriggerInPriceOrderAfterLimits() {
    var desk = desk()
    _ = desk.submit(order("low", .sell, 1, stop: "4998"))
    _ = desk.submit(order("high", .sell, 1, stop: "4999"))
    _ = desk.buy("limit", 1, at: "4999")
    #expect(
      desk.quote("4997", "4997.25", sizes: (1, 1)) == [
        "filled limit 1 at 4999 MAKER quote", "triggered high 4999",
        "filled high 1 at 4997 TAKER trigger", "triggered low 4998",
        "filled low 1 at 4996.75 TAKER slip",
      ])
  }

  @Test func aStopInTheMarketIsRejectedOrTriggers() {
    var desk = desk()
    #expect(desk.submit(order("a", .buy, 1, stop: "5000.25")) == ["rejected a stop_in_market"])
    var eager = self.desk { $0.rejectsStopInMarket = false }
    #expect(
      eager.submit(order("a", .buy, 1, stop: "5000.25")) == [
        "accepted a", "triggered a 5000.25", "filled a 1 at 5000.25 TAKER trigger",
      ])
  }

  @Test func aStopLimitWaitsWhereTheMarketHasGonePast() {
    var desk = desk()
    _ = desk.submit(order("a", .sell, 1, limit: "4999", stop: "4999.5"))
    #expect(desk.quote("4998", "4998.25") == ["triggered a 4999.5"])
    #expect(desk.quote("4999", "4999.25") == ["filled a 1 at 4999 MAKER quote"])
  }

  @Test func aTrailingBuyStopFollowsTheAskDown() {
    var desk = desk()
    _ = desk.submit(order("a", .buy, 1, trail: "2"))
    _ = desk.quote("4996", "4996.25")
    _ = desk.quote("4997", "4997.25")
    #expect(
      desk.quote("4998", "4998.25") == [
        "triggered a 4998.25", "filled a 1 at 4998.25 TAKER trigger",
      ])
  }

  @Test func aTrailingStopWithoutATouchWaitsForOne() {
    var desk = Desk()
    _ = desk.submit(order("a", .sell, 1, trail: "2"))
    #expect(desk.quote("5000", "5000.25") == ["source none A first"])
    #expect(
      desk.quote("4998", "4998.25") == [
        "triggered a 4998", "filled a 1 at 4998 TAKER trigger",
      ])
  }

  @Test func byLastOnlyATickWithALastTriggers() {
    var desk = desk { $0.stopTrigger = .last }
    _ = desk.submit(order("a", .sell, 1, stop: "4999"))
    #expect(desk.quote("4998", "4998.25") == [])
    #expect(
      desk.trade("4999") == ["triggered a 4999", "filled a 1 at 4998 TAKER trigger"])
  }

  @Test func aStopWithoutAnOppositeSideIsCancelled() {
    var desk = desk { $0.stopTrigger = .last }
    _ = desk.submit(order("a", .sell, 1, stop: "4999"))
    _ = desk.quote("-", "5000.25")
    #expect(desk.trade("4999") == ["triggered a 4999", "canceled a no_market 1"])
  }

  // MARK: Modify and cancel

  @Test func aModifyToMarketableTakes() {
    var desk = desk()
    _ = desk.buy("a", 1, at: "4999")
    #expect(
      desk.modify("a", limit: "5001") == [
        "modified a 1 5001", "filled a 1 at 5000.25 TAKER touch",
      ])
  }

  @Test func refusedModifiesChangeNothing() {
    var desk = desk()
    _ = desk.quote("5000", "5000.25", sizes: (50, 2))
    _ = desk.buy("a", 5, at: "5000.25")
    #expect(desk.modify("a", quantity: 1) == ["modify_rejected a below_filled"])
    #expect(desk.modify("a", limit: "5000.1") == ["modify_rejected a price_not_on_tick"])
    #expect(desk.modify("a", stop: "5000") == ["modify_rejected a bad_price"])
    #expect(desk.modify("b", quantity: 1) == ["modify_rejected b unknown_order"])
    #expect(desk.cancel("a") == ["canceled a user 3"])
    #expect(desk.modify("a", quantity: 9) == ["modify_rejected a unknown_order"])
    #expect(desk.cancel("a") == ["cancel_rejected a unknown_order"])
    #expect(desk.cancel("zz") == ["cancel_rejected zz unknown_order"])
  }

  @Test func whatACommandEndsIsEndedInOrderOfSubmission() {
    var desk = desk()
    for id in ["c", "a", "b"] { _ = desk.buy(id, 1, at: "4999") }
    #expect(
      desk.then(.cancelAll(nil)) == [
        "canceled c user 1", "canceled a user 1", "canceled b user 1",
      ])
  }

  // MARK: Latency and slippage

  @Test func latencyMovesTheArrivalOfEveryCommand() {
    var desk = desk { $0.latencyNanos = 5_000_000 }
    #expect(desk.buy("a", 1, at: "4999") == [])
    #expect(desk.status("a") == "PENDING")
    #expect(desk.at(7, .clock) == ["accepted a"])
    #expect(desk.at(10, .cancel(OrderID("a")!)) == [])
    #expect(desk.quote("4998", "4998.5", at: 12) == ["filled a 1 at 4999 MAKER quote"])
    #expect(desk.at(15, .clock) == ["cancel_rejected a unknown_order"])
  }

  @Test func slippageNeverPassesALimit() {
    var desk = desk { $0.slippageTicks = 2 }
    #expect(desk.buy("a", 1) == ["accepted a", "filled a 1 at 5000.75 TAKER touch"])
    #expect(
      desk.buy("b", 1, at: "5000.5") == ["accepted b", "filled b 1 at 5000.5 TAKER touch"])
  }

  // MARK: Books

  @Test func aCrossedBookMatchesNothing() {
    var desk = desk()
    _ = desk.buy("r", 1, at: "4999")
    #expect(desk.quote("5001", "4990") == [])
    #expect(desk.buy("a", 1) == ["rejected a crossed_book"])
    #expect(desk.buy("b", 1, at: "5010") == ["accepted b"])
    #expect(
      desk.quote("5000", "5000.25") == ["filled b 1 at 5010 MAKER quote"])
  }

  @Test func aHaltedMarketRefusesAndResumesOnItsBook() {
    var desk = desk()
    _ = desk.buy("r", 1, at: "4999")
    _ = desk.then(.marketStatus(Desk.es, .halted))
    #expect(desk.buy("a", 1) == ["rejected a market_halted"])
    #expect(desk.quote("4998", "4998.25") == [])
    #expect(
      desk.then(.marketStatus(Desk.es, .trading)) == ["filled r 1 at 4999 MAKER quote"])
    _ = desk.then(.marketStatus(Desk.es, .closed))
    #expect(desk.buy("b", 1) == ["rejected b market_closed"])
  }

  @Test func aPriceWithoutAnySizeIsUnlimited() {
    var desk = Desk()
    var tick = Tick(
      receivedAt: UnixNanos(1), eventAt: UnixNanos(1), instrument: Desk.es,
      source: SourceIndex(0), parts: [.bid, .ask])
    tick.bid = price("5000")
    tick.ask = price("5000.25")
    _ = desk.at(1, .tick(tick))
    #expect(
      desk.buy("a", 1_000_000) == ["accepted a", "filled a 1000000 at 5000.25 TAKER touch"])
  }

  // MARK: Trades

  @Test func tradesFillAtTheirPriceOrBetterForTheirSize() {
    var desk = desk()
    _ = desk.buy("a", 3, at: "4999")
    _ = desk.buy("b", 3, at: "4999.5")
    #expect(
      desk.trade("4999", size: 5, by: .sell) == [
        "filled b 3 at 4999.5 MAKER trade", "filled a 2 at 4999 MAKER trade",
      ])
    #expect(desk.trade("4999", size: 5, by: .buy) == [])
  }

  @Test func withoutAnAggressorTheQuoteDecides() {
    var desk = desk()
    _ = desk.buy("a", 1, at: "4999.75")
    _ = desk.quote("4999.5", "5000")
    #expect(desk.trade("4999.75", size: 5) == [])
    #expect(desk.trade("4999.5", size: 5) == ["filled a 1 at 4999.75 MAKER trade"])
  }

  @Test func aTradeBeyondItsPriceClearsTheQueue() {
    var desk = desk { $0.modelsQueue = true }
    _ = desk.buy("a", 5, at: "5000")
    #expect(desk.trade("5000", size: 20, by: .sell) == [])
    #expect(
      desk.trade("4999.75", size: 2, by: .sell) == ["filled a 2 at 5000 MAKER trade"])
    #expect(desk.trade("5000", size: 9, by: .sell) == ["filled a 3 at 5000 MAKER trade"])
  }

  // MARK: Sources

  @Test func theActiveSourceIsThePreferredFreshOne() {
    var desk = Desk {
      $0.sources = [SourceName("B")!, SourceName("A")!]
      $0.freshNanos = 10_000_000
    }
    #expect(desk.quote("5000", "5000.25") == ["source none A first"])
    #expect(desk.quote("5001", "5001.25", from: 1) == ["source A B preferred"])
    #expect(desk.quote("5002", "5002.25", from: 0) == [])
    #expect(desk.buy("a", 1) == ["accepted a", "filled a 1 at 5001.25 TAKER touch"])
    #expect(desk.quote("5003", "5003.25", at: 12, from: 0) == ["source B A stale"])
  }

  @Test func aTradersPreferenceGoesBeforeTheOrder() {
    var desk = Desk {
      $0.sources = [SourceName("A")!, SourceName("B")!]
      $0.freshNanos = 10_000_000
    }
    _ = desk.quote("5000", "5000.25")
    #expect(desk.quote("5001", "5001.25", from: 1) == [])
    // In force at once, without a tick, and its book is the next quote.
    _ = desk.submit(order("b", .buy, 1, limit: "5000", stop: "5001"))
    #expect(
      desk.then(.preferSource(Desk.es, SourceName("B"))) == [
        "source A B preferred", "triggered b 5001",
      ])
    #expect(desk.engine.quote(of: Desk.es).bid == price("5001"))
    #expect(desk.quote("5002", "5002.25", from: 1) == [])
    // The first of the order cannot take it back while it is fresh, and does when it is not.
    #expect(desk.quote("5003", "5003.25", from: 0) == [])
    #expect(desk.quote("5004", "5004.25", at: desk.now + 20, from: 0) == ["source B A stale"])
    #expect(desk.quote("5005", "5005.25", from: 1) == ["source A B preferred"])
    #expect(desk.quote("5006", "5006.25", of: Desk.nq) == ["source none A first"])
    // The order alone again.
    #expect(desk.then(.preferSource(Desk.es, nil)) == ["source B A preferred"])
  }

  @Test func aSourceIsPreferredBeforeItHasSpoken() {
    var desk = Desk()
    #expect(desk.then(.preferSource(Desk.es, SourceName("LATE"))) == [])
    #expect(desk.quote("5000", "5000.25") == ["source none A first"])
    _ = desk.then(.source(SourceName("LATE")!))
    #expect(desk.quote("5001", "5001.25") == [])
    #expect(desk.quote("5002", "5002.25", from: 2) == ["source A LATE preferred"])
    #expect(desk.quote("5001", "5001.25") == [])
    #expect(desk.engine.preferredSource(of: Desk.es) == SourceName("LATE"))
  }

  @Test func aTradeOfAnInactiveSourceFillsNothing() {
    var desk = desk()
    _ = desk.buy("a", 1, at: "5000")
    #expect(desk.trade("4990", by: .sell, from: 1) == [])
    #expect(desk.status("a") == "ACCEPTED")
  }

  @Test func aQuoteOlderThanItsSourcesLastIsIgnored() {
    var desk = desk()
    _ = desk.quote("5001", "5001.25", eventAt: 100)
    _ = desk.quote("4000", "4000.25", eventAt: 99)
    #expect(desk.engine.quote(of: Desk.es).bid == price("5001"))
  }

  @Test func theClockNeverGoesBack() {
    var desk = desk()
    _ = desk.at(100, .clock)
    _ = desk.at(50, .submit(order("a", .buy, 1)))
    #expect(desk.engine.order(at: OrderIndex(0)).submittedAt == UnixNanos(100_000_000))
  }
}
