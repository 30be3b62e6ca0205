import Engine
import Execution
import MarketModel
import Risk
import Testing

/// Rules 16 and 17 and the order of reasons: what risk denies and what it does by itself.
@Suite struct RiskTests {
  private func desk(_ configure: (inout EngineConfigChange) -> Void = { _ in }) -> Desk {
    var desk = Desk(configure)
    _ = desk.quote("5000", "5000.25")
    return desk
  }

  private func money(_ units: Int64) -> Money { Money(nanos: units * 1_000_000_000) }

  @Test func workingOrdersOfTheSameSideCount() {
    var desk = desk { $0.risk.positionLimit.set(Quantity(3), for: Symbol("ES")!) }
    _ = desk.buy("a", 2)
    _ = desk.buy("w", 1, at: "4990")
    #expect(desk.buy("b", 1, at: "4991") == ["denied b position_limit"])
    #expect(desk.sell("c", 6) == ["denied c position_limit"])
    _ = desk.cancel("w")
    #expect(desk.buy("d", 1, at: "4991") == ["accepted d"])
  }

  @Test func whatOnlyReducesPassesEveryLimit() {
    var desk = desk {
      $0.risk.maxOrderQuantity.rest = Quantity(5)
      $0.risk.maxQuoteAgeNanos = 10_000_000
    }
    _ = desk.buy("a", 5)
    _ = desk.at(100, .clock)
    #expect(desk.buy("b", 1) == ["denied b stale_quote"])
    #expect(desk.sell("c", 5) == ["accepted c", "filled c 5 at 5000 TAKER touch"])
    #expect(
      desk.submit(order("d", .buy, 1, override: true)) == [
        "accepted d", "filled d 1 at 5000.25 TAKER touch",
      ])
  }

  @Test func haltedDeniesAllAndReducingOnlyEntries() {
    var desk = desk()
    _ = desk.buy("a", 2)
    #expect(desk.then(.tradingState(.reducing, reason: "x")) == ["state REDUCING x"])
    #expect(desk.buy("b", 1) == ["denied b reducing"])
    #expect(desk.sell("c", 1) == ["accepted c", "filled c 1 at 5000 TAKER touch"])
    _ = desk.then(.tradingState(.halted, reason: ""))
    #expect(desk.sell("d", 1) == ["denied d trading_halted"])
  }

  @Test func marginIsOfAllPositionsAfterTheOrder() {
    var desk = desk {
      $0.cash = self.money(30_000)
      $0.risk.checkMargin = true
    }
    _ = desk.buy("a", 2)
    #expect(desk.held == "2")
    #expect(desk.buy("b", 1) == ["denied b margin"])
    #expect(desk.sell("c", 1) == ["accepted c", "filled c 1 at 5000 TAKER touch"])
  }

  @Test func whatCannotBeEvaluatedIsDenied() {
    var desk = Desk {
      $0.risk.maxGrossExposure = self.money(1_000_000)
      $0.risk.maxNotionalPerOrder.rest = self.money(1_000_000)
    }
    #expect(desk.buy("a", 1) == ["denied a max_notional"])
    #expect(desk.buy("b", 1, at: "5000") == ["denied b gross_exposure"])
  }

  @Test func theRateIsASlidingWindow() {
    var desk = desk { $0.risk.maxOrderRate = OrderRate(count: 2, windowNanos: 10_000_000) }
    _ = desk.at(10, .submit(order("a", .buy, 1, limit: "4990")))
    _ = desk.at(15, .submit(order("b", .buy, 1, limit: "4990")))
    #expect(desk.at(19, .submit(order("c", .buy, 1, limit: "4990"))) == ["denied c order_rate"])
    #expect(desk.at(20, .submit(order("d", .buy, 1, limit: "4990"))) == ["accepted d"])
    #expect(desk.at(24, .submit(order("e", .buy, 1, limit: "4990"))) == ["denied e order_rate"])
  }

  @Test func aChangeIsCheckedLikeANewOrder() {
    var desk = desk { $0.risk.positionLimit.rest = Quantity(5) }
    _ = desk.buy("a", 3, at: "4990")
    #expect(desk.modify("a", quantity: 6) == ["modify_rejected a position_limit"])
    #expect(desk.modify("a", quantity: 5) == ["modified a 5 4990"])
    _ = desk.then(.tradingState(.halted, reason: ""))
    #expect(desk.modify("a", limit: "4991") == ["modify_rejected a trading_halted"])
    #expect(desk.modify("a", quantity: 2) == ["modified a 2 4990"])
  }

  @Test func limitsChangeWithTheirReason() {
    var desk = desk { $0.risk.positionLimit.rest = Quantity(5) }
    var change = RiskLimitsChange()
    change.positionLimit.set(Quantity(1), for: Symbol("ES")!)
    #expect(
      desk.then(.limits(LimitsChange(risk: change, reason: "calm", user: "me"))) == ["limits calm"]
    )
    #expect(desk.buy("a", 2) == ["denied a position_limit"])
    #expect(
      desk.submit(order("b", .buy, 5, limit: "17000", symbol: "NQ")) == ["accepted b"])
  }

  @Test func drawdownStepsShrinkTheSizeLimits() {
    var desk = desk {
      $0.risk.maxDrawdown = self.money(1_000)
      $0.risk.maxOrderQuantity.rest = Quantity(4)
      $0.risk.drawdownSteps = [
        DrawdownStep(at: Ratio(nanos: 500_000_000), factor: Ratio(nanos: 500_000_000))
      ]
    }
    _ = desk.buy("a", 4)
    _ = desk.quote("4997.75", "4998")
    #expect(desk.buy("b", 3) == ["denied b max_order_quantity"])
    #expect(desk.buy("c", 2).first == "accepted c")
  }

  // MARK: Monitors

  @Test func aDailyLossWarnsThenEndsEverything() {
    var desk = desk { $0.risk.dailyLossLimit = self.money(1_000) }
    _ = desk.buy("a", 4)
    _ = desk.buy("w", 1, at: "4990")
    #expect(
      desk.quote("4996.25", "4996.5") == [
        "risk daily_loss_limit warning 800 of 1000 none"
      ])
    #expect(
      desk.quote("4999", "4999.25") == ["risk daily_loss_limit cleared 250 of 1000 none"])
    #expect(
      desk.quote("4995.25", "4995.5") == [
        "risk daily_loss_limit breach 1000 of 1000 halt", "canceled w breach 1",
        "accepted FLATTEN-ES", "filled FLATTEN-ES 4 at 4995.25 TAKER touch",
        "state HALTED daily_loss_limit",
      ])
    #expect(desk.buy("b", 1) == ["denied b trading_halted"])
  }

  @Test func aNewTradeDateIsANewDay() {
    var desk = desk { $0.risk.maxTradesPerDay = 1 }
    _ = desk.buy("a", 1)
    #expect(desk.buy("b", 1) == ["denied b max_trades"])
    _ = desk.then(.sessionOpen(Desk.es, TradeDate(daysSince1970: 20_000)))
    #expect(desk.buy("c", 1).count == 2)
    _ = desk.then(.sessionOpen(Desk.nq, TradeDate(daysSince1970: 20_000)))
    #expect(desk.buy("d", 1) == ["denied d max_trades"])
    _ = desk.then(.sessionOpen(Desk.nq, nil))
    #expect(desk.buy("e", 1).count == 2)
  }

  @Test func aMarginCallFlattensWithoutAHalt() {
    var desk = desk {
      $0.cash = self.money(26_500)
      $0.risk.checkMargin = true
    }
    _ = desk.buy("a", 2)
    #expect(
      desk.quote("4975.25", "4975.5") == [
        "risk margin_call breach 24000 of 24000 flatten", "accepted FLATTEN-ES",
        "filled FLATTEN-ES 2 at 4975.25 TAKER touch", "risk margin_call cleared 24000 of 0 none",
      ])
    #expect(desk.engine.tradingState == .active)
  }

  @Test func theBreakerHoldsEntriesBackUntilItIsCool() {
    var desk = desk {
      $0.risk.breaker = CircuitBreaker(
        percent: Ratio(nanos: 1_000_000_000), windowNanos: 100_000_000,
        cooldownNanos: 500_000_000)
    }
    _ = desk.buy("a", 1)
    #expect(
      desk.quote("5051", "5051.25").first?.hasPrefix("risk circuit_breaker breach 1") == true)
    #expect(desk.buy("b", 1) == ["denied b circuit_breaker"])
    #expect(desk.sell("c", 1).first == "accepted c")
    let tripped = desk.now - 2
    #expect(
      desk.at(tripped + 500, .clock).first?.hasPrefix("risk circuit_breaker cleared") == true)
    #expect(desk.buy("d", 1).first == "accepted d")
  }

  @Test func exposureWarnsAtFourFifths() {
    var desk = desk { $0.risk.maxGrossExposure = self.money(300_000) }
    #expect(desk.buy("a", 1).last == "risk gross_exposure warning 250006.25 of 300000 none")
    #expect(desk.sell("b", 1).last == "risk gross_exposure cleared 0 of 300000 none")
  }

  @Test func hoursCloseAndFlattenBeforeTheClose() {
    var desk = Desk {
      $0.risk.checkSession = true
      $0.risk.flattenBeforeCloseNanos = 100_000_000
    }
    #expect(desk.buy("a", 1) == ["denied a market_closed"])
    var es = desk.engine.instruments[Desk.es]
    es.market = "M"
    _ = desk.then(.instrument(es))
    let stretch = (open: UnixNanos(10_000_000), close: UnixNanos(1_000_000_000))
    _ = desk.then(.hours(MarketHours(market: "M", stretches: [stretch])))
    _ = desk.quote("5000", "5000.25", at: 9)
    #expect(desk.at(9, .submit(order("b", .buy, 1))) == ["denied b market_closed"])
    #expect(desk.at(10, .submit(order("c", .buy, 1))).count == 2)
    _ = desk.buy("w", 1, at: "4990")
    #expect(
      desk.at(950, .clock) == [
        "canceled w flatten 1", "accepted FLATTEN-ES", "filled FLATTEN-ES 1 at 5000 TAKER touch",
      ])
    #expect(desk.at(950, .submit(order("d", .buy, 1))) == ["denied d market_closed"])
    #expect(desk.at(1_000, .submit(order("e", .buy, 1))) == ["denied e market_closed"])
  }

  // MARK: The ticket

  @Test func aCheckSaysEverythingAndChangesNothing() {
    var desk = desk {
      $0.risk.positionLimit.rest = Quantity(3)
      $0.risk.checkMargin = true
      $0.commissionPerUnit = Money(nanos: 2_250_000_000)
    }
    _ = desk.buy("a", 2)
    let before = desk.engine.orderCount
    let check = desk.engine.check(order("b", .buy, 2, limit: "5000"))
    #expect(check.refusal?.rule == .positionLimit)
    #expect(check.refusal?.value == WideAmount(Quantity(4)))
    #expect(check.refusal?.limit == WideAmount(Quantity(3)))
    #expect(check.notional == WideAmount(nanos: 500_000_000_000_000))
    #expect(check.commission == Money(nanos: 4_500_000_000))
    #expect(check.positionAfter == Quantity(4))
    #expect(check.marginAfter == WideAmount(nanos: 52_800_000_000_000))
    #expect(check.results.contains { $0.rule == .margin && $0.isPassed })
    #expect(desk.engine.orderCount == before)
    #expect(desk.engine.check(order("c", .sell, 2)).onlyReduces)
    let closing = order("e", .sell, 5, limit: "5000", reduceOnly: true)
    #expect(desk.engine.check(closing).positionAfter == Quantity(0))
    #expect(desk.engine.check(closing).marginAfter == WideAmount.zero)
    #expect(desk.engine.check(order("d", .buy, 1, limit: "1.1")).refusal?.rule == .priceNotOnTick)
  }
}
