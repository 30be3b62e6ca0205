import Execution

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
}

extension Engine {
  /// Rests an order at a price: the highest buy limit and sell stop first, the lowest sell limit
  /// and buy stop.
  mutating func rest(_ slot: Int, _ place: Int, at price: Int64) {
    let side = orders[slot: slot].side
    let isStop = orders[slot: slot].restsAsStop
    let key = (side == .buy) == isStop ? price : ~price
    let entry = RestingHeap.Entry(key: key, priority: orders[slot: slot].priority, slot: slot)
    switch (side, isStop) {
    case (.buy, false): resting[place].buyLimits.insert(entry, places: &orders.heapPlaces)
    case (.sell, false): resting[place].sellLimits.insert(entry, places: &orders.heapPlaces)
    case (.buy, true): resting[place].buyStops.insert(entry, places: &orders.heapPlaces)
    case (.sell, true): resting[place].sellStops.insert(entry, places: &orders.heapPlaces)
    }
    refreshEdges(place)
  }

  /// Takes an order out of the heap it rests in, if it rests.
  mutating func unrest(_ slot: Int, _ place: Int) {
    guard orders.heapPlaces[slot] >= 0 else { return }
    switch (orders[slot: slot].side, orders[slot: slot].restsAsStop) {
    case (.buy, false): resting[place].buyLimits.remove(slot: slot, places: &orders.heapPlaces)
    case (.sell, false): resting[place].sellLimits.remove(slot: slot, places: &orders.heapPlaces)
    case (.buy, true): resting[place].buyStops.remove(slot: slot, places: &orders.heapPlaces)
    case (.sell, true): resting[place].sellStops.remove(slot: slot, places: &orders.heapPlaces)
    }
    refreshEdges(place)
  }

  /// Works out anew at which prices something happens, after a heap has changed.
  private mutating func refreshEdges(_ place: Int) {
    markets[place].bestBuyLimit = resting[place].buyLimits.first.map { ~$0.key } ?? .min
    markets[place].bestSellLimit = resting[place].sellLimits.first.map { $0.key } ?? .max
    markets[place].nearestBuyStop = resting[place].buyStops.first.map { $0.key } ?? .max
    markets[place].nearestSellStop = resting[place].sellStops.first.map { ~$0.key } ?? .min
  }

  /// Brings the market's flags up to date after a list has changed.
  mutating func refreshFlags(_ place: Int) {
    markets[place].hasTrailing = !resting[place].trailing.isEmpty
    markets[place].hasAwaitingQueue = !resting[place].awaitingQueue.isEmpty
    markets[place].hasWaitingFlattens = !resting[place].waitingFlattens.isEmpty
  }
}
