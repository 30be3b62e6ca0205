/// The `quality` part of config.yaml: from where on a quote event is suspicious.
public struct QualitySettings: Equatable, Sendable {
  /// How far the last price may move from one event to the next, in percent; 0 for as it likes.
  public var priceJumpPercent = DecimalLiteral(standing: "5")
  /// From more ticks than this on two fresh sources disagree.
  public var divergenceTicks = 2
  /// How many times the usual spread is wide; 0 for never.
  public var wideSpreadFactor = 10
  /// Whether events outside of their market's hours are refused.
  public var refusesClosedSessions = false

  static let reader = Reader<QualitySettings>.mapping { cursor in
    var settings = QualitySettings()
    cursor.update(&settings.priceJumpPercent, "price_jump_percent", .notNegativeDecimal)
    cursor.update(
      &settings.divergenceTicks, "divergence_ticks", .integer(in: 0...1_000_000, unit: "ticks"))
    cursor.update(&settings.wideSpreadFactor, "wide_spread_factor", .integer(in: 0...1_000))
    cursor.update(&settings.refusesClosedSessions, "session_closed", .bool)
    return settings
  }
}
