import MarketModel

/// The lowest and the highest mid of a sliding window, in O(1) a quote.
///
/// Two queues of candidates: a mid that a later one has passed can never be the extreme again and
/// is dropped.
public struct MidWindow: Sendable {
  private var lows = CandidateQueue()
  private var highs = CandidateQueue()

  public init() {}

  /// Takes in twice a mid and forgets what is older than the window.
  public mutating func note(_ twiceMid: Int64, at instant: UnixNanos, windowNanos: Int64) {
    let horizon = instant.advanced(byNanos: -windowNanos)
    lows.dropBefore(horizon)
    highs.dropBefore(horizon)
    // The mid of most quotes is the last one's: it only lasts longer now.
    if lows.prolong(twiceMid, to: instant) {
      _ = highs.prolong(twiceMid, to: instant)
      return
    }
    while let last = lows.last, last.value >= twiceMid { lows.dropLast() }
    while let last = highs.last, last.value <= twiceMid { highs.dropLast() }
    lows.append(Candidate(at: instant, value: twiceMid))
    highs.append(Candidate(at: instant, value: twiceMid))
  }

  /// Twice the lowest and the highest mid; nil before the first.
  public var extremes: (low: Int64, high: Int64)? {
    guard let low = lows.first, let high = highs.first else { return nil }
    return (low.value, high.value)
  }
}

struct Candidate: Sendable {
  var at: UnixNanos
  var value: Int64
}

/// A ring of candidates.
struct CandidateQueue: Sendable {
  private var ring: [Candidate] = []
  private var head = 0
  private var count = 0

  var first: Candidate? { count > 0 ? ring[head] : nil }
  var last: Candidate? { count > 0 ? ring[(head + count - 1) & (ring.count - 1)] : nil }

  mutating func dropLast() { count -= 1 }

  /// Moves the last candidate to a later instant if it has the value; says whether it has.
  mutating func prolong(_ value: Int64, to instant: UnixNanos) -> Bool {
    guard count > 0 else { return false }
    let place = (head + count - 1) & (ring.count - 1)
    guard ring[place].value == value else { return false }
    ring[place].at = instant
    return true
  }

  mutating func dropBefore(_ horizon: UnixNanos) {
    while count > 0, ring[head].at < horizon {
      head = (head + 1) & (ring.count - 1)
      count -= 1
    }
  }

  mutating func append(_ candidate: Candidate) {
    if count == ring.count { grow() }
    ring[(head + count) & (ring.count - 1)] = candidate
    count += 1
  }

  private mutating func grow() {
    var larger: [Candidate] = []
    larger.reserveCapacity(max(ring.count * 2, 8))
    for offset in 0..<count { larger.append(ring[(head + offset) & (ring.count - 1)]) }
    while larger.count < max(ring.count * 2, 8) {
      larger.append(Candidate(at: .zero, value: 0))
    }
    ring = larger
    head = 0
  }
}
