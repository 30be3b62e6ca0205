import Execution
import MarketModel
import Portfolio
import Risk

/// Answers to queries.
extension Engine {
  mutating func answer(_ query: Input.Query, into effects: inout Effects) {
    switch query {
    case .orders:
      for place in 0..<orders.count {
        effects.append(.order(OrderFigures(orders[OrderIndex(place)])), at: clock)
      }
    case .positions:
      for place in portfolio.positions.indices where portfolio.positions[place].hasTraded {
        effects.append(.position(position(of: InstrumentIndex(place))), at: clock)
      }
    case .account: effects.append(.account(effects.add(account)), at: clock)
    case .risk: answerRisk(into: &effects)
    case .statistics: answerStatistics(into: &effects)
    }
  }

  /// Every account-wide rule in force, as it stands.
  private func answerRisk(into effects: inout Effects) {
    let limits = config.risk
    let equity = portfolio.equity
    func tell(_ rule: RiskRule, _ value: WideAmount, _ limit: Money?, _ action: RiskAction) {
      guard let limit else { return }
      effects.append(
        .risk(
          RiskNotice(
            rule: rule, level: risk.levels[Int(rule.rawValue)], value: value,
            limit: WideAmount(limit), action: action, instrument: nil)), at: clock)
    }
    tell(.dailyLoss, risk.baseline - equity, limits.dailyLossLimit, .halt)
    tell(.maxDrawdown, risk.peak - equity, limits.maxDrawdown, .halt)
    tell(
      .profitTarget, equity - risk.baseline, limits.profitTarget?.amount,
      limits.profitTarget?.action ?? .none)
    tell(
      .grossExposure, WideAmount(halving: portfolio.totals.twiceGross), limits.maxGrossExposure,
      .deny)
    tell(
      .netExposure, WideAmount(halving: abs(portfolio.totals.twiceNet)), limits.maxNetExposure,
      .deny)
  }
}

extension OrderFigures {
  init(_ order: OrderRecord) {
    self.init(
      order: order.index, status: order.status, quantity: order.quantity, filled: order.filled,
      limit: order.limit, stop: order.stop)
  }
}
