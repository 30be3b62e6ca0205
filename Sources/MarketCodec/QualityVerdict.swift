/// What the quality rules say of a quote event. The names are the contract's and never change.
public enum QualityVerdict: UInt8, Sendable, CaseIterable {
  case malformed, missingField, badNumber, outOfRange, unknownSymbol, unknownSource
  case futureTimestamp, priceJump, sessionClosed
  case duplicate
  case staleTimestamp, outOfOrder, crossed, lastOutsideQuote, wideSpread, crossSourceDivergence

  /// What becomes of the event.
  public enum Consequence: Sendable {
    /// Not used; goes to the dead letters.
    case reject
    /// Not used, and nothing is wrong with it.
    case drop
    /// Used, and marked.
    case flag
  }

  public var consequence: Consequence {
    switch self {
    case .malformed, .missingField, .badNumber, .outOfRange, .unknownSymbol, .unknownSource,
      .futureTimestamp, .priceJump, .sessionClosed:
      .reject
    case .duplicate: .drop
    case .staleTimestamp, .outOfOrder, .crossed, .lastOutsideQuote, .wideSpread,
      .crossSourceDivergence:
      .flag
    }
  }

  /// The contract's name, such as `out_of_range`; also a dead letter's `error_class`.
  public var name: String {
    switch self {
    case .malformed: "malformed"
    case .missingField: "missing_field"
    case .badNumber: "bad_number"
    case .outOfRange: "out_of_range"
    case .unknownSymbol: "unknown_symbol"
    case .unknownSource: "unknown_source"
    case .futureTimestamp: "future_timestamp"
    case .priceJump: "price_jump"
    case .sessionClosed: "session_closed"
    case .duplicate: "duplicate"
    case .staleTimestamp: "stale_timestamp"
    case .outOfOrder: "out_of_order"
    case .crossed: "crossed"
    case .lastOutsideQuote: "last_outside_quote"
    case .wideSpread: "wide_spread"
    case .crossSourceDivergence: "cross_source_divergence"
    }
  }
}

/// The verdicts that mark a tick which is used all the same.
@frozen public struct TickFlags: OptionSet, Sendable, Hashable {
  public var rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let staleTimestamp = TickFlags(rawValue: 1 << 0)
  public static let outOfOrder = TickFlags(rawValue: 1 << 1)
  public static let crossed = TickFlags(rawValue: 1 << 2)
  public static let lastOutsideQuote = TickFlags(rawValue: 1 << 3)
  public static let wideSpread = TickFlags(rawValue: 1 << 4)
  public static let crossSourceDivergence = TickFlags(rawValue: 1 << 5)

  /// The flags as verdicts, in the verdicts' order.
  public var verdicts: [QualityVerdict] {
    TickFlags.byVerdict.filter { contains($0.flag) }.map(\.verdict)
  }

  static let byVerdict: [(flag: TickFlags, verdict: QualityVerdict)] = [
    (.staleTimestamp, .staleTimestamp), (.outOfOrder, .outOfOrder), (.crossed, .crossed),
    (.lastOutsideQuote, .lastOutsideQuote), (.wideSpread, .wideSpread),
    (.crossSourceDivergence, .crossSourceDivergence),
  ]
}
