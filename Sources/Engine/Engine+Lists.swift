import Execution
import MarketModel

/// What a fill or an end of one order of a list does to the others.
extension Engine {
  mutating func followFill(of order: OrderRecord, _ quantity: Int64, into effects: inout Effects) {
    guard let list = order.list else { return }
    switch list.kind {
    case .oneCancelsOther: endSiblings(of: order, for: .oco, into: &effects)
    case .oneUpdatesOther: reduceSiblings(of: order, by: quantity, into: &effects)
    case .roll: break
    case .bracket:
      if order.index == list.first {
        growChildren(of: order, by: quantity, into: &effects)
      } else {
        reduceSiblings(of: order, by: quantity, into: &effects)
        endEntry(of: list, into: &effects)
      }
    }
  }

  /// What follows from an order that ended unfilled or partly filled.
  mutating func followEnd(of order: OrderRecord, for reason: Reason, into effects: inout Effects) {
    guard let list = order.list else { return }
    switch list.kind {
    case .oneCancelsOther:
      // One that ends because another filled, or ended, has nothing more to say to it.
      if reason != .oco { endSiblings(of: order, for: .oco, into: &effects) }
    case .oneUpdatesOther: break
    case .roll:
      // What has been closed is opened still.
      if order.filled.nanos == 0 { endSiblings(of: order, for: .roll, into: &effects) }
    case .bracket:
      if order.index == list.first {
        if order.filled.nanos == 0 { endChildren(of: list, into: &effects) }
      } else if order.status == .pending || reason == .reduceOnly {
        // The venue refused a child, or it has nothing left to protect.
        endEntry(of: list, into: &effects)
      }
    }
  }

  private mutating func endSiblings(
    of order: OrderRecord, for reason: Reason, into effects: inout Effects
  ) {
    guard let group = order.list?.group(of: order.index) else { return }
    for index in group where index != order.index.offset {
      guard let slot = orders.slot(of: OrderIndex(index)),
        !orders[slot: slot].isEndingTogether
      else { continue }
      end(slot, .canceled, for: reason, into: &effects)
    }
  }

  /// Takes a fill's quantity off the other orders of an OUO group.
  private mutating func reduceSiblings(
    of order: OrderRecord, by quantity: Int64, into effects: inout Effects
  ) {
    guard let group = order.list?.group(of: order.index) else { return }
    for index in group where index != order.index.offset {
      guard let slot = orders.slot(of: OrderIndex(index)), case let sibling = orders[slot: slot],
        sibling.isWorking, !sibling.isEndingTogether
      else { continue }
      if sibling.leaves.nanos <= quantity {
        end(slot, .canceled, for: .ouo, into: &effects)
      } else {
        resize(slot, to: sibling.quantity.nanos - quantity, into: &effects)
      }
    }
  }

  /// The engine itself changes an order's quantity.
  mutating func resize(_ slot: Int, to quantity: Int64, into effects: inout Effects) {
    orders[slot: slot].quantity = Quantity(nanos: quantity)
    refreshWorking(slot)
    let order = orders[slot: slot]
    effects.append(.modified(order.index, OrderChange(order)), at: clock)
  }

  // MARK: Brackets

  private mutating func endEntry(of list: ListMembership, into effects: inout Effects) {
    guard let slot = orders.slot(of: list.first), !orders[slot: slot].isEndingTogether else {
      return
    }
    end(slot, .canceled, for: .oco, into: &effects)
  }

  private mutating func endChildren(of list: ListMembership, into effects: inout Effects) {
    for index in list.children {
      guard let slot = orders.slot(of: OrderIndex(index)),
        !orders[slot: slot].isEndingTogether
      else { continue }
      end(slot, .canceled, for: .parent, into: &effects)
    }
  }

  /// An entry's fill: its children are to become active, or grow with it.
  private mutating func growChildren(
    of entry: OrderRecord, by quantity: Int64, into effects: inout Effects
  ) {
    guard let list = entry.list else { return }
    var areInactive = false
    for index in list.children {
      guard let slot = orders.slot(of: OrderIndex(index)) else { continue }
      let child = orders[slot: slot]
      if child.status == .inactive {
        areInactive = true
        continue
      }
      let growth = min(quantity, child.childQuantity.nanos - child.quantity.nanos)
      if growth > 0 { resize(slot, to: child.quantity.nanos + growth, into: &effects) }
    }
    if areInactive, !activations.contains(entry.index) { activations.append(entry.index) }
  }

  /// Children become active for the quantity their entry has filled, each as if it arrived now.
  mutating func activateChildren(into effects: inout Effects) {
    while let index = activations.first {
      activations.removeFirst()
      let entry = orders[index]
      guard let list = entry.list else { continue }
      for child in list.children {
        guard let slot = orders.slot(of: OrderIndex(child)),
          orders[slot: slot].status == .inactive
        else { continue }
        let own = orders[slot: slot].childQuantity.nanos
        orders[slot: slot].quantity = Quantity(nanos: min(own, entry.filled.nanos))
        orders[slot: slot].become(.pending)
        orders[slot: slot].isSent = true
        refreshWorking(slot)
      }
      for child in list.children {
        if let slot = orders.slot(of: OrderIndex(child)), orders[slot: slot].status == .pending {
          arrive(slot, into: &effects)
        }
      }
    }
  }

  /// Reduce-only orders shrink with the position they may close.
  mutating func shrinkReduceOnly(_ place: Int, into effects: inout Effects) {
    for index in resting[place].reduceOnly {
      guard let slot = orders.slot(of: index), case let order = orders[slot: slot] else { continue }
      let most = closableQuantity(of: orders.pointer(to: slot), place)
      guard order.leaves.nanos > most else { continue }
      if most == 0 {
        end(slot, .canceled, for: .reduceOnly, into: &effects)
      } else {
        resize(slot, to: order.filled.nanos + most, into: &effects)
      }
    }
  }
}

extension ListMembership {
  /// A bracket's children, by place in the order of submission.
  var children: Range<Int> { first.offset + 1..<first.offset + Int(count) }
}

extension OrderChange {
  init(_ order: OrderRecord) {
    self.init(quantity: order.quantity, limit: order.limit, stop: order.stop)
  }
}
