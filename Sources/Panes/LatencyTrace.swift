import Telemetry

/// One latency of a curve.
public struct LatencyPoint: Sendable, Equatable {
  public let nanos: Int64
  /// Whether it was more than three times the median of those before it.
  public let isSpike: Bool
}

/// What a curve's latencies came to over the last minutes.
public struct LatencySummary: Sendable, Equatable {
  public let meanNanos: Int64
  public let p50Nanos: Int64
  public let p99Nanos: Int64
  public let maxNanos: Int64
}

/// The latencies of one stage: the latest ones each, the last minutes in figures.
///
/// Recording costs the same however many there have been, and allocates nothing.
public struct LatencyTrace: Sendable {
  /// The points kept for a pane that has the room.
  public static let historyLimit = 600
  /// The points that a median runs over.
  public static let medianSpan = 50
  /// Fewer points have no median worth the name.
  static let leastForMedian = 8
  static let spikeFactor: Int64 = 3
  /// How long figures look back: this to twice as much.
  static let windowSeconds = 300

  public private(set) var points = PointRing<LatencyPoint>(capacity: historyLimit)
  /// As of the last second; nil before there is anything to sum up.
  public private(set) var summary: LatencySummary?
  /// The last `medianSpan` latencies, the shortest first.
  private var sorted: [Int64] = []
  private var recent = LatencyHistogram()
  private var earlier = LatencyHistogram()
  private var windowAge = 0

  public init() { sorted.reserveCapacity(LatencyTrace.medianSpan + 1) }

  /// Adds one latency; one below 0, as between two clocks, counts as 0.
  public mutating func record(_ nanos: Int64) {
    let value = max(0, nanos)
    let isSpike = medianNanos.map { value > LatencyTrace.spikeBound($0) } ?? false
    if points.count >= LatencyTrace.medianSpan {
      let oldest = points[points.count - LatencyTrace.medianSpan].nanos
      sorted.remove(at: place(of: oldest))
    }
    sorted.insert(value, at: place(of: value))
    points.append(LatencyPoint(nanos: value, isSpike: isSpike))
    recent.record(value)
  }

  /// Above this a latency is a spike; a median below the clock's step counts as 1 ms.
  private static func spikeBound(_ medianNanos: Int64) -> Int64 {
    let median = medianNanos > 0 ? medianNanos : 1_000_000
    let (bound, overflow) = median.multipliedReportingOverflow(by: spikeFactor)
    return overflow ? .max : bound
  }

  /// The median of the last points; nil while there are too few.
  public var medianNanos: Int64? {
    sorted.count < LatencyTrace.leastForMedian ? nil : sorted[sorted.count / 2]
  }

  /// A second has passed: the figures are made anew, and after a while the oldest go.
  public mutating func second() {
    windowAge += 1
    if windowAge >= LatencyTrace.windowSeconds {
      earlier = recent
      recent.reset()
      windowAge = 0
    }
    var all = earlier
    all.merge(recent)
    guard let mean = all.meanNanos, let p50 = all.p50, let p99 = all.p99 else {
      summary = nil
      return
    }
    summary = LatencySummary(
      meanNanos: Int64(min(mean, 9e18)), p50Nanos: p50, p99Nanos: p99, maxNanos: all.maxNanos)
  }

  /// The first place whose latency is not shorter.
  private func place(of value: Int64) -> Int {
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
