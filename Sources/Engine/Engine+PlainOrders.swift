import Execution
import MarketModel
import Portfolio
import Risk

/// The risk rules as nearly every order finds them: none has anything to say.
extension Engine {
  /// Whether no rule can refuse a new order, found by plain comparisons. False says only that the
  /// rules have to be asked one by one.
  ///
  /// It refuses nothing and explains nothing; `firstRefusal` stays the rules' one meaning, and
  /// debug builds ask both.
  @inline(__always)
  func passesPlainly(_ order: OrderPointer) -> Bool {
    guard tradingState == .active, risk.areLimitsPlain, !order.pointee.isInList,
      let place = order.pointee.instrument?.offset
    else { return false }
    return isMarketOpen(place) && isSizePlain(order, place) && isPacePlain
      && isExposurePlain(order, place) && isPricePlain(order, place)
  }

  @inline(__always)
  private func isMarketOpen(_ place: Int) -> Bool {
    let end = markets[place].endsAt
    guard markets[place].hasRate, clock >= risk.cooledAt[place],
      end == .distantFuture || clock < end.advanced(byNanos: -config.lastDayNanos)
    else { return false }
    guard let limit = config.risk.maxQuoteAgeNanos else { return true }
    let quotedAt = markets[place].quotedAt
    return quotedAt != .distantPast && clock.nanos(since: quotedAt) <= limit
  }

  @inline(__always)
  private func isSizePlain(_ order: OrderPointer, _ place: Int) -> Bool {
    let quantity = order.pointee.leaves.nanos
    let held = Int128(portfolio.positions[place].quantity.nanos)
    let isBuy = order.pointee.side == .buy
    let working = isBuy ? markets[place].workingBuy : markets[place].workingSell
    let more = working + Int128(quantity)
    let after = isBuy ? held + more : held - more
    let limits = risk.plainLimits[place]
    guard quantity <= limits.orderQuantity,
      after <= Int128(limits.position), after >= -Int128(limits.position)
    else { return false }
    guard limits.hasNotional else { return true }
    let touch = isBuy ? markets[place].quote.ask : markets[place].quote.bid
    guard let price = order.pointee.limit ?? order.pointee.stop ?? touch,
      let notional = portfolio.positions[place].terms.wholeNotional(
        quantity.magnitude, Int128(price.nanos))
    else { return false }
    return notional <= Int128(limits.notional)
  }

  /// Whether neither the rate of orders nor the day's trades can be too many.
  @inline(__always)
  private var isPacePlain: Bool {
    risk.isRateBelowLimit && risk.tradeCount < config.risk.maxTradesPerDay ?? .max
  }

  @inline(__always)
  private func isExposurePlain(_ order: OrderPointer, _ place: Int) -> Bool {
    let position = portfolio.positions.address(of: place)
    let change = order.pointee.side.sign * order.pointee.leaves.nanos
    if risk.watchesExposure {
      // Neither the net nor a group can be more than the gross, whose parts are all known here.
      guard portfolio.totals.unknownCount == 0,
        let more = position.plainTwiceGrossChange(with: change),
        portfolio.totals.twiceGross + more < risk.thresholds.least
      else { return false }
    }
    guard risk.thresholds.watchesMargin else { return true }
    guard portfolio.totals.unknownInitialCount == 0,
      let more = position.plainRequirementChange(with: change)
    else { return false }
    return portfolio.totals.initial + more <= Int128(portfolio.cash.nanos) + portfolio.unrealized
  }

  @inline(__always)
  private func isPricePlain(_ order: OrderPointer, _ place: Int) -> Bool {
    guard let ticks = config.risk.priceCollarTicks, order.pointee.type == .limit else {
      return true
    }
    let isBuy = order.pointee.side == .buy
    guard let limit = order.pointee.limit,
      let touch = isBuy ? markets[place].quote.ask : markets[place].quote.bid,
      let edge = touch.moved(ticks: isBuy ? ticks : -ticks, of: Price(nanos: markets[place].tick))
    else { return false }
    return isBuy ? limit <= edge : limit >= edge
  }
}
