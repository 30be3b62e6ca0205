import Execution
import MarketModel

/// What the venue does with an order that reaches it.
extension Engine {
  /// An order reaches the venue: it is refused, or accepted and acts on the quote in force.
  mutating func arrive(_ slot: Int, into effects: inout Effects) {
    if let expiresAt = orders[slot: slot].expiresAt, expiresAt <= clock {
      return end(slot, .expired, for: .gtd, into: &effects)
    }
    guard let place = orders[slot: slot].instrument?.offset else { return }
    if let refusal = venueRefusal(of: orders.pointer(to: slot), place) {
      return refuse(slot, .rejected, refusal, into: &effects)
    }
    accept(slot, place, into: &effects)
  }

  /// Accepts an order that the venue does not refuse, and lets it act.
  mutating func accept(_ slot: Int, _ place: Int, into effects: inout Effects) {
    if orders[slot: slot].isReduceOnly {
      clampToPosition(slot, place)
      resting[place].reduceOnly.append(orders[slot: slot].index)
    }
    orders[slot: slot].become(.accepted)
    orders[slot: slot].priority = takePriority()
    refreshWorking(slot)
    effects.append(.accepted(orders[slot: slot].index), at: clock)
    act(slot, place, into: &effects)
  }

  private mutating func act(_ slot: Int, _ place: Int, into effects: inout Effects) {
    switch orders[slot: slot].type {
    case .market: actAsMarket(slot, place, because: .touch, into: &effects)
    case .limit: actAsLimit(slot, place, because: .touch, into: &effects)
    case .stop, .stopLimit: actAsStop(slot, place, into: &effects)
    case .trailingStop:
      resting[place].trailing.append(orders[slot: slot].index)
      refreshFlags(place)
      let quote = markets[place].quote
      markets[place].trailingSellBest = min(
        markets[place].trailingSellBest, quote.hasBid ? quote.bidPrice : .max)
      markets[place].trailingBuyBest = max(
        markets[place].trailingBuyBest, quote.hasAsk ? quote.askPrice : .min)
      trail(slot, place)
    }
  }

  // MARK: What the venue refuses

  /// Why the venue refuses an order now, by the first rule that applies; nil when it does not.
  func venueRefusal(of order: OrderPointer, _ place: Int) -> Refusal? {
    if let refusal = priceRefusal(of: order, place) { return refusal }
    let quote = markets[place].quote
    if order.pointee.type == .market {
      if order.pointee.side == .buy ? !quote.hasAsk : !quote.hasBid { return Refusal(.noMarket) }
      if quote.isCrossed { return Refusal(.crossedBook) }
    }
    if config.venue.rejectsStopInMarket, isStopReached(order, place) {
      return Refusal(.stopInMarket)
    }
    if order.pointee.isPostOnly, order.pointee.type == .limit, isMarketable(order, place) {
      return Refusal(.wouldCross)
    }
    if order.pointee.isReduceOnly, closableQuantity(of: order, place) == 0 {
      return Refusal(.reduceOnly)
    }
    switch markets[place].status {
    case .trading: return nil
    case .halted: return Refusal(.marketHalted)
    case .closed: return Refusal(.marketClosed)
    }
  }

  /// Whether a price is off the tick, or one that the instrument cannot have.
  func priceRefusal(of order: OrderPointer, _ place: Int) -> Refusal? {
    let tick = Price(nanos: markets[place].tick)
    // One after the other: an array of them would be made for every order.
    if let price = offTick(order.pointee.limit, tick) ?? offTick(order.pointee.stop, tick)
      ?? offTick(order.pointee.trail, tick)
    {
      return Refusal(.priceNotOnTick, value: WideAmount(price), limit: WideAmount(tick))
    }
    if let trail = order.pointee.trail, trail.nanos <= 0 {
      return Refusal(.badPrice, value: WideAmount(trail), limit: .zero)
    }
    guard !markets[place].allowsNegativePrices else { return nil }
    if let price = order.pointee.limit, price.nanos < 0 {
      return Refusal(.badPrice, value: WideAmount(price), limit: .zero)
    }
    if let price = order.pointee.stop, price.nanos < 0 {
      return Refusal(.badPrice, value: WideAmount(price), limit: .zero)
    }
    return nil
  }

  /// The price, where it is one and not a whole number of ticks.
  private func offTick(_ price: Price?, _ tick: Price) -> Price? {
    guard let price, !price.isOn(tick: tick) else { return nil }
    return price
  }

  /// Whether the touch has reached a limit, so that it would take. Nothing is marketable in a
  /// crossed book.
  func isMarketable(_ order: OrderPointer, _ place: Int) -> Bool {
    let quote = markets[place].quote
    guard let limit = order.pointee.limit?.nanos, !quote.isCrossed else { return false }
    return order.pointee.side == .buy
      ? quote.hasAsk && limit >= quote.askPrice : quote.hasBid && limit <= quote.bidPrice
  }

  /// Whether a stop's price has already been reached on arrival. By LAST that is asked of a
  /// bracket's child only: the others wait for a tick that brings one.
  func isStopReached(_ order: OrderPointer, _ place: Int) -> Bool {
    let quote = markets[place].quote
    guard order.pointee.type == .stop || order.pointee.type == .stopLimit,
      let stop = order.pointee.stop?.nanos,
      !quote.isCrossed
    else { return false }
    if config.venue.stopTrigger == .last {
      guard order.pointee.isBracketChild, quote.hasLast else { return false }
      return order.pointee.side == .buy ? quote.lastPrice >= stop : quote.lastPrice <= stop
    }
    return order.pointee.side == .buy
      ? quote.hasAsk && quote.askPrice >= stop : quote.hasBid && quote.bidPrice <= stop
  }

  /// How much of the position an order of its side can close.
  func closableQuantity(of order: OrderPointer, _ place: Int) -> Int64 {
    let held = portfolio.positions[place].quantity.nanos
    return order.pointee.side == .buy ? max(0, -held) : max(0, held)
  }

  mutating func clampToPosition(_ slot: Int, _ place: Int) {
    let order = orders.pointer(to: slot)
    let (most, overflow) = order.pointee.filled.nanos.addingReportingOverflow(
      closableQuantity(of: order, place))
    if !overflow, order.pointee.quantity.nanos > most {
      orders[slot: slot].quantity = Quantity(nanos: most)
    }
  }

  // MARK: Acting

  /// Takes at the touch, up to the size shown; the rest a tick worse, at once.
  mutating func actAsMarket(
    _ slot: Int, _ place: Int, because cause: FillCause, into effects: inout Effects
  ) {
    let order = orders[slot: slot]
    let quote = markets[place].quote
    guard markets[place].isMatchable, order.side == .buy ? quote.hasAsk : quote.hasBid else {
      return end(slot, .canceled, for: .noMarket, into: &effects)
    }
    let touch = order.side == .buy ? quote.askPrice : quote.bidPrice
    let shown = sizeLeft(place, against: order.side)
    if order.timeInForce == .fillOrKill, shown < order.leaves.nanos {
      return end(slot, .canceled, for: .fok, into: &effects)
    }
    let quantity = min(order.leaves.nanos, shown)
    guard let price = slipped(touch, order.side, order.limit, place, extraTicks: 0) else {
      return end(slot, .canceled, for: .overflow, into: &effects)
    }
    if quantity > 0 {
      consume(quantity, place, against: order.side)
      fill(slot, quantity, at: price, .taker, because: cause, into: &effects)
    }
    guard orders.isLive(order.index, in: slot) else { return }
    if order.timeInForce == .immediateOrCancel {
      return end(slot, .canceled, for: .ioc, into: &effects)
    }
    guard let worse = slipped(touch, order.side, order.limit, place, extraTicks: 1) else {
      return end(slot, .canceled, for: .overflow, into: &effects)
    }
    fill(
      slot, orders[slot: slot].leaves.nanos, at: worse, .taker, because: .slip, into: &effects)
  }

  /// Takes at the touch what its limit allows, up to the size shown; the rest rests.
  mutating func actAsLimit(
    _ slot: Int, _ place: Int, because cause: FillCause, into effects: inout Effects
  ) {
    let index = orders[slot: slot].index
    let side = orders[slot: slot].side
    let timeInForce = orders[slot: slot].timeInForce
    let leaves = orders[slot: slot].leaves.nanos
    let takes = markets[place].isMatchable && isMarketable(orders.pointer(to: slot), place)
    if takes, orders[slot: slot].isPostOnly {
      return end(slot, .canceled, for: .wouldCross, into: &effects)
    }
    let shown = takes ? sizeLeft(place, against: side) : 0
    if timeInForce == .fillOrKill, shown < leaves {
      return end(slot, .canceled, for: .fok, into: &effects)
    }
    if takes, shown > 0 {
      let touch = side == .buy ? markets[place].quote.askPrice : markets[place].quote.bidPrice
      let price = slipped(touch, side, orders[slot: slot].limit, place, extraTicks: 0) ?? touch
      let quantity = min(leaves, shown)
      consume(quantity, place, against: side)
      fill(slot, quantity, at: price, .taker, because: cause, into: &effects)
      guard orders.isLive(index, in: slot) else { return }
    }
    if timeInForce == .immediateOrCancel {
      return end(slot, .canceled, for: .ioc, into: &effects)
    }
    rest(slot, place)
  }

  private mutating func actAsStop(_ slot: Int, _ place: Int, into effects: inout Effects) {
    if isStopReached(orders.pointer(to: slot), place), markets[place].isMatchable {
      trigger(slot, place, into: &effects)
    } else {
      rest(slot, place)
    }
  }

  /// Lets an order wait at its limit or its stop.
  mutating func rest(_ slot: Int, _ place: Int) {
    // With a venue outside it waits there.
    guard !isVenueOutside else { return }
    let isStop = orders[slot: slot].restsAsStop
    guard let price = isStop ? orders[slot: slot].stop : orders[slot: slot].limit else { return }
    rest(slot, place, at: price.nanos)
    if !isStop { takeQueuePlace(slot, place) }
  }

  /// The touch made worse by slippage and `extraTicks`, in whole ticks and never past a limit;
  /// nil beyond the range of prices.
  private func slipped(
    _ touch: Int64, _ side: Side, _ limit: Price?, _ place: Int, extraTicks: Int64
  ) -> Int64? {
    let model = config.venue.slippage
    var ticks = extraTicks
    if !model.isNone {
      ticks += model.ticks
      let tick = markets[place].tick
      if model.basisPoints.nanos > 0, tick > 0 {
        let share = Int128(touch.magnitude) * Int128(model.basisPoints.nanos)
        let steps = ExactMath.dividedUp(share, by: Int128(tick) * 10_000 * ExactMath.unit)
        guard let whole = Int64(exactly: steps),
          case let (sum, overflow) = ticks.addingReportingOverflow(whole), !overflow
        else { return nil }
        ticks = sum
      }
    }
    guard ticks != 0 else { return touch }
    let away = side == .buy ? ticks : -ticks
    let moved = Price(nanos: touch).moved(ticks: away, of: Price(nanos: markets[place].tick))
    guard let limit = limit?.nanos else { return moved?.nanos }
    guard let moved = moved?.nanos else { return limit }
    return side == .buy ? min(moved, limit) : max(moved, limit)
  }
}
