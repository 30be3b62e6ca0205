import Testing

@testable import Telemetry

@Suite struct TelemetryTests {
  @Test func quantilesAreWithinThreePercent() {
    var histogram = LatencyHistogram()
    for value in 1...100_000 { histogram.record(Int64(value) * 1_000) }
    let p50 = Double(histogram.p50 ?? 0)
    let p99 = Double(histogram.p99 ?? 0)
    #expect(abs(p50 - 50e6) / 50e6 < 0.032)
    #expect(abs(p99 - 99e6) / 99e6 < 0.032)
    #expect(histogram.quantile(1) == 100_000_000)
    #expect(histogram.minNanos == 1_000)
    #expect(histogram.count == 100_000)
  }

  @Test func everyBucketHoldsItsOwnUpperEnd() {
    for bucket in 0..<59 * 32 {
      #expect(LatencyHistogram.bucket(UInt64(LatencyHistogram.upperEnd(bucket))) == bucket)
    }
    #expect(LatencyHistogram.bucket(UInt64(Int64.max)) < 60 * 32)
  }

  @Test func emptyAndNegative() {
    var histogram = LatencyHistogram()
    #expect(histogram.p50 == nil)
    histogram.record(-5)
    histogram.record(.max)
    #expect(histogram.quantile(0) == 0)
    #expect(histogram.maxNanos == .max)
  }

  @Test func mergedHistogramsCountBoth() {
    var one = LatencyHistogram()
    var two = LatencyHistogram()
    one.record(10)
    two.record(20)
    one.merge(two)
    #expect(one.count == 2)
    #expect(one.quantile(1) == 20)
    #expect(one.quantile(0.5) == 10)
  }

  @Test func aRateIsOfTheLastSecondOnly() {
    var rate = RateWindow()
    let second: Int64 = 1_000_000_000
    for millis in 0..<2_000 { rate.add(at: Int64(millis) * 1_000_000) }
    #expect(rate.perSecond(at: 2 * second) == 1_000)
    #expect(rate.perSecond(at: 2 * second + second / 2) == 500)
    #expect(rate.perSecond(at: 60 * second) == 0)
    #expect(rate.total == 2_000)
  }

  @Test func aRateBeforeTheWindowIsFullIsOverWhatThereIs() {
    var rate = RateWindow(seconds: 10)
    for tenth in 0..<5 { rate.add(7, at: Int64(tenth) * 100_000_000) }
    #expect(rate.perSecond(at: 500_000_000) == 70)
  }

  @Test func aRingKeepsTheNewest() {
    var ring = PointRing<Int>(capacity: 3)
    #expect(ring.last == nil)
    for value in 1...5 { ring.append(value) }
    #expect((0..<ring.count).map { ring[$0] } == [3, 4, 5])
    #expect(ring.last == 5)
  }
}
