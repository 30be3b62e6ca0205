import Engine
import MarketModel
import Risk

/// A limit in a trader's words: its name, its figures in their own unit, what reaching it does.
public struct LimitText: Sendable {
  private let figures: FigureText

  public init(_ figures: FigureText) { self.figures = figures }

  /// `day loss`, `position ES`.
  public func name(_ standing: LimitStanding) -> String {
    let name = LimitText.word(standing.name)
    guard let subject = standing.subject else { return name }
    return "\(name) \(subject == "*" ? "all others" : subject)"
  }

  public static func word(_ name: LimitName) -> String {
    switch name {
    case .dailyLoss: "day loss"
    case .maxDrawdown: "drawdown"
    case .profitTarget: "profit target"
    case .margin: "margin"
    case .grossExposure: "gross exposure"
    case .netExposure: "net exposure"
    case .groupExposure: "group"
    case .positionLimit: "position"
    case .maxOrderQuantity: "order size"
    case .maxNotional: "order notional"
    case .orderRate: "order rate"
    case .maxTrades: "trades a day"
    case .priceCollar: "price collar"
    case .quoteAge: "quote age"
    case .breaker: "circuit breaker"
    case .session: "market hours"
    case .flattenBeforeClose: "flat before close"
    }
  }

  /// A figure of a limit, in its unit.
  public func figure(_ amount: WideAmount, of name: LimitName) -> String {
    switch name {
    case .dailyLoss, .maxDrawdown, .profitTarget, .margin, .grossExposure, .netExposure,
      .groupExposure, .maxNotional:
      figures.amount(amount)
    case .positionLimit, .maxOrderQuantity, .orderRate, .maxTrades: amount.description
    case .priceCollar: "\(amount) ticks"
    case .quoteAge, .flattenBeforeClose: "\(amount) ms"
    case .session: "on"
    case .breaker: "\(amount)%"
    }
  }

  /// The limit with what else belongs to it: `5 in 1000 ms`.
  func limit(_ standing: LimitStanding, in limits: RiskLimits) -> String {
    guard let limit = standing.limit else { return "none" }
    if standing.name == .margin { return figure(limit, of: .margin) }
    return figure(limit, of: standing.name)
      + (standing.name == .orderRate ? rate(limits.maxOrderRate) : "")
  }

  private func rate(_ rate: OrderRate?) -> String {
    guard let rate else { return "" }
    let millis = rate.windowNanos / 1_000_000
    return millis == 1_000 ? "/s" : "/\(millis)ms"
  }

  /// What happens when it is reached, whole.
  func consequence(_ standing: LimitStanding, in limits: RiskLimits) -> String {
    switch standing.name {
    case .dailyLoss, .maxDrawdown:
      return "all orders cancelled, all positions closed, trading halted"
    case .profitTarget:
      switch standing.action {
      case .reduce: return "from then on orders only reduce"
      case .halt: return "trading halted; what is open stays"
      default: return "said, and nothing done"
      }
    case .margin:
      return "new orders denied; below maintenance all cancelled and closed"
    case .grossExposure, .netExposure, .groupExposure, .positionLimit:
      return "orders that would pass it denied; a warning from 80 % of it"
    case .maxOrderQuantity, .maxNotional, .maxTrades, .orderRate: return "the order denied"
    case .priceCollar: return "a limit further through the touch denied"
    case .session: return "orders outside of the market's hours denied"
    case .flattenBeforeClose:
      return "so long before a close orders denied, all cancelled and closed"
    case .quoteAge: return "orders on an older quote denied, unless a ticket overrides it once"
    case .breaker:
      let seconds = (limits.breaker?.cooldownNanos ?? 0) / 1_000_000_000
      return limits.breaker == nil
        ? "entries denied for a while" : "entries denied for \(seconds) s"
    }
  }

  /// The same in a word.
  func action(_ standing: LimitStanding) -> String {
    switch standing.name {
    case .dailyLoss, .maxDrawdown: "HALT"
    case .profitTarget:
      standing.action == .halt ? "HALT" : standing.action == .reduce ? "REDUCE" : "tell"
    case .flattenBeforeClose: "FLAT"
    default: "deny"
    }
  }
}
