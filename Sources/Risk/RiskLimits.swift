import MarketModel

/// A limit by symbol, with one for all the rest.
public struct LimitTable<Value: Hashable & Sendable>: Hashable, Sendable {
  public private(set) var entries: [Entry] = []
  /// What holds for a symbol that has no entry of its own; `"*"` in a configuration.
  public var rest: Value?
  /// Whether, in a change, `rest` is lifted rather than left as it is.
  public var liftsRest = false

  public struct Entry: Hashable, Sendable {
    public let symbol: Symbol
    public var value: Value?
  }

  public init() {}

  public var isEmpty: Bool { entries.isEmpty && rest == nil && !liftsRest }

  /// The limit that holds for a symbol; nil where none does.
  public subscript(symbol: Symbol) -> Value? {
    for entry in entries where entry.symbol == symbol { return entry.value }
    return rest
  }

  /// Sets a symbol's own limit; nil lifts it, whatever the rest has.
  public mutating func set(_ value: Value?, for symbol: Symbol) {
    for place in entries.indices where entries[place].symbol == symbol {
      entries[place].value = value
      return
    }
    entries.append(Entry(symbol: symbol, value: value))
  }

  /// Takes over every entry that `other` has.
  public mutating func merge(_ other: LimitTable) {
    for entry in other.entries { set(entry.value, for: entry.symbol) }
    if other.rest != nil || other.liftsRest { rest = other.rest }
  }
}

/// At most `count` orders in any window of `windowNanos`.
public struct OrderRate: Hashable, Sendable {
  public var count: Int
  public var windowNanos: Int64
  public init(count: Int, windowNanos: Int64) {
    self.count = count
    self.windowNanos = windowNanos
  }
}

/// From the share `at` of the drawdown limit on, size limits are multiplied by `factor`.
public struct DrawdownStep: Hashable, Sendable {
  public var at: Ratio
  public var factor: Ratio
  public init(at: Ratio, factor: Ratio) {
    self.at = at
    self.factor = factor
  }
}

/// What a breach does to the account.
@frozen public enum RiskAction: UInt8, Sendable, CaseIterable {
  case none, deny, reduce, flatten, halt

  public var word: StaticString {
    switch self {
    case .none: "none"
    case .deny: "deny"
    case .reduce: "reduce"
    case .flatten: "flatten"
    case .halt: "halt"
    }
  }
}

/// A day's profit at which trading is done.
public struct ProfitTarget: Hashable, Sendable {
  public var amount: Money
  /// `none`, `reduce` or `halt`.
  public var action: RiskAction
  public init(amount: Money, action: RiskAction) {
    self.amount = amount
    self.action = action
  }
}

/// Entries stop for `cooldownNanos` when a mid moves by `percent` within `windowNanos`.
public struct CircuitBreaker: Hashable, Sendable {
  public var percent: Ratio
  public var windowNanos: Int64
  public var cooldownNanos: Int64
  public init(percent: Ratio, windowNanos: Int64, cooldownNanos: Int64) {
    self.percent = percent
    self.windowNanos = windowNanos
    self.cooldownNanos = cooldownNanos
  }
}

/// Every limit of an account; nil means none.
public struct RiskLimits: Hashable, Sendable {
  public var positionLimit = LimitTable<Quantity>()
  public var maxOrderQuantity = LimitTable<Quantity>()
  public var maxNotionalPerOrder = LimitTable<Money>()
  public var maxOrderRate: OrderRate?
  public var maxTradesPerDay: Int?
  public var maxGrossExposure: Money?
  public var maxNetExposure: Money?
  public var maxGroupExposure: Money?
  public var dailyLossLimit: Money?
  public var maxDrawdown: Money?
  public var drawdownSteps: [DrawdownStep] = []
  public var profitTarget: ProfitTarget?
  public var priceCollarTicks: Int64?
  public var maxQuoteAgeNanos: Int64?
  public var checkMargin = false
  public var checkSession = false
  public var breaker: CircuitBreaker?
  public var flattenBeforeCloseNanos: Int64?

  public init() {}
}

/// A change to some of an account's limits. The outer nil leaves a limit as it is, the inner one
/// lifts it; tables are merged symbol by symbol, so that naming one symbol frees no other.
public struct RiskLimitsChange: Hashable, Sendable {
  public var positionLimit = LimitTable<Quantity>()
  public var maxOrderQuantity = LimitTable<Quantity>()
  public var maxNotionalPerOrder = LimitTable<Money>()
  public var maxOrderRate: OrderRate??
  public var maxTradesPerDay: Int??
  public var maxGrossExposure: Money??
  public var maxNetExposure: Money??
  public var maxGroupExposure: Money??
  public var dailyLossLimit: Money??
  public var maxDrawdown: Money??
  public var drawdownSteps: [DrawdownStep]?
  public var profitTarget: ProfitTarget??
  public var priceCollarTicks: Int64??
  public var maxQuoteAgeNanos: Int64??
  public var checkMargin: Bool?
  public var checkSession: Bool?
  public var breaker: CircuitBreaker??
  public var flattenBeforeCloseNanos: Int64??

  public init() {}
}

extension RiskLimits {
  public mutating func apply(_ change: RiskLimitsChange) {
    positionLimit.merge(change.positionLimit)
    maxOrderQuantity.merge(change.maxOrderQuantity)
    maxNotionalPerOrder.merge(change.maxNotionalPerOrder)
    if let value = change.maxOrderRate { maxOrderRate = value }
    if let value = change.maxTradesPerDay { maxTradesPerDay = value }
    if let value = change.maxGrossExposure { maxGrossExposure = value }
    if let value = change.maxNetExposure { maxNetExposure = value }
    if let value = change.maxGroupExposure { maxGroupExposure = value }
    if let value = change.dailyLossLimit { dailyLossLimit = value }
    if let value = change.maxDrawdown { maxDrawdown = value }
    if let value = change.drawdownSteps { drawdownSteps = value }
    if let value = change.profitTarget { profitTarget = value }
    if let value = change.priceCollarTicks { priceCollarTicks = value }
    if let value = change.maxQuoteAgeNanos { maxQuoteAgeNanos = value }
    if let value = change.checkMargin { checkMargin = value }
    if let value = change.checkSession { checkSession = value }
    if let value = change.breaker { breaker = value }
    if let value = change.flattenBeforeCloseNanos { flattenBeforeCloseNanos = value }
  }
}
