import MarketModel

/// Something that happens to a market at an instant.
public struct SessionEvent: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// The regular session of a trade date ends: day orders end with it.
    case closed(TradeDate)
    /// The status changes.
    case changed(from: MarketState, to: MarketState)
    /// The regular session of a trade date begins.
    case opened(TradeDate)
    /// A change that begins or ends trading comes soon.
    case soon(at: UnixNanos, to: MarketState)
  }

  public let at: UnixNanos
  public let market: Market
  public let kind: Kind

  public init(at: UnixNanos, market: Market, kind: Kind) {
    self.at = at
    self.market = market
    self.kind = kind
  }

  /// What goes first at one instant: what ends, then what begins.
  var rank: Int {
    switch kind {
    case .closed: 0
    case .changed: 1
    case .opened: 2
    case .soon: 3
    }
  }
}

extension MarketCalendar {
  /// The first session whose regular close is after an instant.
  ///
  /// - Complexity: O(log n).
  public func session(closingAfter instant: UnixNanos) -> TradingSession? {
    let index = sessions.boundary { $0.close > instant }
    return index < sessions.count ? sessions[index] : nil
  }

  /// The last session whose regular open is at or before an instant.
  ///
  /// - Complexity: O(log n).
  public func session(openedBy instant: UnixNanos) -> TradingSession? {
    let index = sessions.boundary { $0.open > instant }
    return index > 0 ? sessions[index - 1] : nil
  }

  /// The first change after an instant that begins or ends trading, with what was before.
  func tradingChange(
    after instant: UnixNanos
  ) -> (at: UnixNanos, from: MarketState, to: MarketState)? {
    var instant = instant
    while let next = nextTransition(after: instant) {
      let before = state(at: next.at.advanced(byNanos: -1))
      if before.isOpen != next.to.isOpen { return (next.at, before, next.to) }
      instant = next.at
    }
    return nil
  }
}
