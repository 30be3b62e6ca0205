/// One instrument as instruments.yaml describes it. Numbers are still text: the market model
/// parses them and names their marks when they do not fit.
public struct InstrumentEntry: Equatable, Sendable {
  /// What kind of thing is traded.
  public enum Kind: String, CaseIterable, Sendable {
    /// A futures contract; its symbol is the root (`ES` for `ESZ6`).
    case future
    /// A share or a fund.
    case equity
    /// A pair of currencies.
    case fx
    /// A crypto currency or a derivative of one.
    case crypto
    /// A number that cannot be traded.
    case index
  }

  /// Where the symbol stands.
  public let mark: Mark
  /// The symbol, for a future with contract months its root.
  public let symbol: String
  /// The name in words.
  public let name: String
  /// What kind of thing is traded.
  public let kind: Kind
  /// Money per whole point of price, above 0.
  public let multiplier: DecimalLiteral
  /// The smallest step of the price, above 0.
  public let tick: DecimalLiteral
  /// What prices and profits are in.
  public let currency: String
  /// Margin per unit to open; nil when the rate decides or nobody said.
  public let initialMargin: DecimalLiteral?
  /// Margin per unit to hold; nil: as the initial one.
  public let maintenanceMargin: DecimalLiteral?
  /// Margin to open as a share of the notional (0.5 is half); nil when it is per unit.
  public let initialMarginRate: DecimalLiteral?
  /// Whose trading hours it has, a name such as `CME_Equity`.
  public let market: Marked<String>
  /// What it is counted with when exposure is limited by group.
  public let group: String?
  /// Whether the price may be below 0.
  public let allowsNegativePrices: Bool
  /// Decimals that prices are shown with; nil: those of the tick.
  public let priceDecimals: Int?
  /// Whether symbols with a contract month (`ESZ6`) stand for this root.
  public let hasContractMonths: Bool
  /// The largest size of a trade that is believed; nil: the bus's default.
  public let maximumLastSize: DecimalLiteral?
  /// The largest size of a quote that is believed; nil: the bus's default.
  public let maximumQuoteSize: DecimalLiteral?
  /// How far the last price may jump, in percent; nil: as config.yaml says for all.
  public let priceJumpPercent: DecimalLiteral?
  /// From more ticks than this on two sources disagree; nil: as config.yaml says for all.
  public let divergenceTicks: Int?

  /// The instant of the last trade of a contract month; nil for what does not end.
  public let lastTrade: Marked<String>?
  /// From when on it may be delivered.
  public let firstNotice: Marked<String>?
  /// Whether what is held at the end is closed at the market; else it is settled in cash.
  public let isFlattenedAtExpiry: Bool

  static let reader = Reader<InstrumentEntry>.mapping { cursor in
    let standIn = DecimalLiteral(text: "1", mark: cursor.mapping.mark)
    let symbol = cursor.required(
      "symbol", Reader<String>.symbol.marked(), standIn: Marked("", at: cursor.mapping.mark))
    let kind = cursor.required("kind", .oneOf(Kind.allCases), standIn: .equity)
    let margins = readMargins(&cursor)
    return InstrumentEntry(
      mark: symbol.mark,
      symbol: symbol.value,
      name: cursor.optional("name", .text("a name")) ?? symbol.value,
      kind: kind,
      multiplier: cursor.required("multiplier", .positiveDecimal, standIn: standIn),
      tick: cursor.required("tick", .positiveDecimal, standIn: standIn),
      currency: cursor.optional("currency", .currency) ?? "USD",
      initialMargin: margins.initial,
      maintenanceMargin: margins.maintenance,
      initialMarginRate: margins.rate,
      market: cursor.required(
        "market", Reader<String>.name("a market's name").marked(),
        standIn: Marked("", at: cursor.mapping.mark)),
      group: cursor.optional("group", .name("a group's name")),
      allowsNegativePrices: cursor.optional("negative_prices", .bool) ?? false,
      priceDecimals: cursor.optional("price_decimals", .integer(in: 0...9)),
      hasContractMonths: cursor.optional("contract_months", .bool) ?? (kind == .future),
      maximumLastSize: cursor.optional("max_last_size", .positiveDecimal),
      maximumQuoteSize: cursor.optional("max_quote_size", .positiveDecimal),
      priceJumpPercent: cursor.optional("price_jump_percent", .notNegativeDecimal),
      divergenceTicks: cursor.optional(
        "divergence_ticks", .integer(in: 0...1_000_000, unit: "ticks")),
      lastTrade: cursor.optional("last_trade", instant),
      firstNotice: cursor.optional("first_notice", instant),
      isFlattenedAtExpiry: cursor.optional("at_expiry", .oneOf(AtExpiry.allCases)) == .flatten)
  }

  private enum AtExpiry: String, CaseIterable { case settle, flatten }

  private static let instant = Reader<String>.text("an instant such as 2026-12-18T14:30:00Z")
    .marked()

  private typealias Margins = (
    initial: DecimalLiteral?, maintenance: DecimalLiteral?, rate: DecimalLiteral?
  )

  private static func readMargins(_ cursor: inout MappingCursor) -> Margins {
    let initial = cursor.optional("initial_margin", .notNegativeDecimal)
    let maintenance = cursor.optional("maintenance_margin", .notNegativeDecimal)
    let rate = cursor.optional("initial_margin_rate", .positiveDecimal)
    if initial != nil, let rate {
      cursor.findings.add(
        at: rate.mark, expected: "initial_margin or initial_margin_rate", got: "both")
    }
    return (initial, maintenance, rate)
  }
}
