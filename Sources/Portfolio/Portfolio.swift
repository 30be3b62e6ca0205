import MarketModel

/// Positions, cash and what they are worth.
public struct Portfolio: Sendable {
  public private(set) var positions: [Position] = []
  /// Opening cash + realised − fees.
  public private(set) var cash: Money = .zero
  public private(set) var fees: Money = .zero
  /// Σ of the positions' unrealised P&L.
  public private(set) var unrealized: Int128 = 0

  public init() {}

  public mutating func addInstrument(multiplier: Ratio) {
    positions.append(Position(multiplier: multiplier))
  }
}
