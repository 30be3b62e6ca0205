/// The `risk` part of config.yaml: what an order must pass before it leaves.
public struct RiskSettings: Equatable, Sendable {
  /// A limit for one symbol, or with `*` for all that have none of their own.
  public struct SymbolLimit: Equatable, Sendable {
    /// The symbol or `*`.
    public let symbol: String
    /// Where the symbol stands.
    public let mark: Mark
    /// The limit, in units of the instrument, or in currency for a notional.
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
  /// Whether orders are denied outside of their market's regular session.
  public var checksSession = false
  /// How long before each close orders are denied, cancelled and positions closed; nil for never.
  public var flattenBeforeCloseMillis: Int?
  /// The largest notional of a single order, by symbol.
  public var maximumNotionals: [SymbolLimit] = []
  /// The loss since the day's baseline at which everything is closed and trading halted.
  public var dailyLossLimit: DecimalLiteral?
  /// The fall from the highest equity at which the same happens.
  public var maximumDrawdown: DecimalLiteral?
  /// Positions and the new order, at mid × multiplier.
  public var maximumGrossExposure: DecimalLiteral?
  public var maximumNetExposure: DecimalLiteral?
  public var maximumGroupExposure: DecimalLiteral?
  /// Orders with a fill a day.
  public var maximumTradesPerDay: Int?
  /// Orders a second.
  public var maximumOrdersPerSecond: Int?
  /// A limit further than this many ticks through the opposite touch is denied.
  public var priceCollarTicks: Int?

  static let reader = reader(over: RiskSettings())

  /// Reads limits over those that hold where nothing is said. Limits by symbol are laid over each
  /// other symbol by symbol.
  static func reader(over base: RiskSettings) -> Reader<RiskSettings> {
    Reader<RiskSettings>.mapping { cursor in
      var settings = base
      settings.readTables(&cursor)
      settings.readLimits(&cursor)
      return settings
    }
  }

  private mutating func readTables(_ cursor: inout MappingCursor) {
    RiskSettings.lay(cursor.optional("position_limit", .symbolLimits), over: &positionLimits)
    RiskSettings.lay(
      cursor.optional("max_order_quantity", .symbolLimits), over: &maximumOrderQuantities)
    RiskSettings.lay(
      cursor.optional("max_notional_per_order", .symbolLimits), over: &maximumNotionals)
  }

  private static func lay(_ limits: [SymbolLimit]?, over table: inout [SymbolLimit]) {
    for limit in limits ?? [] {
      if let place = table.firstIndex(where: { $0.symbol == limit.symbol }) {
        table[place] = limit
      } else {
        table.append(limit)
      }
    }
  }

  private mutating func readLimits(_ cursor: inout MappingCursor) {
    cursor.update(
      &maximumQuoteAgeMillis, "max_quote_age_ms", .milliseconds(in: 1...86_400_000))
    cursor.update(&checksMargin, "check_margin", .bool)
    cursor.update(&checksSession, "check_session", .bool)
    readFlatten(&cursor)
    cursor.update(&dailyLossLimit, orNone: "daily_loss_limit", .positiveDecimal)
    cursor.update(&maximumDrawdown, orNone: "max_drawdown", .positiveDecimal)
    cursor.update(&maximumGrossExposure, orNone: "max_gross_exposure", .positiveDecimal)
    cursor.update(&maximumNetExposure, orNone: "max_net_exposure", .positiveDecimal)
    cursor.update(&maximumGroupExposure, orNone: "max_group_exposure", .positiveDecimal)
    cursor.update(
      &maximumTradesPerDay, orNone: "max_trades_per_day", .integer(in: 1...1_000_000))
    cursor.update(
      &maximumOrdersPerSecond, orNone: "max_orders_per_second", .integer(in: 1...10_000))
    cursor.update(
      &priceCollarTicks, orNone: "price_collar_ticks", .integer(in: 0...1_000_000))
  }

  private mutating func readFlatten(_ cursor: inout MappingCursor) {
    let key = "flatten_before_close_ms"
    cursor.update(
      &flattenBeforeCloseMillis, orNone: key, .milliseconds(in: 1...86_400_000))
    guard let margin = flattenBeforeCloseMillis, !checksSession else { return }
    cursor.findings.add(
      at: cursor.mapping.keyMark(of: key) ?? cursor.mapping.mark,
      expected: "check_session: true beside flatten_before_close_ms", got: "\(margin)")
  }
}

extension Reader where Value == [RiskSettings.SymbolLimit] {
  static let symbolLimits = Reader("a mapping of symbols to quantities") {
    node, findings in
    let entries = Reader<[NamedValue<DecimalLiteral>]>.entries(
      key: { $0 == "*" || Characters.isSymbol($0) }, named: "a symbol or \"*\"",
      of: .notNegativeDecimal)
    return entries.read(node, findings)?.map {
      RiskSettings.SymbolLimit(symbol: $0.name, mark: $0.nameMark, quantity: $0.value)
    }
  }
}
