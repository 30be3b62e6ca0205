import Execution
import MarketModel

/// What the orders of a list do to one another without an effect that a journal could hold.
extension Engine {
  /// Takes a fill off the other legs of an OUO list that have not arrived yet; for those that have,
  /// the journal has a change of its own.
  mutating func reduceLegsOnTheirWay(_ order: Order, by quantity: Quantity) {
    guard let list = order.list, list.kind == .oneUpdatesOther,
      let group = list.group(of: order.index)
    else { return }
    for index in group where index != order.index.offset {
      guard let slot = orders.slot(of: OrderIndex(index)),
        orders[slot: slot].status == .pending, orders[slot: slot].leaves > quantity
      else { continue }
      let left = orders[slot: slot].quantity.nanos - quantity.nanos
      orders[slot: slot].quantity = Quantity(nanos: left)
      refreshWorking(slot)
    }
  }

  /// Makes a bracket's child active: for what its entry has filled, less what became of that in the
  /// children before it.
  mutating func activate(_ slot: Int) {
    let child = orders[slot: slot]
    guard child.status == .inactive, let list = child.list else { return }
    var quantity = min(child.childQuantity.nanos, orders[list.first].filled.nanos)
    for index in list.children where index < orders.count && index != child.index.offset {
      quantity -= orders[OrderIndex(index)].filled.nanos
    }
    orders[slot: slot].quantity = Quantity(nanos: max(quantity, 0))
    orders[slot: slot].become(.pending)
  }
}
