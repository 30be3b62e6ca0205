import Execution
import MarketModel

/// One rule's word on an order, for the ticket.
public struct CheckResult: Hashable, Sendable {
  /// The rule, by the reason it would give.
  public var rule: Reason
  public var isPassed: Bool
  /// What was measured and what it may be, where there are numbers.
  public var value: WideAmount?
  public var limit: WideAmount?

  public init(_ rule: Reason, isPassed: Bool, value: WideAmount? = nil, limit: WideAmount? = nil) {
    self.rule = rule
    self.isPassed = isPassed
    self.value = value
    self.limit = limit
  }
}

/// What would become of an order if it were sent now; nothing is changed by asking.
public struct OrderCheck: Sendable {
  /// Every rule that is in force, in the order in which they are asked.
  public var results: [CheckResult] = []
  /// The first rule that says no; nil when the order would pass.
  public var refusal: CheckResult? { results.first { !$0.isPassed } }
  /// Whether the order only reduces the position, so that no limit holds it.
  public var onlyReduces = false
  /// Quantity × price × multiplier, at the limit, else the stop, else the touch.
  public var notional: WideAmount?
  public var commission: Money?
  public var positionNow: Quantity = .zero
  public var positionAfter: Quantity = .zero
  /// The account's initial requirement with the order filled; nil where it cannot be evaluated.
  public var marginAfter: WideAmount?
  public var equity: WideAmount = .zero

  public init() {}
}

extension Engine {
  /// Every check on an order, with pass or why not, without side effects.
  public func check(_ request: OrderRequest) -> OrderCheck {
    OrderCheck()
  }
}
