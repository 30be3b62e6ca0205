import Execution
import MarketModel
import Portfolio
import Risk

/// The checks an order passes at submit. What cannot be evaluated is denied.
extension Engine {
  /// What a rule says of an order.
  enum Verdict {
    case notInForce
    case passed(value: WideAmount?, limit: WideAmount?)
    case refused(value: WideAmount?, limit: WideAmount?)

    init(_ value: WideAmount, atMost limit: WideAmount) {
      self =
        value <= limit ? .passed(value: value, limit: limit) : .refused(value: value, limit: limit)
    }

    /// A value that cannot be worked out is refused.
    init(_ value: WideAmount?, atMost limit: WideAmount) {
      guard let value else {
        self = .refused(value: nil, limit: limit)
        return
      }
      self.init(value, atMost: limit)
    }
  }

  /// The first rule that denies an order; nil when it may go.
  func firstRefusal(of terms: OrderTerms) -> Refusal? {
    if terms.isMereReduction { return nil }
    var refusal: Refusal?
    RiskCheck.ask(isEntry: !onlyReduces(terms)) { rule in
      guard case .refused(let value, let limit) = verdict(of: rule, on: terms) else { return true }
      refusal = Refusal(rule.reason, value: value, limit: limit)
      return false
    }
    return refusal
  }

  /// Whether an order is on the other side and, with what works there, within the position.
  func onlyReduces(_ terms: OrderTerms) -> Bool {
    let held = portfolio.positions[terms.instrument.offset].quantity.nanos
    guard held != 0, (held > 0) == (terms.side == .sell) else { return false }
    return terms.otherWorking + Int128(terms.added) <= Int128(held.magnitude)
  }

  @inline(__always)
  func verdict(of rule: RiskCheck, on terms: OrderTerms) -> Verdict {
    switch rule {
    case .marketClosed: sessionVerdict(terms.instrument)
    case .contractEnded: contractVerdict(terms.instrument, early: 0)
    case .lastDay: contractVerdict(terms.instrument, early: config.lastDayNanos)
    case .tradingHalted:
      tradingState == .halted
        ? .refused(value: nil, limit: nil) : .passed(value: nil, limit: nil)
    case .reducing:
      tradingState == .reducing
        ? .refused(value: nil, limit: nil) : .passed(value: nil, limit: nil)
    case .staleQuote: staleQuote(terms)
    case .positionLimit: positionLimit(terms)
    case .maxOrderQuantity: maxOrderQuantity(terms)
    case .maxNotional: maxNotional(terms)
    case .orderRate: orderRate(terms)
    case .maxTrades: maxTrades(terms)
    case .grossExposure: grossExposure(terms)
    case .netExposure: netExposure(terms)
    case .groupExposure: groupExposure(terms)
    case .margin: margin(terms)
    case .circuitBreaker: circuitBreaker(terms)
    case .priceCollar: priceCollar(terms)
    case .noFXRate:
      markets[terms.instrument.offset].hasRate
        ? .notInForce : .refused(value: nil, limit: nil)
    }
  }

  // MARK: Single rules

  @inline(__always)
  private func staleQuote(_ terms: OrderTerms) -> Verdict {
    guard let ageLimit = config.risk.maxQuoteAgeNanos else { return .notInForce }
    let limit = WideAmount(nanos: Int128(ageLimit) * 1_000)
    let quotedAt = markets[terms.instrument.offset].quotedAt
    let age = WideAmount(nanos: Int128(clock.nanos(since: quotedAt)) * 1_000)
    if terms.overridesStaleQuote { return .passed(value: age, limit: limit) }
    return Verdict(quotedAt == .distantPast ? nil : age, atMost: limit)
  }

  @inline(__always)
  private func positionLimit(_ terms: OrderTerms) -> Verdict {
    let place = terms.instrument.offset
    guard let limit = risk.positionLimits[place] else { return .notInForce }
    let held = Int128(portfolio.positions[place].quantity.nanos)
    let more = terms.otherWorking + Int128(terms.added)
    let after = terms.side == .buy ? held + more : held - more
    return Verdict(WideAmount(nanos: abs(after)), atMost: steppedDown(limit))
  }

  @inline(__always)
  private func maxOrderQuantity(_ terms: OrderTerms) -> Verdict {
    guard let limit = risk.orderQuantityLimits[terms.instrument.offset] else { return .notInForce }
    return Verdict(WideAmount(nanos: Int128(terms.quantity)), atMost: steppedDown(limit))
  }

  /// A size limit with the factor of the deepest drawdown step reached.
  @inline(__always)
  private func steppedDown(_ limit: Quantity) -> WideAmount {
    guard let most = config.risk.maxDrawdown, !config.risk.drawdownSteps.isEmpty else {
      return WideAmount(limit)
    }
    let drawdown = risk.peak - portfolio.equity
    var factor = Ratio.one
    for step in config.risk.drawdownSteps {
      let from = Int128(most.nanos) * Int128(step.at.nanos)
      if drawdown.nanos >= 0, drawdown.nanos.multipliedHeld(by: ExactMath.unit) >= from {
        factor = min(factor, step.factor)
      }
    }
    let scaled = Int128(limit.nanos) * Int128(factor.nanos)
    return WideAmount(nanos: ExactMath.dividedDown(scaled, by: ExactMath.unit))
  }

  /// Quantity × (limit, else stop, else touch) × multiplier; nil without any of them.
  func notional(of terms: OrderTerms) -> WideAmount? {
    let place = terms.instrument.offset
    let touch = terms.side == .buy ? markets[place].quote.ask : markets[place].quote.bid
    guard let price = terms.limit ?? terms.stop ?? touch else { return nil }
    let units = terms.quantity.magnitude
    if let whole = portfolio.positions[terms.instrument.offset].terms.wholeNotional(
      units, Int128(price.nanos))
    {
      return WideAmount(nanos: whole)
    }
    return ExactMath.notional(
      price, Quantity(nanos: terms.quantity),
      multiplier: markets[terms.instrument.offset].multiplier
    )?.magnitude
  }

  @inline(__always)
  private func maxNotional(_ terms: OrderTerms) -> Verdict {
    guard let limit = risk.notionalLimits[terms.instrument.offset] else { return .notInForce }
    return Verdict(notional(of: terms), atMost: WideAmount(limit))
  }

  @inline(__always)
  private func orderRate(_ terms: OrderTerms) -> Verdict {
    guard let rate = config.risk.maxOrderRate, !terms.isChange else { return .notInForce }
    let sent = risk.ordersSent(within: rate, before: clock)
    return Verdict(
      WideAmount(count: Int64(sent + 1)), atMost: WideAmount(count: Int64(rate.count)))
  }

  @inline(__always)
  private func maxTrades(_ terms: OrderTerms) -> Verdict {
    guard let most = config.risk.maxTradesPerDay, !terms.isChange else { return .notInForce }
    return Verdict(
      WideAmount(count: Int64(risk.tradeCount + 1)), atMost: WideAmount(count: Int64(most)))
  }

  @inline(__always)
  private func grossExposure(_ terms: OrderTerms) -> Verdict {
    guard let limit = config.risk.maxGrossExposure else { return .notInForce }
    return Verdict(
      exposures(with: terms).map { WideAmount(halving: $0.gross) }, atMost: WideAmount(limit))
  }

  @inline(__always)
  private func netExposure(_ terms: OrderTerms) -> Verdict {
    guard let limit = config.risk.maxNetExposure else { return .notInForce }
    return Verdict(
      exposures(with: terms).map { WideAmount(halving: abs($0.net)) }, atMost: WideAmount(limit))
  }

  @inline(__always)
  private func groupExposure(_ terms: OrderTerms) -> Verdict {
    let place = terms.instrument.offset
    guard let limit = config.risk.maxGroupExposure,
      let group = portfolio.positions[place].terms.group
    else { return .notInForce }
    guard let after = terms.twiceExposureAfter, portfolio.isGroupKnown(group)
    else { return .refused(value: nil, limit: WideAmount(limit)) }
    let sum =
      portfolio.totals.twiceByGroup[Int(group)] + abs(after)
      - abs(portfolio.positions[place].twiceExposure)
    return Verdict(WideAmount(halving: sum), atMost: WideAmount(limit))
  }

  /// Twice gross and net at mid with the order filled; nil without every mid they need.
  @inline(__always)
  private func exposures(with terms: OrderTerms) -> (gross: Int128, net: Int128)? {
    let place = terms.instrument.offset
    let isKnown = portfolio.positions[place].isExposureKnown
    let othersUnknown = portfolio.totals.unknownCount - (isKnown ? 0 : 1)
    guard othersUnknown == 0, let after = terms.twiceExposureAfter else { return nil }
    let before = portfolio.positions[place].twiceExposure
    return (
      portfolio.totals.twiceGross + abs(after) - abs(before),
      portfolio.totals.twiceNet + after - before
    )
  }

  @inline(__always)
  private func margin(_ terms: OrderTerms) -> Verdict {
    guard config.risk.checkMargin else { return .notInForce }
    guard portfolio.positions[terms.instrument.offset].terms.hasMargin else {
      return .refused(value: nil, limit: portfolio.equity)
    }
    let need = portfolio.initialRequirement(with: terms.signedQuantity, of: terms.instrument)
    return Verdict(need, atMost: portfolio.equity)
  }

  @inline(__always)
  private func circuitBreaker(_ terms: OrderTerms) -> Verdict {
    guard config.risk.breaker != nil else { return .notInForce }
    let cooledAt = risk.cooledAt[terms.instrument.offset]
    return clock < cooledAt
      ? .refused(value: nil, limit: nil) : .passed(value: nil, limit: nil)
  }

  @inline(__always)
  private func priceCollar(_ terms: OrderTerms) -> Verdict {
    guard let ticks = config.risk.priceCollarTicks, terms.type == .limit, let limit = terms.limit
    else { return .notInForce }
    let place = terms.instrument.offset
    guard let touch = terms.side == .buy ? markets[place].quote.ask : markets[place].quote.bid,
      let edge = touch.moved(
        ticks: terms.side == .buy ? ticks : -ticks,
        of: Price(nanos: markets[terms.instrument.offset].tick))
    else { return .refused(value: WideAmount(limit), limit: nil) }
    let isBeyond = terms.side == .buy ? limit > edge : limit < edge
    return isBeyond
      ? .refused(value: WideAmount(limit), limit: WideAmount(edge))
      : .passed(value: WideAmount(limit), limit: WideAmount(edge))
  }
}

/// The risk rules, in the order in which they are asked.
enum RiskCheck: UInt8 {
  case marketClosed, contractEnded, tradingHalted, lastDay
  case reducing, staleQuote, positionLimit, maxOrderQuantity, maxNotional, orderRate, maxTrades
  case grossExposure, netExposure, groupExposure, margin, circuitBreaker, priceCollar
  case noFXRate

  /// Calls `body` with one rule after the other for as long as it gives true; an order that only
  /// reduces passes by most of them.
  ///
  /// Spelled out and inlined, so that each rule is asked without a look at which it is.
  @inline(__always)
  static func ask(isEntry: Bool, _ body: (RiskCheck) -> Bool) {
    guard body(.marketClosed), body(.contractEnded), body(.tradingHalted) else { return }
    if isEntry {
      guard body(.lastDay), body(.reducing), body(.staleQuote), body(.positionLimit),
        body(.maxOrderQuantity),
        body(.maxNotional), body(.orderRate), body(.maxTrades), body(.grossExposure),
        body(.netExposure), body(.groupExposure), body(.margin), body(.circuitBreaker),
        body(.priceCollar)
      else { return }
    }
    _ = body(.noFXRate)
  }

  var reason: Reason {
    switch self {
    case .marketClosed: .marketClosed
    case .contractEnded, .lastDay: .expiry
    case .tradingHalted: .tradingHalted
    case .reducing: .reducing
    case .staleQuote: .staleQuote
    case .positionLimit: .positionLimit
    case .maxOrderQuantity: .maxOrderQuantity
    case .maxNotional: .maxNotional
    case .orderRate: .orderRate
    case .maxTrades: .maxTrades
    case .grossExposure: .grossExposure
    case .netExposure: .netExposure
    case .groupExposure: .groupExposure
    case .margin: .margin
    case .circuitBreaker: .circuitBreaker
    case .priceCollar: .priceCollar
    case .noFXRate: .noFXRate
    }
  }
}

extension WideAmount {
  /// Half of a sum that was kept twice, rounded half to even.
  init(halving twice: Int128) {
    let half = twice >> 1
    self.init(nanos: twice & 1 == 0 ? half : half + (half & 1))
  }
}

extension Int128 {
  /// The product, held at the ends of the range.
  func multipliedHeld(by factor: Int128) -> Int128 {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? ((self < 0) == (factor < 0) ? .max : .min) : product
  }
}
