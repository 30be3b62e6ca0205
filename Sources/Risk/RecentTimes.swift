import MarketModel

/// The latest instants of something, as many as are ever asked about, in a ring.
///
/// Instants never go back, and neither does what is asked about, but for a window that is made
/// longer: a search begins where the last instant's window began.
struct RecentTimes: Sendable {
  /// Its length is a power of two.
  private var ring = PlainTable(repeating: UnixNanos.zero, count: 8)
  /// How many there have been in all; the `limit` before it are kept.
  private var end = 0
  private var start = 0
  private var limit = 0
  /// Where the window of the last instant began.
  private var found = 0

  /// Whether fewer are kept than are ever asked about.
  var hasRoom: Bool { end - start < limit }

  /// Gets a ring of its own where a copy shares it; before the first change after one.
  mutating func detach() { ring.detach() }

  /// Keeps the latest `count` from now on.
  mutating func keep(_ count: Int) {
    limit = count
    start = max(start, end - limit)
  }

  /// Takes in an instant; nothing before `horizon` is asked about again, mostly.
  mutating func append(_ instant: UnixNanos, horizon: UnixNanos) {
    guard limit > 0 else { return }
    if end - start == limit { start += 1 }
    if end - start == ring.count { grow() }
    ring[end & (ring.count - 1)] = instant
    end += 1
    found = place(after: horizon)
  }

  private mutating func grow() {
    let larger = PlainTable(repeating: UnixNanos.zero, count: ring.count * 2)
    for place in start..<end { larger[place & (larger.count - 1)] = ring[place & (ring.count - 1)] }
    ring = larger
  }

  /// How many of the kept instants are after one.
  func count(after instant: UnixNanos) -> Int { end - place(after: instant) }

  private func place(after instant: UnixNanos) -> Int {
    var place = min(max(found, start), end)
    while place > start, ring[(place - 1) & (ring.count - 1)] > instant { place -= 1 }
    while place < end, ring[place & (ring.count - 1)] <= instant { place += 1 }
    return place
  }
}
