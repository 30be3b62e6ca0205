import MarketModel

/// How far the server's clock runs ahead of ours, from what it answers to TIME.
///
/// The server read its clock at some instant between question and answer, so an answer that came
/// quickly says more than a slow one. The best one is kept until a later one says otherwise; it
/// loses worth with time, for clocks drift.
struct ServerClock {
  private var aheadNanos: Int64 = 0
  /// By how much `aheadNanos` may be wrong.
  private var errorNanos: Int64?

  /// What a second of drift and a busy loop cost an old answer.
  private static let agingNanos: Int64 = 20_000

  /// Takes an answer.
  ///
  /// - Parameters:
  ///   - server: what the server's clock showed.
  ///   - sent: both clocks when the question went out.
  ///   - answeredNanos: the monotonic clock when the answer was read.
  /// - Returns: how far the server's clock runs ahead of ours.
  mutating func take(_ server: UnixNanos, sent: FeedTime, answeredNanos: Int64) -> Int64 {
    // By the monotonic clock: the wall's may have been set meanwhile.
    let trip = max(0, answeredNanos - sent.monotonicNanos)
    let ahead = server.nanos(since: sent.wall.advanced(byNanos: trip / 2))
    let error = trip / 2
    guard let known = errorNanos else { return keep(ahead, error) }
    let aged = known + ServerClock.agingNanos
    let (difference, overflow) = ahead.subtractingReportingOverflow(aheadNanos)
    if overflow || difference.magnitude > UInt64(aged + error) || error <= aged {
      return keep(ahead, error)
    }
    errorNanos = aged
    return aheadNanos
  }

  private mutating func keep(_ ahead: Int64, _ error: Int64) -> Int64 {
    (aheadNanos, errorNanos) = (ahead, error)
    return ahead
  }
}

extension UnixNanos {
  /// Reads the answer to TIME: seconds and microseconds; nil for anything else.
  init?(_ reply: Reply) {
    guard reply.elements(0) == 2,
      let seconds = Int64(reply.string(1)), let micros = Int64(reply.string(2)),
      (0..<1 << 33).contains(seconds), (0..<1_000_000).contains(micros)
    else { return nil }
    self.init(seconds * 1_000_000_000 + micros * 1_000)
  }
}
