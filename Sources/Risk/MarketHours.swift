import MarketModel

/// When a market is open, as plain stretches of time: what the risk rules need of a calendar.
///
/// The program makes it from the market's calendar and hands it in, so that the engine stays free of
/// zones and files.
public struct MarketHours: Sendable {
  /// The market's name, as instruments give it: `CME_Equity`.
  public let market: String
  /// Starts and ends of the open stretches in order; an end is closed already.
  private let opens: [Int64]
  private let closes: [Int64]

  /// - Parameter stretches: in order, none overlapping another.
  public init(market: String, stretches: [(open: UnixNanos, close: UnixNanos)]) {
    self.market = market
    opens = stretches.map(\.open.nanos)
    closes = stretches.map(\.close.nanos)
  }

  /// The place of the first stretch that ends after an instant.
  private func place(endingAfter instant: UnixNanos) -> Int? {
    var low = 0
    var high = closes.count
    while low < high {
      let middle = (low + high) / 2
      if closes[middle] > instant.nanos { high = middle } else { low = middle + 1 }
    }
    return low < closes.count ? low : nil
  }

  /// The end of the stretch around an instant; nil while the market is closed.
  public func close(around instant: UnixNanos) -> UnixNanos? {
    guard let place = place(endingAfter: instant), opens[place] <= instant.nanos else {
      return nil
    }
    return UnixNanos(closes[place])
  }

  /// The first end of a stretch after an instant.
  public func close(after instant: UnixNanos) -> UnixNanos? {
    place(endingAfter: instant).map { UnixNanos(closes[$0]) }
  }
}
