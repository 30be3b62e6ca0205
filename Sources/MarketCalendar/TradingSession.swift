import MarketModel

/// One trade date of one market: when it opens, pauses and closes.
///
/// All intervals are half-open: an instant of opening is open, an instant of closing is not.
public struct TradingSession: Hashable, Sendable {
  /// A pause within a session.
  public struct Pause: Hashable, Sendable {
    public let start: UnixNanos
    public let end: UnixNanos
    public let detail: StatusDetail
  }

  public let date: TradeDate
  /// Where the pre-market begins; nil for a market without one.
  public let preOpen: UnixNanos?
  public let open: UnixNanos
  public let close: UnixNanos
  /// Where the post-market ends; nil for a market without one.
  public let postClose: UnixNanos?
  public let pauses: [Pause]
  public let isEarlyClose: Bool
  public let isLateOpen: Bool
  /// Why the day is special; nil for an ordinary one.
  public let occasion: String?

  /// The first instant that is not closed.
  public var start: UnixNanos { preOpen ?? open }
  /// The first instant that is closed again.
  public var end: UnixNanos { postClose ?? close }

  /// Nanoseconds for which the regular session is open, pauses left out.
  public var expectedNanos: Int64 {
    pauses.reduce(close.nanos(since: open)) { $0 - $1.end.nanos(since: $1.start) }
  }
}
