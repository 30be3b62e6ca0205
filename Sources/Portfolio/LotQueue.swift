import MarketModel

/// What was bought (or sold) and is still open, oldest first.
struct LotQueue: Sendable {
  /// A part of a position that one fill opened; quantities are signed like the position.
  struct Lot: Sendable {
    var quantity: Int64
    var price: Int64
  }

  private var lots: [Lot] = []
  /// Lots before it have been closed; they are dropped by the hundred.
  private var head = 0

  mutating func open(_ quantity: Int64, at price: Int64) {
    lots.append(Lot(quantity: quantity, price: price))
  }

  /// Σ price × quantity of the oldest `quantity` (signed like the lots).
  func cost(ofOldest quantity: Int64) -> Int128 {
    var left = quantity
    var place = head
    var cost: Int128 = 0
    while left != 0, place < lots.count {
      let lot = lots[place]
      let part = lot.quantity.magnitude <= left.magnitude ? lot.quantity : left
      cost += Int128(part) * Int128(lot.price)
      left -= part
      place += 1
    }
    return cost
  }

  /// Takes `quantity` (signed like the lots) off the oldest.
  mutating func close(_ quantity: Int64) {
    var left = quantity
    while left != 0, head < lots.count {
      if lots[head].quantity.magnitude <= left.magnitude {
        left -= lots[head].quantity
        head += 1
      } else {
        lots[head].quantity -= left
        left = 0
      }
    }
    if head > 128, head * 2 > lots.count {
      lots.removeFirst(head)
      head = 0
    }
  }
}
