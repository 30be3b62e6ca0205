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

  /// Where the newer run's entries lie.
  var entries: UnsafeMutablePointer<MidEntry> { newer.address }

  /// Takes in what has been written to the newer run's entries behind its back, up to `count`.
  mutating func adopt(_ count: Int) { newer.adopt(count) }

  /// Where mids within its range can be written without asking.
  func lane(windowNanos: Int64) -> MidLane {
    newer.lane(
      until: startedAt.advanced(byNanos: windowNanos), range: newer.range.joined(with: older.range))
  }

  /// The last mid has lasted until an instant.
  mutating func prolong(to instant: UnixNanos) { newer.prolong(to: instant) }

  /// Twice the lowest and the highest mid of the window that ends at the last one.
  public mutating func extremes(windowNanos: Int64) -> MidRange {
    let end = newer.endsAt
    let horizon = end.advanced(byNanos: -windowNanos)
    if horizon > startedAt, let last = newer.last {
      // A mid that has lasted has made the run longer than the window.
      startRun(at: end, windowNanos: windowNanos)
      newer.append(last, at: end)
    }
    return newer.range.joined(with: older.range(since: horizon))
  }
}

/// The last mid of an instrument and since when, or until when, it has been that: most quotes leave
/// it as it is, and the window need not hear of each.
///
/// Open to other modules' compilers, as its lane is: called, `follow` would be handed a copy of the
/// whole monitor.
@frozen public struct HeldMid: BitwiseCopyable, Sendable {
  @usableFromInline var twiceMid: Int64 = 0
  @usableFromInline var at = UnixNanos.distantPast
  /// Whether the window's range is so wide that each quote has to be looked at.
  public var isWide = true
  @usableFromInline var lane = MidLane()

  @usableFromInline init() {}

  /// Takes in twice a mid where no rule has to look at it: one that lasts, or one within the
  /// window's range, whose rule was quiet and stays so. False where it has to be noted, and nothing
  /// has been done.
  @inlinable @inline(__always)
  public mutating func follow(_ twiceMid: Int64, at instant: UnixNanos) -> Bool {
    guard !isWide else { return false }
    if twiceMid != self.twiceMid {
      guard lane.takes(twiceMid, at: instant) else { return false }
      lane.append(twiceMid, at: instant, lastSeenAt: at)
      self.twiceMid = twiceMid
    }
    at = instant
    return true
  }
}

/// The free places of a window's newer run, as plain numbers; the run itself is told of them when
/// it is next asked.
///
/// Its memory is the run's, so that whoever copies the run makes a new lane.
@frozen @usableFromInline
struct MidLane: BitwiseCopyable, @unchecked Sendable {
  @usableFromInline var entries: UnsafeMutablePointer<MidEntry>?
  @usableFromInline var count = 0
  @usableFromInline var room = 0
  @usableFromInline var range = MidRange()
  /// Until when mids belong to the run.
  @usableFromInline var until = UnixNanos.distantPast

  @usableFromInline init() {}

  @inlinable @inline(__always)
  func takes(_ twiceMid: Int64, at instant: UnixNanos) -> Bool {
    twiceMid >= range.low && twiceMid <= range.high && count < room && instant <= until
  }

  @inlinable @inline(__always)
  mutating func append(_ twiceMid: Int64, at instant: UnixNanos, lastSeenAt: UnixNanos) {
    guard let entries else { return }
    entries[count &- 1].at = lastSeenAt
    entries[count].at = instant
    entries[count].twiceMid = twiceMid
    count &+= 1
  }
}

/// One mid of a run, with its last instant.
@frozen @usableFromInline
struct MidEntry: BitwiseCopyable, Sendable {
  @usableFromInline var at = UnixNanos.zero
  @usableFromInline var twiceMid: Int64 = 0
  /// Of this entry and all behind it, once the run has worked them out.
  @usableFromInline var rest = MidRange()

  @usableFromInline init() {}
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
  /// The first `count` count.
  private var entries = PlainTable(repeating: MidEntry(), count: 8)
  private var count = 0
  /// Entries before it have left the window.
  private var start = 0
  private var hasRests = false
  private(set) var range = MidRange()

  mutating func detach() { entries.detach() }

  var address: UnsafeMutablePointer<MidEntry> { entries.mutableAddress(of: 0) }

  func lane(until end: UnixNanos, range: MidRange) -> MidLane {
    var lane = MidLane()
    // Before the first mid there is none that one could follow.
    guard count > 0 else { return lane }
    lane.entries = entries.mutableAddress(of: 0)
    lane.count = count
    lane.room = entries.count
    lane.range = range
    lane.until = end
    return lane
  }

  mutating func adopt(_ written: Int) {
    while count < written {
      range.widen(to: entries[count].twiceMid)
      count += 1
    }
  }

  mutating func removeAll() {
    count = 0
    start = 0
    hasRests = false
    range = MidRange()
  }

  /// Twice its last mid.
  var last: Int64? { count > 0 ? entries[count - 1].twiceMid : nil }

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
    let larger = PlainTable(repeating: MidEntry(), count: entries.count * 2)
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
