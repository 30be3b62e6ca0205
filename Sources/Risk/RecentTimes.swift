import MarketModel

/// The latest instants of something, as many as are ever asked about.
struct RecentTimes: Sendable {
  private var times: [UnixNanos] = []
  private var next = 0
  private var limit = 0

  /// Keeps the latest `count` from now on.
  mutating func keep(_ count: Int) {
    guard count != limit else { return }
    times = inOrder().suffix(count)
    limit = count
    next = times.count == count ? 0 : times.count
  }

  mutating func append(_ instant: UnixNanos) {
    guard limit > 0 else { return }
    if times.count < limit {
      times.append(instant)
    } else {
      times[next] = instant
    }
    next = (next + 1) % limit
  }

  private func inOrder() -> [UnixNanos] {
    guard times.count == limit else { return times }
    return Array(times[next...] + times[..<next])
  }

  /// How many of the kept instants are after one.
  func count(after instant: UnixNanos) -> Int {
    // From the latest backwards, for the window mostly holds few.
    var found = 0
    for offset in 1...max(times.count, 1) where offset <= times.count {
      let place = (next - offset + 2 * max(limit, 1)) % max(limit, 1)
      guard place < times.count, times[place] > instant else { break }
      found += 1
    }
    return found
  }
}
