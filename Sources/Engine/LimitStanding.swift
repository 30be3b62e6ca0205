import MarketModel
import Risk

/// The limits an account may have, by the names of the configuration.
public enum LimitName: String, Sendable, CaseIterable {
  case dailyLoss = "daily_loss_limit"
  case maxDrawdown = "max_drawdown"
  case profitTarget = "profit_target"
  case margin = "check_margin"
  case grossExposure = "max_gross_exposure"
  case netExposure = "max_net_exposure"
  case groupExposure = "max_group_exposure"
  case positionLimit = "position_limit"
  case maxOrderQuantity = "max_order_quantity"
  case maxNotional = "max_notional_per_order"
  case orderRate = "max_order_rate"
  case maxTrades = "max_trades_per_day"
  case priceCollar = "price_collar_ticks"
  case quoteAge = "max_quote_age_ms"
  case breaker
  case session = "check_session"
  case flattenBeforeClose = "flatten_before_close_ms"

  /// Whether it is kept by symbol.
  public var isBySymbol: Bool {
    switch self {
    case .positionLimit, .maxOrderQuantity, .maxNotional: true
    default: false
    }
  }
}

/// A limit as it stands: what is measured against what, and what happens when it is reached.
public struct LimitStanding: Hashable, Sendable {
  public var name: LimitName
  /// The symbol or the group it is about; `*` for all symbols without a limit of their own.
  public var subject: String?
  /// What is measured now; nil where it cannot be worked out, or is measured order by order.
  public var value: WideAmount?
  /// nil where no limit is set.
  public var limit: WideAmount?
  /// What reaching it does.
  public var action: RiskAction
  /// Whether it is measured all the time, and not by each order.
  public var isWatched: Bool

  public init(
    _ name: LimitName, of subject: String? = nil, value: WideAmount? = nil, limit: WideAmount?,
    action: RiskAction = .deny, isWatched: Bool = true
  ) {
    self.name = name
    self.subject = subject
    self.value = value
    self.limit = limit
    self.action = action
    self.isWatched = isWatched
  }

  /// How much of the limit is used, 1 is all of it; nil without a limit or a value.
  public var share: Double? {
    guard let value, let limit else { return nil }
    guard limit.nanos > 0 else { return value.nanos > 0 ? 1 : 0 }
    return max(0, value.approximate / limit.approximate)
  }
}

/// What is open, added up.
public struct ExposureStanding: Hashable, Sendable {
  /// A group, or a symbol.
  public var name: String
  /// At mid × multiplier, longs above 0 for a symbol; nil where no mid is known.
  public var amount: WideAmount?
}

extension Engine {
  /// Every limit of the account with its use, those that are not set as well.
  ///
  /// - Parameter selected: a symbol whose own limits are listed also where it has none.
  public func limitStandings(selected: InstrumentIndex? = nil) -> [LimitStanding] {
    accountStandings + exposureStandings + symbolStandings(selected) + orderStandings
  }

  private var accountStandings: [LimitStanding] {
    let limits = config.risk
    let equity = portfolio.equity
    let target = limits.profitTarget
    return [
      LimitStanding(
        .dailyLoss, value: risk.baseline - equity, limit: limits.dailyLossLimit.map { .init($0) },
        action: .halt),
      LimitStanding(
        .maxDrawdown, value: risk.peak - equity, limit: limits.maxDrawdown.map { .init($0) },
        action: .halt),
      LimitStanding(
        .profitTarget, value: equity - risk.baseline, limit: target.map { .init($0.amount) },
        action: target?.action ?? .none),
      LimitStanding(
        .margin, value: portfolio.initialRequirement,
        limit: limits.checkMargin ? equity : nil),
    ]
  }

  private var exposureStandings: [LimitStanding] {
    let limits = config.risk
    let totals = portfolio.totals
    let isKnown = totals.unknownCount == 0
    let largest = groups.indices.max { exposure(ofGroup: $0) < exposure(ofGroup: $1) }
    return [
      LimitStanding(
        .grossExposure, value: isKnown ? WideAmount(halving: totals.twiceGross) : nil,
        limit: limits.maxGrossExposure.map { .init($0) }),
      LimitStanding(
        .netExposure, value: isKnown ? WideAmount(halving: abs(totals.twiceNet)) : nil,
        limit: limits.maxNetExposure.map { .init($0) }),
      LimitStanding(
        .groupExposure, of: largest.map { groups[$0] },
        value: isKnown ? largest.map { exposure(ofGroup: $0) } ?? .zero : nil,
        limit: limits.maxGroupExposure.map { .init($0) }),
    ]
  }

  private func exposure(ofGroup group: Int) -> WideAmount {
    WideAmount(halving: portfolio.totals.twiceByGroup[group])
  }

  private var orderStandings: [LimitStanding] {
    let limits = config.risk
    func count(_ value: Int) -> WideAmount { WideAmount(count: Int64(value)) }
    return [
      LimitStanding(
        .orderRate,
        value: limits.maxOrderRate.map { count(risk.ordersSent(within: $0, before: clock)) },
        limit: limits.maxOrderRate.map { count($0.count) }),
      LimitStanding(
        .maxTrades, value: count(risk.tradeCount), limit: limits.maxTradesPerDay.map(count)),
      LimitStanding(
        .priceCollar, limit: limits.priceCollarTicks.map { WideAmount(count: $0) },
        isWatched: false),
      LimitStanding(
        .quoteAge, limit: limits.maxQuoteAgeNanos.map { WideAmount(count: $0 / 1_000_000) },
        isWatched: false),
      LimitStanding(
        .breaker, limit: limits.breaker.map { WideAmount(nanos: Int128($0.percent.nanos)) },
        isWatched: false),
      LimitStanding(
        .session, limit: limits.checkSession ? WideAmount(count: 1) : nil, isWatched: false),
      LimitStanding(
        .flattenBeforeClose,
        limit: limits.flattenBeforeCloseNanos.map { WideAmount(count: $0 / 1_000_000) },
        action: .flatten, isWatched: false),
    ]
  }

  // MARK: Symbol by symbol

  private func symbolStandings(_ selected: InstrumentIndex?) -> [LimitStanding] {
    let limits = config.risk
    let symbol = selected.map { instruments[$0].symbol }
    return standings(.positionLimit, limits.positionLimit, symbol) { WideAmount($0) }
      + standings(.maxOrderQuantity, limits.maxOrderQuantity, symbol) { WideAmount($0) }
      + standings(.maxNotional, limits.maxNotionalPerOrder, symbol) { WideAmount($0) }
  }

  private func standings<Value>(
    _ name: LimitName, _ table: LimitTable<Value>, _ selected: Symbol?,
    _ amount: (Value) -> WideAmount
  ) -> [LimitStanding] {
    let own = table.entries.map(\.symbol)
    var symbols = own
    if let selected, !symbols.contains(selected) { symbols.append(selected) }
    var standings = symbols.map { symbol in
      LimitStanding(
        name, of: "\(symbol)", value: name == .positionLimit ? held(symbol) : nil,
        limit: table[symbol].map(amount), isWatched: name == .positionLimit)
    }
    if let rest = table.rest {
      standings.append(
        LimitStanding(
          name, of: "*", value: name == .positionLimit ? largestHeld(but: own) : nil,
          limit: amount(rest), isWatched: name == .positionLimit))
    }
    return standings
  }

  private func held(_ symbol: Symbol) -> WideAmount {
    guard let index = instruments.index(of: symbol) else { return .zero }
    return WideAmount(portfolio.positions[index.offset].quantity).magnitude
  }

  private func largestHeld(but symbols: [Symbol]) -> WideAmount {
    let others = portfolio.open.map { instruments[$0].symbol }.filter { !symbols.contains($0) }
    return others.map(held).max() ?? .zero
  }

  // MARK: Exposure

  /// What each group has open, long and short added up, the largest first.
  public var groupExposures: [ExposureStanding] {
    let open = groups.indices.filter { portfolio.totals.twiceByGroup[$0] != 0 }
    return open.map { ExposureStanding(name: groups[$0], amount: exposure(ofGroup: $0)) }
      .sorted { ($0.amount ?? .zero) > ($1.amount ?? .zero) }
  }

  /// What each open position is worth at mid, the largest first.
  public var symbolExposures: [ExposureStanding] {
    portfolio.open.map { index in
      let position = portfolio.positions[index.offset]
      let amount = position.isExposureKnown ? WideAmount(halving: position.twiceExposure) : nil
      return ExposureStanding(name: "\(instruments[index].symbol)", amount: amount)
    }.sorted { ($0.amount?.magnitude ?? .zero) > ($1.amount?.magnitude ?? .zero) }
  }
}
