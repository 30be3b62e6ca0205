import MarketModel
import Testing

@testable import Panes

@Suite struct VolumeProfileTests {
  let grid = PriceGrid(tick: Price(nanos: 250_000_000))

  @Test func volumeAddsUpByPrice() throws {
    let grid = try #require(grid)
    var profile = VolumeProfile()
    profile.add(Quantity(3), at: try Price("5000.25"), on: grid)
    profile.add(Quantity(4), at: try Price("5000.25"), on: grid)
    profile.add(Quantity(1), at: try Price("5000.40"), on: grid)
    profile.add(Quantity(2), at: try Price("4999.75"), on: grid)
    #expect(profile.volume(atTick: 20_001) == Quantity(8))
    #expect(profile.volume(atTick: 19_999) == Quantity(2))
    #expect(profile.volume(atTick: 20_000) == .zero)
    profile.clear()
    #expect(profile.volume(atTick: 20_001) == .zero)
  }

  @Test func aPriceATurnAwayTakesTheSlot() throws {
    let grid = try #require(grid)
    var profile = VolumeProfile()
    profile.add(Quantity(3), at: try Price("100"), on: grid)
    profile.add(Quantity(5), at: try Price("164"), on: grid)
    #expect(profile.volume(atTick: 656) == Quantity(5))
    #expect(profile.volume(atTick: 400) == .zero)
  }

  @Test func belowZeroAndAtTheEndsItStillCounts() throws {
    let grid = try #require(grid)
    var profile = VolumeProfile()
    profile.add(Quantity(3), at: try Price("-37.60"), on: grid)
    #expect(profile.volume(atTick: -151) == Quantity(3))
    profile.add(Quantity(nanos: .max), at: try Price("-37.60"), on: grid)
    #expect(profile.volume(atTick: -151) == Quantity(nanos: .max))
    profile.add(Quantity(1), at: Price(nanos: .min), on: grid)
    profile.add(Quantity(1), at: Price(nanos: .max), on: grid)
  }

  @Test func aFinerTickKeepsWhatWasTraded() throws {
    let coarse = try #require(grid)
    let fine = try #require(PriceGrid(tick: Price(nanos: 10_000_000)))
    var profile = VolumeProfile()
    profile.add(Quantity(3), at: try Price("100.25"), on: coarse)
    profile.add(Quantity(2), at: try Price("100.26"), on: fine)
    #expect(profile.volume(atTick: 10_025) == Quantity(3))
    #expect(profile.volume(atTick: 10_026) == Quantity(2))
  }

  @Test func pricesBetweenTicksHaveANeighbourOnEitherSide() throws {
    let grid = try #require(grid)
    let below = try Price("-0.1")
    #expect(grid.tickBelow(below) == -1 && grid.tickAbove(below) == 0)
    let above = try Price("0.1")
    #expect(grid.tickBelow(above) == 0 && grid.tickAbove(above) == 1)
    let (near, far) = (try Price("0.12"), try Price("0.13"))
    #expect(grid.nearestTick(near) == 0 && grid.nearestTick(far) == 1)
    #expect(PriceGrid(tick: .zero) == nil)
    #expect(grid.price(atTick: .max) == nil)
  }

  @Test func largeIsFiveTimesTheMeanOnceThereIsOne() {
    var mean = SizeMean()
    for _ in 0..<SizeMean.leastCount {
      let isLarge = mean.takes(Quantity(10))
      #expect(!isLarge)
    }
    let (almost, large) = (mean.takes(Quantity(49)), mean.takes(Quantity(100)))
    #expect(!almost && large)
    var young = SizeMean()
    let first = young.takes(Quantity(1_000_000))
    #expect(!first)
  }
}
