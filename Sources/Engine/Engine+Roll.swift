import Execution
import MarketModel

/// What rolling a position into another contract month would come to, and whether it may go.
public struct RollCheck: Sendable {
  public var from: InstrumentIndex
  public var into: InstrumentIndex
  /// What is held of the old month; negative for a short position.
  public var held: Quantity = .zero
  /// The touches that the two legs would take at.
  public var closePrice: Price?
  public var openPrice: Price?
  /// How many orders of the old month would be cancelled.
  public var workingCount = 0
  /// Every check on the new leg, the old month being closed already; nil where it was not asked.
  public var opening: OrderCheck?
  /// What both legs cost: half of each market's bid-ask spread, and the commission. nil without a
  /// side.
  public var cost: WideAmount?
  /// Why it may not go, and which leg is to blame; nil when it may.
  public var refusal: Refusal?
  public var refusedLeg: InstrumentIndex?

  init(from: InstrumentIndex, into: InstrumentIndex) {
    self.from = from
    self.into = into
  }

  /// The calendar spread: the new month's price over the old one's.
  public var spread: Price? {
    guard let closePrice, let openPrice else { return nil }
    let (spread, overflow) = openPrice.nanos.subtractingReportingOverflow(closePrice.nanos)
    return overflow ? nil : Price(nanos: spread)
  }

  mutating func refuse(_ leg: InstrumentIndex, _ refusal: Refusal) {
    self.refusal = refusal
    refusedLeg = leg
  }
}

/// Rolls: a position goes from one contract month to another, whole or not at all.
extension Engine {
  /// Closes what is held of a month at the market and opens as much of another.
  ///
  /// Both legs are looked at before anything is done: the new one by all of risk, as the account
  /// stands once the old one is closed.
  mutating func roll(
    _ from: InstrumentIndex, into: InstrumentIndex, _ effects: inout Effects
  ) {
    let check = checkRoll(from: from, into: into)
    effects.append(.roll(effects.add(check)), at: clock)
    guard check.refusal == nil else { return }
    cancelAll(from, before: orders.count, for: .roll, into: &effects)
    submit(
      .roll, [rollLeg(of: from, check.held, closes: true), rollLeg(of: into, check.held)],
      into: &effects)
  }

  /// What rolling a position would come to, without side effects.
  public func checkRoll(from: InstrumentIndex, into: InstrumentIndex) -> RollCheck {
    var check = RollCheck(from: from, into: into)
    check.held = position(of: from).quantity
    let isLong = check.held.nanos > 0
    check.closePrice = isLong ? quote(of: from).bid : quote(of: from).ask
    check.openPrice = isLong ? quote(of: into).ask : quote(of: into).bid
    check.workingCount = liveOrders { $0.instrument == from }.count
    check.cost = rollCost(check)
    if isVenueOutside {
      // Nobody here could hold a venue to do both or neither.
      check.refuse(from, Refusal(.venue))
    } else if from == into || !isSameProduct(instruments[from], instruments[into]) {
      check.refuse(into, Refusal(.otherProduct))
    } else if check.held.nanos == 0 {
      check.refuse(from, Refusal(.reduceOnly))
    } else {
      tryRoll(&check)
    }
    return check
  }

  /// Months of one product, with the same terms: as many of the one are worth as many of the other.
  private func isSameProduct(_ old: Instrument, _ new: Instrument) -> Bool {
    old.product == new.product && old.multiplier == new.multiplier
      && old.currency == new.currency
  }

  /// Closes the old month in a branch, and asks there what becomes of the new one.
  private func tryRoll(_ check: inout RollCheck) {
    var branch = self
    var effects = Effects()
    branch.detach()
    branch.cancelAll(check.from, before: orders.count, for: .roll, into: &effects)
    let closing = branch.rollLeg(of: check.from, check.held, closes: true)
    if let refusal = branch.check(closing).refusal {
      return check.refuse(check.from, Refusal(refusal))
    }
    branch.submitNow(closing, into: &effects)
    guard branch.position(of: check.from).quantity.nanos == 0 else {
      return check.refuse(check.from, Refusal(.overflow))
    }
    let opening = branch.rollLeg(of: check.into, check.held)
    let asked = branch.check(opening)
    check.opening = asked
    if let refusal = asked.refusal { return check.refuse(check.into, Refusal(refusal)) }
    // An amount that nothing can hold shows only when it is booked.
    let before = branch.position(of: check.into).quantity.nanos
    branch.submitNow(opening, into: &effects)
    let after = branch.position(of: check.into).quantity.nanos
    guard case let (opened, overflow) = after.subtractingReportingOverflow(before), !overflow,
      opened == check.held.nanos
    else { return check.refuse(check.into, Refusal(.overflow)) }
  }

  /// One leg's order: at the market, as many as are held.
  private func rollLeg(
    of instrument: InstrumentIndex, _ held: Quantity, closes: Bool = false
  ) -> OrderRequest {
    OrderRequest(
      id: rollID(instrument), symbol: instruments[instrument].symbol,
      side: (held.nanos > 0) == closes ? .sell : .buy, type: .market,
      quantity: Quantity(nanos: held.nanos == .min ? .max : abs(held.nanos)),
      isReduceOnly: closes)
  }

  /// `ROLL-ESH0`, the second of a name `ROLL-ESH0-2`, and so on past ids that are taken.
  private func rollID(_ instrument: InstrumentIndex) -> OrderID {
    let name = "ROLL-\(instruments[instrument].symbol)"
    var count = 1
    while true {
      // A symbol has at most 16 bytes, so that there is always room for a count.
      if let id = OrderID(count == 1 ? name : "\(name)-\(count)"), orders.index(of: id) == nil {
        return id
      }
      count += 1
    }
  }

  /// Half of what both markets are wide, of all that is held, and both commissions.
  private func rollCost(_ check: RollCheck) -> WideAmount? {
    let quantity = Quantity(nanos: check.held.nanos == .min ? .max : abs(check.held.nanos))
    var twice = WideAmount.zero
    for (leg, price) in [(check.from, check.closePrice), (check.into, check.openPrice)] {
      let quote = quote(of: leg)
      guard let bid = quote.bid, let ask = quote.ask, let price,
        case let (width, overflow) = ask.nanos.subtractingReportingOverflow(bid.nanos), !overflow,
        let crossing = ExactMath.notional(
          Price(nanos: width), quantity, multiplier: instruments[leg].multiplier),
        let commission = commission(on: quantity, at: price, of: leg)
      else { return nil }
      twice = twice + crossing + WideAmount(commission) + WideAmount(commission)
    }
    return WideAmount(halving: twice.nanos)
  }

  // MARK: The new leg

  /// The new month gets what the old one gave up, never more.
  mutating func fitRoll(_ slot: Int, into effects: inout Effects) {
    guard let list = orders[slot: slot].list, list.kind == .roll,
      orders[slot: slot].index != list.first
    else { return }
    let closed = orders[list.first].filled.nanos
    if closed == 0 {
      end(slot, .canceled, for: .roll, into: &effects)
    } else if closed < orders[slot: slot].quantity.nanos {
      resize(slot, to: closed, into: &effects)
    }
  }
}

extension Refusal {
  fileprivate init(_ result: CheckResult) {
    self.init(result.rule, value: result.value, limit: result.limit)
  }
}

extension Instrument {
  /// What its months are months of: the root, also of a month that is listed by itself.
  public var product: Symbol {
    root != symbol ? root : ContractMonth(symbol)?.root ?? symbol
  }
}
