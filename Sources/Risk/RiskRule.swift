/// The rules that speak up by themselves.
@frozen public enum RiskRule: UInt8, Sendable, CaseIterable {
  case dailyLoss, maxDrawdown, profitTarget, marginCall, circuitBreaker
  case positionLimit, grossExposure, netExposure, groupExposure
  /// A position is held days before its contract ends.
  case expiry

  public var word: StaticString {
    switch self {
    case .dailyLoss: "daily_loss_limit"
    case .maxDrawdown: "max_drawdown"
    case .profitTarget: "profit_target"
    case .marginCall: "margin_call"
    case .circuitBreaker: "circuit_breaker"
    case .positionLimit: "position_limit"
    case .grossExposure: "gross_exposure"
    case .netExposure: "net_exposure"
    case .groupExposure: "group_exposure"
    case .expiry: "expiry"
    }
  }
}

/// How far a rule has come.
@frozen public enum RiskLevel: UInt8, Sendable {
  case cleared, warning, breach

  public var word: StaticString {
    switch self {
    case .cleared: "cleared"
    case .warning: "warning"
    case .breach: "breach"
    }
  }
}
