import MarketModel

/// The ids of all orders of a run, in order of submission: 16 bytes each, and those that are longer
/// in a log of their own.
@usableFromInline
struct OrderIDLog: Sendable {
  /// The first 16 bytes; where the first word is 0, which begins no id, the second is a place in
  /// `long`.
  @usableFromInline private(set) var heads = PlainLog<SIMD2<UInt64>>()
  @usableFromInline private(set) var long = PlainLog<OrderID>()

  mutating func append(_ id: OrderID) {
    if id.isShort {
      heads.append(id.head)
    } else {
      heads.append(SIMD2(0, UInt64(long.count)))
      long.append(id)
    }
  }

  subscript(index: Int) -> OrderID {
    let head = heads[index]
    return head[0] == 0 ? long[Int(head[1])] : OrderID(head: head)
  }

  /// The id at `index` where 16 bytes hold it.
  @inlinable @inline(__always)
  func short(at index: Int) -> SIMD2<UInt64>? {
    let head = heads[index]
    return head[0] == 0 ? nil : head
  }

  /// Whether the order at `index` has the id.
  @inlinable @inline(__always)
  func holds(_ id: OrderID, at index: Int) -> Bool {
    let head = heads[index]
    return head[0] == 0 ? long[Int(head[1])] == id : head == id.head && id.isShort
  }
}
