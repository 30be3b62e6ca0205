import Execution
import MarketModel
import Portfolio
import Risk

/// How an account and its venue work.
public struct EngineConfig: Hashable, Sendable {
  /// Opening cash.
  public var cash = Money(nanos: 1_000_000_000_000_000)
  public var currency = Currency.usd
  public var venue = VenueModels()
  public var profitMethod = ProfitMethod.average
  /// Sources in order of preference.
  public var sources: [SourceName] = []
  /// How young a source's last tick must be for it to stay or become the active one.
  public var freshNanos: Int64 = 5_000_000_000
  /// How long before a contract's end a held position is warned of it, and entries are denied.
  public var expiryWarningNanos: Int64 = 5 * 86_400_000_000_000
  public var lastDayNanos: Int64 = 86_400_000_000_000
  public var risk = RiskLimits()

  public init() {}
}

/// A change to some of a configuration; nil leaves a part as it is.
public struct EngineConfigChange: Hashable, Sendable {
  public var cash: Money?
  public var currency: Currency?
  public var commissionPerUnit: Money?
  public var commissionBasisPoints: Ratio?
  public var latencyNanos: Int64?
  public var slippageTicks: Int64?
  public var slippageBasisPoints: Ratio?
  public var consumesLiquidity: Bool?
  public var modelsQueue: Bool?
  public var probabilityOnLimit: Ratio?
  public var seed: UInt64?
  public var rejectsStopInMarket: Bool?
  public var isVenueOutside: Bool?
  public var stopTrigger: StopTrigger?
  public var profitMethod: ProfitMethod?
  public var sources: [SourceName]?
  public var freshNanos: Int64?
  public var expiryWarningNanos: Int64?
  public var lastDayNanos: Int64?
  public var risk = RiskLimitsChange()

  public init() {}
}

extension EngineConfig {
  public mutating func apply(_ change: EngineConfigChange) {
    if let value = change.cash { cash = value }
    if let value = change.currency { currency = value }
    if let value = change.commissionPerUnit { venue.fee.perUnit = value }
    if let value = change.commissionBasisPoints { venue.fee.basisPoints = value }
    if let value = change.latencyNanos { venue.latency.nanos = value }
    if let value = change.slippageTicks { venue.slippage.ticks = value }
    if let value = change.slippageBasisPoints { venue.slippage.basisPoints = value }
    if let value = change.consumesLiquidity { venue.fill.consumesLiquidity = value }
    if let value = change.modelsQueue { venue.queue = value ? .sizeAhead : .none }
    if let value = change.probabilityOnLimit { venue.fill.probabilityOnLimit = value }
    if let value = change.seed { venue.fill.seed = value }
    if let value = change.rejectsStopInMarket { venue.rejectsStopInMarket = value }
    if let value = change.isVenueOutside { venue.isOutside = value }
    if let value = change.stopTrigger { venue.stopTrigger = value }
    if let value = change.profitMethod { profitMethod = value }
    if let value = change.sources { sources = value }
    if let value = change.freshNanos { freshNanos = value }
    if let value = change.expiryWarningNanos { expiryWarningNanos = value }
    if let value = change.lastDayNanos { lastDayNanos = value }
    risk.apply(change.risk)
  }
}
