import MarketModel
import Risk
import Testing

/// What has changed from one set of limits to the next.
@Suite struct LimitsDifferenceTests {
  private func limits() throws -> RiskLimitsChange {
    var limits = RiskLimitsChange()
    limits.dailyLossLimit = .some(try Money("1000"))
    limits.maxDrawdown = .some(nil)
    limits.checkMargin = true
    limits.positionLimit.rest = try Quantity("100")
    limits.positionLimit.set(try Quantity("10"), for: try #require(Symbol("ES")))
    return limits
  }

  @Test func whatIsTheSameIsLeftOut() throws {
    #expect(try limits().difference(from: limits()) == RiskLimitsChange())
  }

  @Test func whatIsNewOtherOrLiftedIsThere() throws {
    var new = try limits()
    new.dailyLossLimit = .some(nil)
    new.maxDrawdown = .some(try Money("5"))
    let nq = try #require(Symbol("NQ"))
    new.positionLimit.set(try Quantity("3"), for: nq)
    let change = new.difference(from: try limits())
    #expect(change.dailyLossLimit == .some(nil))
    #expect(change.maxDrawdown == .some(try Money("5")))
    #expect(change.checkMargin == nil)
    #expect(change.positionLimit.entries.map(\.symbol) == [nq])
    #expect(change.positionLimit.rest == nil)
  }

  @Test func aSymbolThatIsNoLongerNamedGetsWhatAllOthersHave() throws {
    var new = try limits()
    new.positionLimit = LimitTable()
    new.positionLimit.rest = try Quantity("100")
    let change = new.difference(from: try limits())
    #expect(change.positionLimit.entries.map(\.value) == [try Quantity("100")])
    var inForce = RiskLimits()
    inForce.apply(try limits())
    inForce.apply(change)
    #expect(inForce.positionLimit[try #require(Symbol("ES"))] == (try Quantity("100")))
  }

  @Test func theLimitOfAllOthersIsLifted() throws {
    var new = try limits()
    new.positionLimit.rest = nil
    let change = new.difference(from: try limits())
    #expect(change.positionLimit.liftsRest)
    var inForce = RiskLimits()
    inForce.apply(try limits())
    inForce.apply(change)
    let (es, nq) = (try #require(Symbol("ES")), try #require(Symbol("NQ")))
    #expect(inForce.positionLimit[nq] == nil)
    #expect(inForce.positionLimit[es] == (try Quantity("10")))
    #expect(!inForce.positionLimit.liftsRest, "what is in force lifts nothing")
  }

  @Test func whatStandsAgainstTheConfigurationIsNamed() throws {
    var inForce = RiskLimits()
    inForce.apply(try limits())
    #expect(try limits().difference(from: inForce) == RiskLimitsChange())
    var changed = RiskLimitsChange()
    changed.dailyLossLimit = .some(try Money("350"))
    // What the configuration says nothing of does not stand against it.
    changed.priceCollarTicks = .some(4)
    inForce.apply(changed)
    let standing = try limits().difference(from: inForce)
    #expect(standing.dailyLossLimit == .some(try Money("350")))
    #expect(standing.priceCollarTicks == nil && standing.checkMargin == nil)
  }
}
