import Execution
import MarketModel

/// What rests in one instrument's market.
struct RestingOrders: Sendable {
  var buyLimits = RestingHeap()
  var sellLimits = RestingHeap()
  var buyStops = RestingHeap()
  var sellStops = RestingHeap()
  var trailing: [OrderIndex] = []
  /// Resting limits whose place in the queue has yet to be read.
  var awaitingQueue: [OrderIndex] = []
  /// Working orders that may only reduce, in order of submission.
  var reduceOnly: [OrderIndex] = []
  /// Flatten orders that wait for the market to trade.
  var waitingFlattens: [OrderIndex] = []

  init() {}

  /// Gets heaps of its own where a copy shares them.
  mutating func detach() {
    buyLimits.detach()
    sellLimits.detach()
    buyStops.detach()
    sellStops.detach()
  }
}

extension Engine {
  /// Rests an order at a price: the highest buy limit and sell stop first, the lowest sell limit
  /// and buy stop.
  mutating func rest(_ slot: Int, _ place: Int, at price: Int64) {
    let side = orders[slot: slot].side
    let isStop = orders[slot: slot].restsAsStop
    let key = (side == .buy) == isStop ? price : ~price
    switch (side, isStop) {
    case (.buy, false): orders.rest(slot, key: key, in: &resting[place].buyLimits)
    case (.sell, false): orders.rest(slot, key: key, in: &resting[place].sellLimits)
    case (.buy, true): orders.rest(slot, key: key, in: &resting[place].buyStops)
    case (.sell, true): orders.rest(slot, key: key, in: &resting[place].sellStops)
    }
    refreshEdge(place, side, isStop)
  }

  /// Takes an order out of the heap it rests in, if it rests.
  mutating func unrest(_ slot: Int, _ place: Int) {
    guard orders.isResting(slot) else { return }
    let side = orders[slot: slot].side
    let isStop = orders[slot: slot].restsAsStop
    switch (side, isStop) {
    case (.buy, false): orders.unrest(slot, from: &resting[place].buyLimits)
    case (.sell, false): orders.unrest(slot, from: &resting[place].sellLimits)
    case (.buy, true): orders.unrest(slot, from: &resting[place].buyStops)
    case (.sell, true): orders.unrest(slot, from: &resting[place].sellStops)
    }
    refreshEdge(place, side, isStop)
  }

  /// Works out anew at which price something happens, after a heap has changed.
  private mutating func refreshEdge(_ place: Int, _ side: Side, _ isStop: Bool) {
    switch (side, isStop) {
    case (.buy, false):
      markets[place].bestBuyLimit = resting[place].buyLimits.first.map { ~$0.key } ?? .min
    case (.sell, false):
      markets[place].bestSellLimit = resting[place].sellLimits.first.map { $0.key } ?? .max
    case (.buy, true):
      markets[place].nearestBuyStop = resting[place].buyStops.first.map { $0.key } ?? .max
    case (.sell, true):
      markets[place].nearestSellStop = resting[place].sellStops.first.map { ~$0.key } ?? .min
    }
  }

  /// Brings the market's flags up to date after a list has changed.
  mutating func refreshFlags(_ place: Int) {
    markets[place].hasTrailing = !resting[place].trailing.isEmpty
    markets[place].hasAwaitingQueue = !resting[place].awaitingQueue.isEmpty
    markets[place].hasWaitingFlattens = !resting[place].waitingFlattens.isEmpty
  }
}
