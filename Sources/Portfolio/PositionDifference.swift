import MarketModel

/// A symbol of which the account and its venue do not hold the same.
public struct PositionDifference: Hashable, Sendable {
  /// How the two differ.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The venue holds something and the account nothing.
    case missingHere = "missing_here"
    /// The account holds something and the venue nothing.
    case missingThere = "missing_there"
    /// Both hold something, and not as much or not on the same side.
    case quantity
  }

  public var symbol: Symbol
  public var kind: Kind
  public var here: Quantity
  public var there: Quantity

  /// nil where both hold the same.
  public init?(_ symbol: Symbol, here: Quantity, there: Quantity) {
    guard here != there else { return nil }
    self.symbol = symbol
    self.here = here
    self.there = there
    kind = here == .zero ? .missingHere : there == .zero ? .missingThere : .quantity
  }

  /// Every symbol on which two lists of positions differ, in byte order. A symbol that is not in a
  /// list is not held there; one that is in it twice is held as much as both say.
  public static func all(
    here: [(symbol: Symbol, quantity: Quantity)], there: [(symbol: Symbol, quantity: Quantity)]
  ) -> [PositionDifference] {
    var symbols = (here + there).map(\.symbol)
    symbols.sort()
    var differences: [PositionDifference] = []
    for (place, symbol) in symbols.enumerated() where place == 0 || symbols[place - 1] != symbol {
      let difference = PositionDifference(
        symbol, here: held(symbol, in: here), there: held(symbol, in: there))
      if let difference { differences.append(difference) }
    }
    return differences
  }

  private static func held(
    _ symbol: Symbol, in list: [(symbol: Symbol, quantity: Quantity)]
  ) -> Quantity {
    list.filter { $0.symbol == symbol }.reduce(.zero) { sum, position in
      let (nanos, overflow) = sum.nanos.addingReportingOverflow(position.quantity.nanos)
      return Quantity(nanos: overflow ? (sum.nanos < 0 ? .min : .max) : nanos)
    }
  }
}
