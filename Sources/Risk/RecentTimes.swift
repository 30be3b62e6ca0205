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

  /// How many of the kept instants are after one; they never go back, so it is a search.
  func count(after instant: UnixNanos) -> Int {
    let start = times.count == limit ? next : 0
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      let place = start + middle < times.count ? start + middle : start + middle - times.count
      if times[place] > instant { high = middle } else { low = middle + 1 }
    }
    return times.count - low
  }
}
