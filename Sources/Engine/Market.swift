import Execution
import MarketModel

/// One instrument's market as the engine keeps it: the book in force and what rests on it.
struct Market: Sendable {
  /// The active source's book.
  var quote = Quote()
  /// What is left of the sizes shown, where a displayed size is there once.
  var bidLeft: Int64 = 0
  var askLeft: Int64 = 0
  /// When the active source's last tick arrived.
  var quotedAt = UnixNanos.distantPast
  var active: SourceIndex?
  var status = MarketStatus.trading
  var tick: Int64 = 0
  var allowsNegativePrices = false

  /// The prices at which something happens, so that a quote that reaches none costs four
  /// comparisons: the highest resting buy, the lowest sell, and the nearest stops.
  var bestBuyLimit = Int64.min
  var bestSellLimit = Int64.max
  var nearestBuyStop = Int64.max
  var nearestSellStop = Int64.min
  /// The touch beyond which some trailing stop moves.
  var trailingBuyBest = Int64.min
  var trailingSellBest = Int64.max
  /// Whether some trailing stop has not seen a touch yet.
  var awaitsTrailing = false

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

  /// Σ what pending and resting orders of a side may still fill, a group's largest once.
  var workingBuy: Int128 = 0
  var workingSell: Int128 = 0
  /// How many orders the engine has named after the symbol.
  var flattenCount = 0
  var reverseCount = 0

  init() {}

  /// Whether the book in force can be matched against.
  var isMatchable: Bool { status == .trading && !quote.isCrossed }

  func working(_ side: Side) -> Int128 { side == .buy ? workingBuy : workingSell }

  /// Takes over a source's book; a side that differs shows its whole size anew.
  mutating func show(_ shown: Quote, at instant: UnixNanos) {
    if shown.bidPrice != quote.bidPrice || shown.bidSizeNanos != quote.bidSizeNanos
      || shown.hasBidPrice != quote.hasBidPrice
    {
      bidLeft = shown.bidSizeNanos
    }
    if shown.askPrice != quote.askPrice || shown.askSizeNanos != quote.askSizeNanos
      || shown.hasAskPrice != quote.hasAskPrice
    {
      askLeft = shown.askSizeNanos
    }
    quote = shown
    quotedAt = instant
  }

  // MARK: Heaps

  /// Works the four prices out anew after a heap has changed.
  mutating func refreshEdges() {
    bestBuyLimit = buyLimits.first.map { ~$0.key } ?? .min
    bestSellLimit = sellLimits.first.map { $0.key } ?? .max
    nearestBuyStop = buyStops.first.map { $0.key } ?? .max
    nearestSellStop = sellStops.first.map { ~$0.key } ?? .min
  }

  /// Rests an order at a price: the highest buy limit and sell stop first, the lowest sell limit
  /// and buy stop.
  mutating func rest(_ order: Order, slot: Int, at price: Int64, places: inout [Int32]) {
    let key = (order.side == .buy) == order.restsAsStop ? price : ~price
    let entry = RestingHeap.Entry(key: key, priority: order.priority, slot: slot)
    switch (order.side, order.restsAsStop) {
    case (.buy, false): buyLimits.insert(entry, places: &places)
    case (.sell, false): sellLimits.insert(entry, places: &places)
    case (.buy, true): buyStops.insert(entry, places: &places)
    case (.sell, true): sellStops.insert(entry, places: &places)
    }
    refreshEdges()
  }

  /// Takes an order out of the heap it rests in, if it rests.
  mutating func unrest(_ order: Order, slot: Int, places: inout [Int32]) {
    guard places[slot] >= 0 else { return }
    switch (order.side, order.restsAsStop) {
    case (.buy, false): buyLimits.remove(slot: slot, places: &places)
    case (.sell, false): sellLimits.remove(slot: slot, places: &places)
    case (.buy, true): buyStops.remove(slot: slot, places: &places)
    case (.sell, true): sellStops.remove(slot: slot, places: &places)
    }
    refreshEdges()
  }
}

extension Order {
  /// Whether it waits for its stop, not at its limit.
  var restsAsStop: Bool { type.isStop && !isTriggered }
}
