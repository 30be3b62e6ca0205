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

  /// Why it would be refused, in words with value and limit.
  public var detail: String { Refusal(rule, value: value, limit: limit).detail }
}

/// What would become of an order if it were sent now; nothing is changed by asking.
public struct OrderCheck: Sendable {
  /// Every rule that is in force, in the order in which they are asked.
  public var results: [CheckResult] = []
  /// The first rule that says no; nil when the order would pass.
  public var refusal: CheckResult? { results.first { !$0.isPassed } }
  /// Whether the order only reduces the position, so that no limit holds it.
  public var onlyReduces = false
  /// Whether it only takes a quantity back, which nothing denies.
  public var isMereReduction = false
  /// Quantity × price × multiplier, at the limit, else the stop, else the touch.
  public var notional: WideAmount?
  /// What it costs if it fills whole at that price.
  public var commission: Money?
  public var positionNow: Quantity = .zero
  public var positionAfter: Quantity = .zero
  /// The account's initial requirement with the order filled; nil where it cannot be evaluated.
  public var marginAfter: WideAmount?
  public var equity: WideAmount = .zero

  public init() {}
}

extension Engine {
  /// Every check on an order, with pass or why not, without side effects: what its entry asks, the
  /// risk rules in force, and what the venue would say now.
  public func check(_ request: OrderRequest) -> OrderCheck {
    var check = OrderCheck()
    check.equity = portfolio.equity
    check.note(.duplicateID, passes: orders.index(of: request.id) == nil)
    let instrument = instruments.index(of: request.symbol)
    check.note(.unknownSymbol, passes: instrument != nil)
    check.note(.badQuantity, passes: request.quantity.nanos > 0)
    guard let instrument, request.quantity.nanos > 0 else { return check }
    let order = OrderRecord(request, instrument: instrument, at: clock)
    guard let terms = withUnsafePointer(to: order, { terms(of: $0) }) else { return check }
    checkRisk(terms, &check)
    let refusal = withUnsafePointer(to: order) { venueRefusal(of: $0, instrument.offset) }
    if let refusal {
      check.results.append(
        CheckResult(refusal.reason, isPassed: false, value: refusal.value, limit: refusal.limit))
    }
    preview(order, terms, &check)
    return check
  }

  func checkRisk(_ terms: OrderTerms, _ check: inout OrderCheck) {
    check.onlyReduces = onlyReduces(terms)
    var rules: [RiskCheck] = []
    RiskCheck.ask(isEntry: !check.onlyReduces) {
      rules.append($0)
      return true
    }
    for rule in rules {
      switch verdict(of: rule, on: terms) {
      case .notInForce: break
      case .passed(let value, let limit):
        check.note(rule.reason, passes: true, value, limit)
      case .refused(let value, let limit):
        check.note(rule.reason, passes: false, value, limit)
      }
    }
  }

  func preview(_ order: OrderRecord, _ terms: OrderTerms, _ check: inout OrderCheck) {
    let place = terms.instrument.offset
    check.notional = notional(of: terms)
    let quote = markets[place].quote
    let touch = order.side == .buy ? quote.ask : quote.bid
    if let price = order.limit ?? order.stop ?? touch {
      check.commission = commission(on: order.quantity, at: price, of: terms.instrument)
    }
    let held = portfolio.positions[place].quantity.nanos
    // What may only reduce is clamped on arrival.
    let change =
      order.isReduceOnly
      ? order.side.sign
        * min(terms.quantity, withUnsafePointer(to: order) { closableQuantity(of: $0, place) })
      : terms.signedQuantity
    let (after, overflow) = held.addingReportingOverflow(change)
    check.positionNow = Quantity(nanos: held)
    check.positionAfter = Quantity(nanos: overflow ? held : after)
    check.marginAfter = portfolio.initialRequirement(with: change, of: terms.instrument)
  }
}

extension OrderCheck {
  mutating func note(
    _ rule: Reason, passes: Bool, _ value: WideAmount? = nil, _ limit: WideAmount? = nil
  ) {
    results.append(CheckResult(rule, isPassed: passes, value: value, limit: limit))
  }
}
