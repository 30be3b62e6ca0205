import MarketCodec
import Panes
import Telemetry

/// How fast the data comes and how long its way through here takes.
struct FeedMeter {
  private(set) var ticksPerSecond = 0.0
  /// From the read of a batch to its last tick applied.
  private(set) var applyNanos = LatencyHistogram()
  /// From the first cell drawn to the write of the frame.
  private(set) var paintNanos = LatencyHistogram()
  private var lastCount: UInt64 = 0
  private var lastAt: Int64?

  mutating func applied(nanos: Int64) { applyNanos.record(nanos) }
  mutating func painted(nanos: Int64) { paintNanos.record(nanos) }

  /// A second has passed: the rate is counted anew.
  mutating func second(tickCount: UInt64, now: Int64) {
    defer {
      lastCount = tickCount
      lastAt = now
    }
    guard let lastAt, now > lastAt else { return }
    ticksPerSecond = Double(tickCount &- lastCount) * 1e9 / Double(now - lastAt)
  }
}

/// The rejections of a decoder's counters, as the status bar shows them.
enum QualityCount {
  static func rejections(_ counters: QualityCounters) -> [FeedStatus.VerdictCount] {
    QualityVerdict.allCases.filter { $0.consequence == .reject }
      .map { FeedStatus.VerdictCount(name: $0.name, count: counters.count(of: $0)) }
      .filter { $0.count > 0 }
      .sorted { $0.count > $1.count }
  }
}
