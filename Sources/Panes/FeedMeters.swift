import MarketModel
import Telemetry

/// What the quality rules found in one source's events.
public struct SourceQuality: Sendable, Equatable {
  /// Running numbers that were skipped: how often, and how many events in all.
  public var gapCount: UInt64 = 0
  public var missingCount: UInt64 = 0
  public var rejectedCount: UInt64 = 0
  /// By reason, the most frequent first.
  public var rejected: [FeedStatus.VerdictCount] = []
  /// What was used all the same, likewise.
  public var flagged: [FeedStatus.VerdictCount] = []

  public init() {}
}

/// One source's way here: how fast it comes, how late, and how good.
public struct SourceMeter: Sendable {
  /// What its collectors measured themselves (`latency_ms`).
  public private(set) var collection = LatencyTrace()
  /// From an event's own time to its arrival here, the measured skew of clocks taken off.
  public private(set) var transport = LatencyTrace()
  public private(set) var tickCount: UInt64 = 0
  /// When its last tick arrived.
  public private(set) var lastAt = UnixNanos.distantPast
  public private(set) var ticksPerSecond = 0.0
  /// How far its clock runs ahead of ours, which is taken off.
  public internal(set) var aheadNanos: Int64 = 0
  public var quality = SourceQuality()
  private var countBefore: UInt64 = 0

  init() {}

  mutating func note(at: UnixNanos, transportNanos: Int64?, collectionNanos: Int64?) {
    tickCount &+= 1
    lastAt = max(lastAt, at)
    if let transportNanos { transport.record(transportNanos) }
    if let collectionNanos { collection.record(collectionNanos) }
  }

  mutating func second(lengthNanos: Int64) {
    ticksPerSecond = Double(tickCount &- countBefore) * 1e9 / Double(max(1, lengthNanos))
    countBefore = tickCount
    collection.second()
    transport.second()
  }
}

/// Everything measured between the collectors and the screen.
public struct FeedMeters: Sendable {
  /// By source; nil for one that has not spoken.
  public private(set) var sources: [SourceMeter?] = []
  /// From the read of a batch to its last tick applied.
  public private(set) var apply = LatencyTrace()
  /// From the first cell drawn to the write of the frame.
  public private(set) var paint = LatencyTrace()
  public private(set) var tickCount: UInt64 = 0
  /// How far the server's clock runs ahead of ours; nil where it was not asked.
  public var serverAheadNanos: Int64?
  /// Rejected events whose source could not be told.
  public var unattributedCount: UInt64 = 0

  public init() {}

  public mutating func applied(nanos: Int64) { apply.record(nanos) }
  public mutating func painted(nanos: Int64) { paint.record(nanos) }

  /// Notes one tick that just happened.
  ///
  /// - Parameters:
  ///   - transportNanos: nil where the event's own time says nothing of it.
  ///   - collectionNanos: nil where the collector measured none.
  public mutating func note(
    _ source: SourceIndex, at: UnixNanos, transportNanos: Int64?, collectionNanos: Int64?
  ) {
    reserve(source)
    tickCount &+= 1
    sources[Int(source.rawValue)]?
      .note(at: at, transportNanos: transportNanos, collectionNanos: collectionNanos)
  }

  /// Notes what the rules found in a source's events so far.
  public mutating func note(_ quality: SourceQuality, of source: SourceIndex) {
    reserve(source)
    sources[Int(source.rawValue)]?.quality = quality
  }

  /// Notes how far a source's clock runs ahead of ours.
  public mutating func note(_ aheadNanos: Int64, of source: SourceIndex) {
    reserve(source)
    sources[Int(source.rawValue)]?.aheadNanos = aheadNanos
  }

  /// Some time, about a second, has passed: rates and figures are made anew.
  public mutating func second(lengthNanos: Int64) {
    for place in sources.indices { sources[place]?.second(lengthNanos: lengthNanos) }
    apply.second()
    paint.second()
  }

  /// The sources that have spoken or were refused, in their table's order, which does not jump.
  public var known: [(source: SourceIndex, meter: SourceMeter)] {
    sources.enumerated().compactMap { place, meter in
      meter.map { (SourceIndex(UInt8(place)), $0) }
    }
  }

  /// A source's part of all ticks, 0 to 1.
  public func share(of meter: SourceMeter) -> Double {
    tickCount > 0 ? Double(meter.tickCount) / Double(tickCount) : 0
  }

  private mutating func reserve(_ source: SourceIndex) {
    let place = Int(source.rawValue)
    while sources.count <= place { sources.append(nil) }
    if sources[place] == nil { sources[place] = SourceMeter() }
  }
}
