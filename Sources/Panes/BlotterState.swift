import MarketModel

/// The tables of the blotter.
public enum BlotterTable: String, CaseIterable, Sendable {
  case orders, fills, trades

  public init?(_ pane: PaneName) {
    switch pane {
    case .history: self = .orders
    case .fills: self = .fills
    case .trades: self = .trades
    default: return nil
    }
  }

  /// The states that its rows can be narrowed to.
  public var states: [String] {
    switch self {
    case .orders: ["working", "filled", "ended", "refused"]
    case .fills: ["maker", "taker"]
    case .trades: ["winners", "losers"]
    }
  }
}

/// What the trader has done to the blotter: what it is narrowed to, and how it is sorted.
public struct BlotterState: Sendable, Equatable {
  /// nil: all.
  public var instrument: InstrumentIndex?
  public var side: Side?
  /// By table: a place in its `states`.
  public var states: [BlotterTable: Int] = [:]
  /// Words that a row must have, all of them.
  public var text = ""
  /// By table: the column it is sorted by; the first one, newest on top, where there is none.
  public var columns: [BlotterTable: Int] = [:]
  /// The tables sorted upwards.
  public var isAscending: [BlotterTable: Bool] = [:]

  public init() {}

  /// Shows everything again; what it is sorted by stays.
  public mutating func clear() {
    instrument = nil
    side = nil
    states = [:]
    text = ""
  }
}
