/// How long things took: counts in buckets that grow with the value, exact to about 3 %.
///
/// Log-linear: values below 32 ns have a bucket each, above them every doubling has 32. Recording
/// is two shifts and an addition; the memory never grows.
public struct LatencyHistogram: Sendable {
  private static let subBits = 5
  private static let subCount = 1 << subBits

  private var buckets = [UInt64](repeating: 0, count: 60 * LatencyHistogram.subCount)
  public private(set) var count: UInt64 = 0
  public private(set) var maxNanos: Int64 = 0
  public private(set) var minNanos: Int64 = .max
  private var sum: Double = 0

  public init() {}

  /// Adds one duration; one below 0, as between two clocks, counts as 0.
  public mutating func record(_ nanos: Int64) {
    let value = max(0, nanos)
    buckets[LatencyHistogram.bucket(UInt64(value))] += 1
    count += 1
    sum += Double(value)
    maxNanos = max(maxNanos, value)
    minNanos = min(minNanos, value)
  }

  /// The duration that `fraction` (0 … 1) of the records do not exceed; nil without records.
  ///
  /// The upper end of its bucket, but never more than the longest record.
  public func quantile(_ fraction: Double) -> Int64? {
    guard count > 0 else { return nil }
    let wanted = max(1, UInt64((Double(count) * min(max(fraction, 0), 1)).rounded(.up)))
    var seen: UInt64 = 0
    for (bucket, records) in buckets.enumerated() where records > 0 {
      seen += records
      if seen >= wanted { return min(maxNanos, LatencyHistogram.upperEnd(bucket)) }
    }
    return maxNanos
  }

  public var p50: Int64? { quantile(0.5) }
  public var p99: Int64? { quantile(0.99) }

  public var meanNanos: Double? { count > 0 ? sum / Double(count) : nil }

  public mutating func reset() { self = LatencyHistogram() }

  /// Adds another histogram's records.
  public mutating func merge(_ other: LatencyHistogram) {
    for bucket in buckets.indices { buckets[bucket] += other.buckets[bucket] }
    count += other.count
    sum += other.sum
    maxNanos = max(maxNanos, other.maxNanos)
    minNanos = min(minNanos, other.minNanos)
  }

  static func bucket(_ value: UInt64) -> Int {
    guard value >= UInt64(subCount) else { return Int(value) }
    let shift = 63 - value.leadingZeroBitCount - subBits
    return (shift + 1) * subCount + Int(value >> UInt64(shift)) - subCount
  }

  static func upperEnd(_ bucket: Int) -> Int64 {
    guard bucket >= subCount else { return Int64(bucket) }
    let shift = bucket / subCount - 1
    let first = UInt64(bucket % subCount + subCount) << UInt64(shift)
    return Int64(clamping: first + (1 << UInt64(shift)) - 1)
  }
}
