import Execution
import MarketModel

/// What quotes and trades do to orders that rest.
extension Engine {
  /// Matches everything that rests against the book in force: limits before stops, better prices
  /// first, then time.
  mutating func matchQuote(_ place: Int, into effects: inout Effects) {
    guard markets[place].isReached else { return }
    let quote = markets[place].quote
    if markets[place].hasAwaitingQueue { readQueuePlaces(place) }
    if quote.hasAsk, markets[place].bestBuyLimit >= quote.askPrice {
      matchLimits(place, .buy, into: &effects)
    }
    if quote.hasBid, markets[place].bestSellLimit <= quote.bidPrice {
      matchLimits(place, .sell, into: &effects)
    }
    if markets[place].hasTrailing { trailStops(place) }
    if config.venue.stopTrigger == .bidAsk { triggerStops(place, byLast: nil, into: &effects) }
    if markets[place].hasWaitingFlattens { releaseFlattens(place, into: &effects) }
  }

  // MARK: Limits

  /// Size left on the side that an order of `side` fills from.
  func sizeLeft(_ place: Int, against side: Side) -> Int64 {
    if config.venue.fill.consumesLiquidity {
      return side == .buy ? markets[place].askLeft : markets[place].bidLeft
    }
    return side == .buy
      ? markets[place].quote.askSizeNanos : markets[place].quote.bidSizeNanos
  }

  /// Takes off what a fill has used of a displayed size.
  mutating func consume(_ quantity: Int64, _ place: Int, against side: Side) {
    guard config.venue.fill.consumesLiquidity else { return }
    if side == .buy {
      if markets[place].askLeft != Quote.unlimited { markets[place].askLeft -= quantity }
    } else if markets[place].bidLeft != Quote.unlimited {
      markets[place].bidLeft -= quantity
    }
  }

  private func bestLimit(_ place: Int, _ side: Side, reaches price: Int64) -> RestingHeap.Entry? {
    guard
      let entry = side == .buy ? resting[place].buyLimits.first : resting[place].sellLimits.first
    else { return nil }
    let limit = side == .buy ? ~entry.key : entry.key
    return (side == .buy ? limit >= price : limit <= price) ? entry : nil
  }

  /// Fills the limits of one side that the opposite touch reaches, each at its own price.
  private mutating func matchLimits(_ place: Int, _ side: Side, into effects: inout Effects) {
    let quote = markets[place].quote
    let touch = side == .buy ? quote.askPrice : quote.bidPrice
    var passedOver: [OrderIndex] = []
    while sizeLeft(place, against: side) > 0,
      let entry = bestLimit(place, side, reaches: touch)
    {
      let slot = Int(entry.slot)
      let limit = orders[slot: slot].limit?.nanos ?? touch
      if limit == touch, !drawsFill() {
        unrest(slot, place)
        passedOver.append(orders[slot: slot].index)
        continue
      }
      let quantity = min(orders[slot: slot].leaves.nanos, sizeLeft(place, against: side))
      if quantity < orders[slot: slot].leaves.nanos {
        // One quote shows its size to an order once, also where nothing is consumed.
        unrest(slot, place)
        passedOver.append(orders[slot: slot].index)
      }
      consume(quantity, place, against: side)
      fill(slot, quantity, at: limit, .maker, because: .quote, into: &effects)
    }
    restAgain(passedOver, place)
    if config.venue.queue == .sizeAhead { clearQueues(place, side, reachedBy: touch) }
  }

  /// The opposite quote has reached these limits: nobody is ahead of them any more.
  private mutating func clearQueues(_ place: Int, _ side: Side, reachedBy touch: Int64) {
    let entries =
      side == .buy ? resting[place].buyLimits.entries : resting[place].sellLimits.entries
    for entry in entries.indices.map({ entries[$0] })
    where side == .buy ? ~entry.key >= touch : entry.key <= touch {
      orders[slot: Int(entry.slot)].queueAhead = .zero
      orders[slot: Int(entry.slot)].awaitsQueuePlace = false
    }
  }

  private mutating func restAgain(_ passedOver: [OrderIndex], _ place: Int) {
    for index in passedOver {
      guard let slot = orders.slot(of: index), let limit = orders[slot: slot].limit else {
        continue
      }
      guard orders[slot: slot].status == .accepted, !orders.isResting(slot) else { continue }
      rest(slot, place, at: limit.nanos)
    }
  }

  /// Whether a limit exactly at the touch fills this time.
  private mutating func drawsFill() -> Bool {
    let chance = config.venue.fill.probabilityOnLimit.nanos
    guard chance < 1_000_000_000 else { return true }
    random ^= random << 13
    random ^= random >> 7
    random ^= random << 17
    return Int64(random >> 1 % 1_000_000_000) < chance
  }

  // MARK: Trades

  /// Fills what rests at a trade's price or better on the side the aggressor hit, for the trade's
  /// size in all.
  mutating func matchTrade(
    _ place: Int, at price: Int64, size: Int64, by aggressor: Side, into effects: inout Effects
  ) {
    guard markets[place].isMatchable else { return }
    let side = aggressor.opposite
    var left = size
    var passedOver: [OrderIndex] = []
    while left > 0, let entry = bestLimit(place, side, reaches: price) {
      let slot = Int(entry.slot)
      let order = orders[slot: slot]
      let available = sizePastQueue(slot, at: price, of: left)
      if available == 0 {
        unrest(slot, place)
        passedOver.append(order.index)
        continue
      }
      let quantity = min(order.leaves.nanos, available)
      left -= quantity
      if quantity < order.leaves.nanos {
        unrest(slot, place)
        passedOver.append(order.index)
      }
      fill(
        slot, quantity, at: order.limit?.nanos ?? price, .maker, because: .trade, into: &effects)
    }
    restAgain(passedOver, place)
  }

  /// What of a trade reaches an order once the size ahead of it has had its part.
  private mutating func sizePastQueue(_ slot: Int, at price: Int64, of size: Int64) -> Int64 {
    guard config.venue.queue == .sizeAhead else { return size }
    let order = orders[slot: slot]
    if order.limit?.nanos != price {
      orders[slot: slot].queueAhead = .zero
      orders[slot: slot].awaitsQueuePlace = false
      return size
    }
    guard !order.awaitsQueuePlace else { return 0 }
    let ahead = order.queueAhead?.nanos ?? 0
    orders[slot: slot].queueAhead = Quantity(nanos: max(0, ahead - size))
    return max(0, size - ahead)
  }

  // MARK: Queue places

  /// Reads the size ahead of an order that starts to rest.
  mutating func takeQueuePlace(_ slot: Int, _ place: Int) {
    guard config.venue.queue == .sizeAhead, let limit = orders[slot: slot].limit else { return }
    let quote = markets[place].quote
    let isBuy = orders[slot: slot].side == .buy
    let hasTouch = isBuy ? quote.hasBid : quote.hasAsk
    let touch = isBuy ? quote.bidPrice : quote.askPrice
    if hasTouch, limit.nanos == touch {
      orders[slot: slot].queueAhead = Quantity(
        nanos: isBuy ? quote.bidSizeNanos : quote.askSizeNanos)
      orders[slot: slot].awaitsQueuePlace = false
    } else if hasTouch, isBuy ? limit.nanos < touch : limit.nanos > touch {
      orders[slot: slot].queueAhead = nil
      orders[slot: slot].awaitsQueuePlace = true
      resting[place].awaitingQueue.append(orders[slot: slot].index)
      refreshFlags(place)
    } else {
      orders[slot: slot].queueAhead = .zero
      orders[slot: slot].awaitsQueuePlace = false
    }
  }

  /// Reads the size ahead of orders whose price has become the touch.
  private mutating func readQueuePlaces(_ place: Int) {
    let waiting = resting[place].awaitingQueue
    resting[place].awaitingQueue = []
    refreshFlags(place)
    for index in waiting {
      guard let slot = orders.slot(of: index), orders[slot: slot].awaitsQueuePlace else { continue }
      takeQueuePlace(slot, place)
    }
  }

  // MARK: Stops

  /// Moves trailing stops behind a touch that is better than any since they arrived.
  private mutating func trailStops(_ place: Int) {
    let quote = markets[place].quote
    let bidMoved = quote.hasBid && quote.bidPrice > markets[place].trailingSellBest
    let askMoved = quote.hasAsk && quote.askPrice < markets[place].trailingBuyBest
    guard bidMoved || askMoved || markets[place].awaitsTrailing else { return }
    markets[place].awaitsTrailing = false
    if quote.hasBid { markets[place].trailingSellBest = quote.bidPrice }
    if quote.hasAsk { markets[place].trailingBuyBest = quote.askPrice }
    for index in resting[place].trailing {
      if let slot = orders.slot(of: index) { trail(slot, place) }
    }
  }

  /// Puts one trailing stop behind the touch where that is nearer than it was.
  mutating func trail(_ slot: Int, _ place: Int) {
    let order = orders[slot: slot]
    let quote = markets[place].quote
    guard let distance = order.trail?.nanos, !order.isTriggered else { return }
    guard order.side == .buy ? quote.hasAsk : quote.hasBid, !quote.isCrossed else {
      markets[place].awaitsTrailing = markets[place].awaitsTrailing || order.stop == nil
      return
    }
    let (target, overflow) =
      order.side == .buy
      ? quote.askPrice.addingReportingOverflow(distance)
      : quote.bidPrice.subtractingReportingOverflow(distance)
    guard !overflow else { return }
    if let stop = order.stop?.nanos, order.side == .buy ? target >= stop : target <= stop { return }
    let price = Price(nanos: target)
    if orders.isResting(slot) {
      unrest(slot, place)
    }
    orders[slot: slot].stop = price
    rest(slot, place, at: target)
  }

  /// Triggers the stops that the touch, or a last price, has reached, in price order.
  mutating func triggerStops(_ place: Int, byLast last: Int64?, into effects: inout Effects) {
    guard markets[place].isMatchable else { return }
    while let slot = reachedStop(place, byLast: last) {
      trigger(slot, place, into: &effects)
    }
  }

  private func reachedStop(_ place: Int, byLast last: Int64?) -> Int? {
    let quote = markets[place].quote
    if last != nil || quote.hasAsk, markets[place].nearestBuyStop <= last ?? quote.askPrice,
      let entry = resting[place].buyStops.first
    {
      return Int(entry.slot)
    }
    if last != nil || quote.hasBid, markets[place].nearestSellStop >= last ?? quote.bidPrice,
      let entry = resting[place].sellStops.first
    {
      return Int(entry.slot)
    }
    return nil
  }

  /// A stop is reached: it acts on the book in force, as MARKET or as LIMIT.
  mutating func trigger(_ slot: Int, _ place: Int, into effects: inout Effects) {
    unrest(slot, place)
    orders[slot: slot].isTriggered = true
    orders[slot: slot].priority = takePriority()
    let order = orders[slot: slot]
    if order.type == .trailingStop {
      resting[place].trailing.removeAll { $0 == order.index }
      refreshFlags(place)
    }
    effects.append(.triggered(order.index, stop: order.stop ?? .zero), at: clock)
    if order.type == .stopLimit {
      actAsLimit(slot, place, because: .trigger, into: &effects)
    } else {
      actAsMarket(slot, place, because: .trigger, into: &effects)
    }
  }

  mutating func takePriority() -> UInt64 {
    nextPriority += 1
    return nextPriority
  }
}
