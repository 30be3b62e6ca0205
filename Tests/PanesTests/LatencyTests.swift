import MarketModel
import TerminalKit
import TestSupport
import Testing

@testable import Panes

@Suite struct LatencyTests {
  static let fixture = DeskFixture()

  func draw(
    _ width: Int, _ height: Int, depth: ColorDepth = .truecolor, glyphs: Glyphs = .unicode
  ) -> Surface {
    Self.fixture.draw(
      width: width, height: height, theme: Appearances.theme("dark", depth), glyphs: glyphs
    ) { view, rect, surface in LatencyPane.draw(view, in: rect, on: &surface) }
  }

  @Test(arguments: [(40, 14), (38, 18), (80, 10), (120, 30), (26, 6)])
  func pane(width: Int, height: Int) {
    GoldenScreen.expect(draw(width, height), named: "latency-\(width)x\(height)")
  }

  @Test func withoutColoursAndUnicode() {
    GoldenScreen.expectStyled(
      draw(40, 14, depth: .mono, glyphs: .ascii), named: "latency-mono-ascii")
  }

  @Test func colours() {
    GoldenScreen.expectStyled(draw(40, 14, depth: .palette), named: "latency-256")
  }

  @Test func everySizeIsDrawnInsideThePane() {
    for width in 0...60 {
      for height in 0...20 {
        var surface = Surface(width: 64, height: 24)
        let rect = Rect(x: 2, y: 2, width: width, height: height)
        LatencyPane.draw(Self.fixture.view(theme: .plain), in: rect, on: &surface)
        #expect(!surface.isMarked(outside: rect), "\(width)x\(height)")
      }
    }
  }

  // MARK: The curve

  @Test func aSpikeIsMoreThanThreeTimesTheRunningMedian() {
    var trace = LatencyTrace()
    for _ in 0..<50 { trace.record(10) }
    trace.record(30)
    #expect(trace.points.last == LatencyPoint(nanos: 30, isSpike: false))
    trace.record(31)
    #expect(trace.points.last == LatencyPoint(nanos: 31, isSpike: true))
    // Fifty slow ones later slow is the median.
    for _ in 0..<50 { trace.record(100) }
    #expect(trace.medianNanos == 100)
    trace.record(299)
    #expect(trace.points.last?.isSpike == false)
  }

  @Test func theFirstPointsAreNoSpikes() {
    var trace = LatencyTrace()
    trace.record(1)
    trace.record(1_000_000)
    #expect(trace.points.last?.isSpike == false)
  }

  @Test func aMedianOfNothingCountsAsAMillisecond() {
    var trace = LatencyTrace()
    for _ in 0..<20 { trace.record(-4) }
    trace.record(3_000_000)
    #expect(trace.points.last?.isSpike == false)
    trace.record(3_000_001)
    #expect(trace.points.last?.isSpike == true)
    trace.record(.max)
    #expect(trace.points.last == LatencyPoint(nanos: .max, isSpike: true))
  }

  /// The median kept in order is that of the last fifty, whatever came.
  @Test func theMedianRunsOverTheLastFifty() {
    var trace = LatencyTrace()
    var all: [Int64] = []
    var random: UInt64 = 7
    var wrong = 0
    for _ in 0..<1_000 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Int64(random >> 40) % 100
      trace.record(value)
      all.append(value)
      guard all.count >= LatencyTrace.leastForMedian else { continue }
      let last = all.suffix(LatencyTrace.medianSpan).sorted()
      if trace.medianNanos != last[last.count / 2] { wrong += 1 }
    }
    #expect(wrong == 0)
    #expect(trace.points.count == LatencyTrace.historyLimit)
  }

  @Test func figuresForgetWhatIsLongPast() {
    var trace = LatencyTrace()
    trace.record(9_000)
    trace.second()
    #expect(trace.summary?.maxNanos == 9_000)
    for _ in 0..<LatencyTrace.windowSeconds { trace.second() }
    trace.record(10)
    trace.second()
    #expect(trace.summary?.maxNanos == 9_000)
    for _ in 0..<LatencyTrace.windowSeconds { trace.second() }
    #expect(trace.summary?.maxNanos == 10)
  }

  @Test(arguments: [(99_999_999, ""), (100_000_000, "!"), (500_000_000, "!!")])
  func thresholdsHaveAMarkBesideTheColour(nanos: Int64, mark: String) {
    #expect(LatencyPane.mark(nanos) == mark)
  }

  /// Fifty points are seen in any width: neighbours share a cell, and the worst is shown.
  @Test func fiftyPointsFitAnyWidth() {
    for cells in 1...60 {
      #expect(LatencyPlan.group(cells: cells) * cells >= LatencyPlan.pointCount)
    }
    #expect(LatencyPlan.group(cells: 50) == 1)
    #expect(LatencyPlan.group(cells: 49) == 2)
  }
}
