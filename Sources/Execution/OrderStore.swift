import MarketModel

/// Every order of a run: the live ones in a flat pool, the finished ones in a log that copies
/// share, all ids in a log beside them.
///
/// Its owner calls `detach()` before the first change after it may have been copied.
public struct OrderStore: Sendable {
  /// Live orders; a free place holds a finished one until it is used again.
  @usableFromInline var pool = PlainTable<OrderRecord>()
  /// The first free place; the next stands in that one's `next`.
  private var firstFree: Int32 = -1
  private var firstLive: Int32 = -1
  private var lastLive: Int32 = -1
  public private(set) var liveCount = 0

  /// By order: its slot in the pool, or the complement of its place in `finished`.
  @usableFromInline var places = PlainLog<Int32>()
  @usableFromInline var finished = PlainLog<OrderRecord>()
  @usableFromInline private(set) var ids = OrderIDLog()
  @usableFromInline private(set) var idTable = OrderIDTable()

  public init() {}

  /// Gets live orders of its own where a copy shares them.
  public mutating func detach() { pool.detach() }

  /// How many orders the run has had; their indices are below it.
  @inlinable public var count: Int { places.count }

  /// The order with an id, live or finished.
  @inlinable public func index(of id: OrderID) -> OrderIndex? { index(of: id, OrderIDKey(id)) }

  /// The same where the id's key is known.
  @inlinable public func index(of id: OrderID, _ key: OrderIDKey) -> OrderIndex? {
    idTable.find(key) { ids.holds(id, at: Int($0)) }.map { OrderIndex(Int($0)) }
  }

  /// An order's id in two words, the first byte in the lowest bits; nil where it is longer.
  @inlinable @inline(__always)
  public func shortID(of index: OrderIndex) -> SIMD2<UInt64>? { ids.short(at: index.offset) }

  /// An order's id.
  public func id(of index: OrderIndex) -> OrderID { ids[index.offset] }

  @inlinable public subscript(index: OrderIndex) -> OrderRecord {
    unsafeAddress { address(of: index) }
  }

  @inlinable public func address(of index: OrderIndex) -> UnsafePointer<OrderRecord> {
    let place = places[index.offset]
    return place >= 0 ? pool.address(of: Int(place)) : finished.address(of: Int(~place))
  }

  /// The slot of a live order, nil for a finished one and for one that has not been made.
  @inlinable public func slot(of index: OrderIndex) -> Int? {
    guard index.offset >= 0, index.offset < places.count else { return nil }
    let place = places[index.offset]
    return place >= 0 ? Int(place) : nil
  }

  /// Whether an order is live, and still in the slot it was found in.
  @inlinable public func isLive(_ index: OrderIndex, in slot: Int) -> Bool {
    places[index.offset] == Int32(truncatingIfNeeded: slot)
  }

  /// The live order in a slot, in place.
  @inlinable public subscript(slot slot: Int) -> OrderRecord {
    unsafeAddress { pool.address(of: slot) }
    unsafeMutableAddress { pool.mutableAddress(of: slot) }
  }

  /// Where the live order in a slot lies, until another order is added: to hand it on without a
  /// copy.
  @inlinable public func pointer(to slot: Int) -> UnsafePointer<OrderRecord> {
    pool.address(of: slot)
  }

  /// Takes in an order whose id is new.
  public mutating func add(_ order: OrderRecord, id: OrderID) -> Int {
    add(order, id: id, OrderIDKey(id))
  }

  /// The same where the id's key is known.
  public mutating func add(_ order: OrderRecord, id: OrderID, _ key: OrderIDKey) -> Int {
    let index = OrderIndex(places.count)
    let slot = Int(firstFree)
    if slot >= 0 {
      firstFree = pool[slot].next
      pool[slot] = order
    } else {
      pool.append(order)
    }
    let taken = slot >= 0 ? slot : pool.count - 1
    pool[taken].index = index
    places.append(Int32(truncatingIfNeeded: taken))
    ids.append(id)
    link(taken)
    idTable.insert(index.rawValue, key)
    return taken
  }

  /// Moves an order whose status is final out of the pool.
  public mutating func finish(slot: Int) {
    unlink(slot)
    finished.append(pool[slot])
    places.replace(
      pool[slot].index.offset, with: ~Int32(truncatingIfNeeded: finished.count - 1))
    pool[slot].next = firstFree
    firstFree = Int32(truncatingIfNeeded: slot)
  }

  private mutating func link(_ slot: Int) {
    pool[slot].next = -1
    pool[slot].previous = lastLive
    let own = Int32(truncatingIfNeeded: slot)
    if lastLive >= 0 { pool[Int(lastLive)].next = own } else { firstLive = own }
    lastLive = own
    liveCount += 1
  }

  private mutating func unlink(_ slot: Int) {
    let before = pool[slot].previous
    let after = pool[slot].next
    if before >= 0 { pool[Int(before)].next = after } else { firstLive = after }
    if after >= 0 { pool[Int(after)].previous = before } else { lastLive = before }
    liveCount -= 1
  }

  /// The first live order in order of submission; follow with `slot(after:)`.
  public var firstSlot: Int? { firstLive >= 0 ? Int(firstLive) : nil }
  public func slot(after slot: Int) -> Int? {
    pool[slot].next >= 0 ? Int(pool[slot].next) : nil
  }
}

// MARK: - Where orders rest

extension OrderStore {
  /// Whether an order rests in a heap.
  public func isResting(_ slot: Int) -> Bool { pool[slot].heapPlace >= 0 }

  /// Rests a live order in a heap.
  @inline(__always)
  public mutating func rest(_ slot: Int, key: Int64, in heap: inout RestingHeap) {
    heap.insert(
      RestingHeap.Entry(key: key, priority: pool[slot].priority, slot: slot), orders: pool)
  }

  /// Takes a live order out of the heap it rests in.
  @inline(__always)
  public mutating func unrest(_ slot: Int, from heap: inout RestingHeap) {
    heap.remove(slot: slot, orders: pool)
  }
}
