import MarketModel

/// The lowest and the highest mid of a sliding window, in O(1) a quote.
///
/// Mids are kept in two runs, each no longer than the window. What nearly every quote asks is whether
/// the range could be too wide at all, and for that the extremes of both runs will do: they cover the
/// window and more. Only where they will not, the older run is cut to the window exactly: its
/// extremes from each mid on are worked out once. A mid that can be no extreme any more goes when room
/// is short.
public struct MidWindow: Sendable {
  private var older = MidRun()
  private var newer = MidRun()
  /// When the newer run began.
  private var startedAt = UnixNanos.distantPast

  public init() {}

  /// Gets runs of its own where a copy shares them; before the first change after one.
  public mutating func detach() {
    older.detach()
    newer.detach()
  }

  /// Takes in twice a mid and says between which the window's lie, and perhaps some before it.
  @inline(__always)
  public mutating func note(
    _ twiceMid: Int64, at instant: UnixNanos, windowNanos: Int64
  ) -> MidRange {
    if instant.nanos &- windowNanos > startedAt.nanos || startedAt == .distantPast {
      startRun(at: instant, windowNanos: windowNanos)
    }
    newer.append(twiceMid, at: instant)
    return newer.range.joined(with: older.range)
  }

  private mutating func startRun(at instant: UnixNanos, windowNanos: Int64) {
    swap(&older, &newer)
    newer.removeAll()
    if older.endsAt < instant.advanced(byNanos: -windowNanos) { older.removeAll() }
    startedAt = instant
  }

  /// The last mid has lasted until an instant.
  mutating func prolong(to instant: UnixNanos) { newer.prolong(to: instant) }

  /// Twice the lowest and the highest mid of the window that ends at the last one.
  public mutating func extremes(windowNanos: Int64) -> MidRange {
    let horizon = newer.endsAt.advanced(byNanos: -windowNanos)
    return newer.range.joined(with: older.range(since: horizon))
  }
}

/// The last mid of an instrument and since when, or until when, it has been that: most quotes leave
/// it as it is, and the window need not hear of each.
@frozen public struct HeldMid: BitwiseCopyable, Sendable {
  var twiceMid: Int64 = 0
  var at = UnixNanos.distantPast
  /// Whether the window's range is so wide that each quote has to be looked at.
  public var isWide = true
}

/// Twice the lowest and the highest of some mids.
@frozen public struct MidRange: Sendable {
  public var low = Int64.max
  public var high = Int64.min

  @inlinable public init() {}

  @inlinable mutating func widen(to twiceMid: Int64) {
    low = min(low, twiceMid)
    high = max(high, twiceMid)
  }

  @inlinable func joined(with other: MidRange) -> MidRange {
    var joined = self
    joined.low = min(low, other.low)
    joined.high = max(high, other.high)
    return joined
  }
}

/// Mids in order of time; one that lasts is kept once, with its last instant.
struct MidRun: Sendable {
  struct Entry: Sendable {
    var at = UnixNanos.zero
    var twiceMid: Int64 = 0
    /// Of this entry and all behind it, once `hasRests`.
    var rest = MidRange()
  }

  /// The first `count` count.
  private var entries = PlainTable(repeating: Entry(), count: 8)
  private var count = 0
  /// Entries before it have left the window.
  private var start = 0
  private var hasRests = false
  private(set) var range = MidRange()

  mutating func detach() { entries.detach() }

  mutating func removeAll() {
    count = 0
    start = 0
    hasRests = false
    range = MidRange()
  }

  /// The instant of its last mid.
  var endsAt: UnixNanos { count > 0 ? entries[count - 1].at : .distantPast }

  mutating func prolong(to instant: UnixNanos) {
    if count > 0 { entries[count - 1].at = instant }
  }

  @inline(__always)
  mutating func append(_ twiceMid: Int64, at instant: UnixNanos) {
    if count > 0, entries[count - 1].twiceMid == twiceMid {
      entries[count - 1].at = instant
      return
    }
    if count == entries.count { makeRoom() }
    entries[count].at = instant
    entries[count].twiceMid = twiceMid
    count += 1
    range.widen(to: twiceMid)
  }

  /// Drops what can be no extreme of any window to come, and grows where that leaves little room.
  private mutating func makeRoom() {
    var rest = MidRange()
    var kept = count
    for place in (0..<count).reversed() {
      let twiceMid = entries[place].twiceMid
      guard twiceMid < rest.low || twiceMid > rest.high else { continue }
      rest.widen(to: twiceMid)
      kept -= 1
      entries[kept] = entries[place]
    }
    for place in kept..<count { entries[place - kept] = entries[place] }
    count -= kept
    if count * 2 > entries.count { grow() }
  }

  private mutating func grow() {
    let larger = PlainTable(repeating: Entry(), count: entries.count * 2)
    for place in 0..<count { larger[place] = entries[place] }
    entries = larger
  }

  /// The range of the entries from `horizon` on.
  mutating func range(since horizon: UnixNanos) -> MidRange {
    if !hasRests { workOutRests() }
    while start < count, entries[start].at < horizon { start += 1 }
    return start < count ? entries[start].rest : MidRange()
  }

  private mutating func workOutRests() {
    var rest = MidRange()
    for place in (0..<count).reversed() {
      rest.widen(to: entries[place].twiceMid)
      entries[place].rest = rest
    }
    hasRests = true
  }
}
