import Execution
import MarketModel

@testable import Engine

/// A second, obvious paper venue for one symbol and one source: lists walked from end to end, whole
/// numbers of ticks, no cleverness. What it says must be what the engine says.
struct SlowVenue {
  struct Working {
    var id: String
    var side: Side
    var left: Int
    var quantity: Int
    var limit: Int?
    var stop: Int?
    /// The stop of one that has been triggered.
    var reached: Int?
    var rank: Int
  }

  /// In ticks of 0.25.
  private(set) var bid = 0
  private(set) var ask = 0
  private var bidShown = 0
  private var askShown = 0
  private var bidLeft = 0
  private var askLeft = 0
  private var working: [Working] = []
  private var known: Set<String> = []
  private var rank = 0
  private(set) var said: [String] = []
  /// Side, quantity and price in ticks of every fill.
  private(set) var fills: [(side: Side, quantity: Int, ticks: Int)] = []

  var position: Int { fills.reduce(0) { $0 + ($1.side == .buy ? $1.quantity : -$1.quantity) } }
  private var isCrossed: Bool { bid > ask }

  mutating func takeSaid() -> [String] {
    defer { said = [] }
    return said
  }

  static func text(_ ticks: Int) -> String {
    DecimalText.string(Int64(ticks) * 250_000_000)
  }

  private mutating func fill(_ order: inout Working, _ quantity: Int, _ ticks: Int, _ how: String) {
    order.left -= quantity
    fills.append((order.side, quantity, ticks))
    said.append("filled \(order.id) \(quantity) at \(SlowVenue.text(ticks)) \(how)")
  }

  // MARK: Quotes

  mutating func quote(_ newBid: Int, _ newBidSize: Int, _ newAsk: Int, _ newAskSize: Int) {
    if newBid != bid || newBidSize != bidShown { bidLeft = newBidSize }
    if newAsk != ask || newAskSize != askShown { askLeft = newAskSize }
    (bid, bidShown, ask, askShown) = (newBid, newBidSize, newAsk, newAskSize)
    guard !isCrossed else { return }
    for side in [Side.buy, .sell] { fillLimits(side) }
    while let place = reachedStop() { trigger(place) }
  }

  private mutating func fillLimits(_ side: Side) {
    let sorted = working.filter { $0.side == side && $0.limit != nil && $0.stop == nil }.sorted {
      $0.limit! != $1.limit!
        ? (side == .buy ? $0.limit! > $1.limit! : $0.limit! < $1.limit!) : $0.rank < $1.rank
    }
    for order in sorted {
      guard side == .buy ? order.limit! >= ask : order.limit! <= bid else { continue }
      let quantity = min(order.left, side == .buy ? askLeft : bidLeft)
      guard quantity > 0 else { continue }
      if side == .buy { askLeft -= quantity } else { bidLeft -= quantity }
      update(order.id) { venue, order in venue.fill(&order, quantity, order.limit!, "MAKER quote") }
    }
  }

  private mutating func update(_ id: String, _ body: (inout SlowVenue, inout Working) -> Void) {
    let place = working.firstIndex { $0.id == id }!
    var order = working[place]
    body(&self, &order)
    working[place] = order
    working.removeAll { $0.left == 0 }
  }

  private func reachedStop() -> Int? {
    let buys = working.indices.filter {
      working[$0].side == .buy && working[$0].stop.map { $0 <= ask } ?? false
    }
    if let first = buys.min(by: {
      (working[$0].stop!, working[$0].rank) < (working[$1].stop!, working[$1].rank)
    }) {
      return first
    }
    let sells = working.indices.filter {
      working[$0].side == .sell && working[$0].stop.map { $0 >= bid } ?? false
    }
    return sells.min {
      (-working[$0].stop!, working[$0].rank) < (-working[$1].stop!, working[$1].rank)
    }
  }

  private mutating func trigger(_ place: Int) {
    var order = working.remove(at: place)
    said.append("triggered \(order.id) \(SlowVenue.text(order.stop!))")
    order.reached = order.stop
    order.stop = nil
    if order.limit == nil {
      takeAll(&order, "trigger")
    } else {
      takeShown(&order, "trigger")
      if order.left > 0 { rest(order) }
    }
  }

  private mutating func rest(_ order: Working) {
    rank += 1
    working.append(order)
    working[working.count - 1].rank = rank
  }

  // MARK: Taking

  private mutating func takeShown(_ order: inout Working, _ how: String) {
    guard !isCrossed else { return }
    let touch = order.side == .buy ? ask : bid
    if let limit = order.limit, order.side == .buy ? limit < touch : limit > touch { return }
    let quantity = min(order.left, order.side == .buy ? askLeft : bidLeft)
    guard quantity > 0 else { return }
    if order.side == .buy { askLeft -= quantity } else { bidLeft -= quantity }
    fill(&order, quantity, touch, "TAKER \(how)")
  }

  private mutating func takeAll(_ order: inout Working, _ how: String) {
    takeShown(&order, how)
    guard order.left > 0 else { return }
    fill(&order, order.left, order.side == .buy ? ask + 1 : bid - 1, "TAKER slip")
  }

  // MARK: Commands

  mutating func submit(
    _ id: String, _ side: Side, _ quantity: Int, limit: Int?, stop: Int?, tif: TimeInForce
  ) {
    guard known.insert(id).inserted else { return said.append("rejected \(id) duplicate_id") }
    if limit == nil, stop == nil, isCrossed { return said.append("rejected \(id) crossed_book") }
    if let stop, !isCrossed, side == .buy ? ask >= stop : bid <= stop {
      return said.append("rejected \(id) stop_in_market")
    }
    said.append("accepted \(id)")
    var order = Working(
      id: id, side: side, left: quantity, quantity: quantity, limit: limit, stop: stop, rank: 0)
    if stop != nil { return rest(order) }
    if tif == .fillOrKill, !canFillWhole(order) {
      return said.append("canceled \(id) fok \(quantity)")
    }
    if limit == nil, tif != .immediateOrCancel { return takeAll(&order, "touch") }
    takeShown(&order, "touch")
    guard order.left > 0 else { return }
    if tif == .immediateOrCancel { return said.append("canceled \(id) ioc \(order.left)") }
    rest(order)
  }

  private func canFillWhole(_ order: Working) -> Bool {
    var copy = self
    var order = order
    copy.takeShown(&order, "touch")
    return order.left == 0
  }

  mutating func cancel(_ id: String) {
    guard let place = working.firstIndex(where: { $0.id == id }) else {
      return said.append("cancel_rejected \(id) unknown_order")
    }
    said.append("canceled \(id) user \(working[place].left)")
    working.remove(at: place)
  }

  /// Gives a plain limit another quantity, limit, or both.
  mutating func modify(_ id: String, quantity: Int?, limit: Int?) {
    guard let place = working.firstIndex(where: { $0.id == id }) else {
      return said.append("modify_rejected \(id) unknown_order")
    }
    var order = working[place]
    guard order.stop == nil else { return said.append("modify_rejected \(id) bad_price") }
    let filled = order.quantity - order.left
    if let quantity, quantity < filled {
      return said.append("modify_rejected \(id) below_filled")
    }
    let keeps = (limit ?? order.limit) == order.limit && (quantity ?? 0) <= order.quantity
    order.limit = limit ?? order.limit
    order.quantity = quantity ?? order.quantity
    order.left = order.quantity - filled
    let stop = order.reached.map { " stop \(SlowVenue.text($0))" } ?? ""
    said.append("modified \(id) \(order.quantity) \(SlowVenue.text(order.limit!))\(stop)")
    if order.left == 0 {
      working.remove(at: place)
    } else if keeps {
      working[place] = order
    } else {
      working.remove(at: place)
      takeShown(&order, "touch")
      if order.left > 0 { rest(order) }
    }
  }
}

extension SlowVenue {
  /// Ids of stops, which this venue does not modify.
  var stopIDs: Set<String> { Set(working.filter { $0.stop != nil }.map { $0.id }) }
}
