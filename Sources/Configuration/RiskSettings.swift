/// The `risk` part of config.yaml: what an order must pass before it leaves.
public struct RiskSettings: Equatable, Sendable {
  /// A limit for one symbol, or with `*` for all that have none of their own.
  public struct SymbolLimit: Equatable, Sendable {
    /// The symbol or `*`.
    public let symbol: String
    /// The limit, in units of the instrument.
    public let quantity: DecimalLiteral
  }

  /// The largest position, long or short.
  public var positionLimits: [SymbolLimit] = []
  /// The largest single order.
  public var maximumOrderQuantities: [SymbolLimit] = []
  /// An order on an older quote is denied.
  public var maximumQuoteAgeMillis = 5000
  /// Whether an order must leave initial margin for all positions.
  public var checksMargin = true

  static let reader = Reader<RiskSettings>.mapping { cursor in
    var settings = RiskSettings()
    cursor.update(&settings.positionLimits, "position_limit", .symbolLimits)
    cursor.update(&settings.maximumOrderQuantities, "max_order_quantity", .symbolLimits)
    cursor.update(
      &settings.maximumQuoteAgeMillis, "max_quote_age_ms", .milliseconds(in: 1...86_400_000))
    cursor.update(&settings.checksMargin, "check_margin", .bool)
    return settings
  }
}

extension Reader where Value == [RiskSettings.SymbolLimit] {
  fileprivate static let symbolLimits = Reader("a mapping of symbols to quantities") {
    node, findings in
    let entries = Reader<[NamedValue<DecimalLiteral>]>.entries(
      key: { $0 == "*" || Characters.isSymbol($0) }, named: "a symbol or \"*\"",
      of: .notNegativeDecimal)
    return entries.read(node, findings)?.map {
      RiskSettings.SymbolLimit(symbol: $0.name, quantity: $0.value)
    }
  }
}
