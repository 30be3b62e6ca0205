/// Which way an order goes, or who took in a trade.
@frozen public enum Side: UInt8, Sendable, CaseIterable {
  case buy, sell

  @inlinable public var opposite: Side { self == .buy ? .sell : .buy }
  /// +1 for a buy, −1 for a sell.
  @inlinable public var sign: Int64 { self == .buy ? 1 : -1 }
  /// The field's word: `BUY` or `SELL`.
  public var word: String { self == .buy ? "BUY" : "SELL" }

  public init?(word: String) {
    switch word {
    case "BUY": self = .buy
    case "SELL": self = .sell
    default: return nil
    }
  }
}
