import Execution

/// Which fills a venue outside has told of, so that one that is told again is booked once.
///
/// A journal has an execution's name in the line of each fill it was booked as: of two, where a
/// part of it was more than its order had left.
struct ExecutionBook: Sendable {
  /// One fill: its order, and which of the order's it is.
  private struct Place: Hashable, Sendable {
    var order: OrderIndex
    var number: Int32
  }

  private var booked: Set<OrderID> = []
  private var names: [Place: OrderID] = [:]

  func contains(_ execution: OrderID) -> Bool { booked.contains(execution) }

  /// The execution that a fill of a venue outside was; nil in a journal from before it was kept.
  func execution(of fill: Fill) -> OrderID? { names[Place(order: fill.order, number: fill.number)] }

  mutating func note(_ execution: OrderID, as number: Int32, of order: OrderIndex) {
    booked.insert(execution)
    names[Place(order: order, number: number)] = execution
  }
}
