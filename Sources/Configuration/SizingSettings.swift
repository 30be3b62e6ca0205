/// The `sizing` part of config.yaml: what the ticket's sizes are worked out with.
public struct SizingSettings: Equatable, Sendable {
  /// The size that `fixed` offers.
  public var fixed = DecimalLiteral(standing: "1")
  /// The share of equity that a trade may lose at its stop.
  public var riskShare = DecimalLiteral(standing: "0.01")
  /// How far the stop is where a ticket names none.
  public var stopTicks = 20
  /// The share of equity that a position may move in a usual day.
  public var targetDailyVolatility = DecimalLiteral(standing: "0.01")
  /// How far a symbol's price moves in a usual day, as a share of it.
  public var dailySigmas: [RiskSettings.SymbolLimit] = []
  /// How often a trade wins, and how much for each unit of a loss.
  public var winRate = DecimalLiteral(standing: "0.5")
  public var payoff = DecimalLiteral(standing: "1.5")
  /// How much of the full Kelly share is taken, and the most.
  public var kellyFraction = DecimalLiteral(standing: "0.5")
  public var maximumFraction = DecimalLiteral(standing: "0.1")
  /// 0 to 1 with what is held; nil leaves it out.
  public var correlation: DecimalLiteral?

  static let reader = Reader<SizingSettings>.mapping { cursor in
    var settings = SizingSettings()
    cursor.update(&settings.fixed, "fixed", .positiveDecimal)
    cursor.update(&settings.riskShare, "risk_pct", .share)
    cursor.update(&settings.stopTicks, "stop_ticks", .integer(in: 1...1_000_000))
    cursor.update(&settings.targetDailyVolatility, "target_daily_vol", .share)
    cursor.update(&settings.dailySigmas, "daily_sigma", .symbolLimits)
    cursor.update(&settings.winRate, "win_rate", .share)
    cursor.update(&settings.payoff, "payoff", .positiveDecimal)
    cursor.update(&settings.kellyFraction, "kelly_fraction", .share)
    cursor.update(&settings.maximumFraction, "max_fraction", .share)
    settings.correlation = cursor.optional("correlation", .share)
    return settings
  }
}
