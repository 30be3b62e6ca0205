import MarketModel

/// An order as the engine shows it: its id, and what was asked for and how far it has come.
@dynamicMemberLookup
public struct Order: Sendable {
  public let id: OrderID
  public let record: OrderRecord

  public init(id: OrderID, _ record: OrderRecord) {
    self.id = id
    self.record = record
  }

  public subscript<Value>(dynamicMember path: KeyPath<OrderRecord, Value>) -> Value {
    record[keyPath: path]
  }
}

/// An order's part in an OCO, OUO or bracket list.
@frozen public struct ListMembership: Hashable, Sendable {
  public var kind: ListKind
  /// The first order of the list; the others follow it in order of submission.
  public var first: OrderIndex
  /// How many orders the list has.
  public var count: Int32

  public init(kind: ListKind, first: OrderIndex, count: Int32) {
    self.kind = kind
    self.first = first
    self.count = count
  }

  /// The orders of which only the largest counts and that answer for one another: the legs of an
  /// OCO or OUO, the children of a bracket. nil for a bracket's entry.
  public func group(of order: OrderIndex) -> Range<Int>? {
    let end = first.offset + Int(count)
    guard kind == .bracket else { return first.offset..<end }
    return order == first ? nil : first.offset + 1..<end
  }
}
