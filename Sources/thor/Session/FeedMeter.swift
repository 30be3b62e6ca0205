import MarketCodec
import MarketModel
import Panes

/// How fast the data comes and how long its way to the screen takes.
struct FeedMeter {
  private(set) var ticksPerSecond = 0.0
  private(set) var meters = FeedMeters()
  private var lastCount: UInt64 = 0
  private var lastAt: Int64?

  mutating func applied(nanos: Int64) { meters.applied(nanos: nanos) }
  mutating func painted(nanos: Int64) { meters.painted(nanos: nanos) }

  /// Notes a batch that has been applied.
  ///
  /// A snapshot and an event out of a backlog say nothing of how long an event takes to come.
  mutating func note(_ batch: TickBatch) {
    for decoded in batch.ticks where !decoded.isSnapshot {
      let tick = decoded.tick
      let isOld = decoded.flags.contains(.staleTimestamp)
      meters.note(
        tick.source, at: tick.receivedAt,
        transportNanos: isOld ? nil : decoded.ageNanos,
        collectionNanos: decoded.latencyMicros.map { Int64($0) * 1_000 })
    }
  }

  /// A second has passed: rates and figures are made anew.
  mutating func second(
    tickCount: UInt64, now: Int64, counters: QualityCounters, skew: ClockSkew
  ) {
    defer {
      lastCount = tickCount
      lastAt = now
    }
    guard let lastAt, now > lastAt else { return }
    ticksPerSecond = Double(tickCount &- lastCount) * 1e9 / Double(now - lastAt)
    takeQuality(counters)
    meters.serverAheadNanos = skew.serverAheadNanos
    for (source, _) in meters.known { meters.note(skew.aheadNanos(of: source), of: source) }
    meters.second(lengthNanos: now - lastAt)
  }

  private mutating func takeQuality(_ counters: QualityCounters) {
    var unattributed = counters.rejected
    for place in 0..<SourceTable.countLimit {
      let source = SourceIndex(UInt8(place))
      let quality = SourceQuality(counters, source)
      unattributed -= min(unattributed, quality.rejectedCount)
      if quality != SourceQuality() { meters.note(quality, of: source) }
    }
    meters.unattributedCount = unattributed
  }
}

extension SourceQuality {
  init(_ counters: QualityCounters, _ source: SourceIndex) {
    self.init()
    gapCount = counters.sequenceGaps(from: source)
    missingCount = counters.sequenceMissing(from: source)
    rejected = QualityCount.rejections(counters, source: source)
    rejectedCount = rejected.reduce(0) { $0 + $1.count }
    flagged = QualityCount.counts(counters, of: .flag, source: source)
  }
}

/// The rejections of a decoder's counters, as the screen shows them.
enum QualityCount {
  static func rejections(
    _ counters: QualityCounters, source: SourceIndex? = nil
  ) -> [FeedStatus.VerdictCount] {
    counts(counters, of: .reject, source: source)
  }

  static func counts(
    _ counters: QualityCounters, of consequence: QualityVerdict.Consequence, source: SourceIndex?
  ) -> [FeedStatus.VerdictCount] {
    QualityVerdict.allCases.filter { $0.consequence == consequence }
      .map { FeedStatus.VerdictCount(name: $0.name, count: counters.count(of: $0, source: source)) }
      .filter { $0.count > 0 }
      .sorted { $0.count > $1.count }
  }
}
