import MarketModel

/// Orders that wait at a price: the best first, then the earliest.
///
/// A binary heap whose entries' places stand in the orders themselves, so that one leaves from
/// anywhere in O(log n).
public struct RestingHeap: Sendable {
  /// An order in the heap. Smaller keys come first: the complement of the price where the highest
  /// price is the best.
  @frozen public struct Entry: BitwiseCopyable, Sendable {
    public var key: Int64
    public var priority: UInt64
    public var slot: Int32

    @inlinable public init(key: Int64, priority: UInt64, slot: Int) {
      self.key = key
      self.priority = priority
      self.slot = Int32(slot)
    }

    @inlinable func precedes(_ other: Entry) -> Bool {
      key != other.key ? key < other.key : priority < other.priority
    }
  }

  /// In heap order.
  public private(set) var entries = PlainTable<Entry>()

  public init() {}

  public var isEmpty: Bool { entries.count == 0 }
  public var first: Entry? { entries.count > 0 ? entries[0] : nil }

  /// Gets entries of its own where a copy shares them.
  public mutating func detach() { entries.detach() }

  mutating func insert(_ entry: Entry, orders: PlainTable<OrderRecord>) {
    entries.append(entry)
    siftUp(entries.count - 1, orders: orders)
  }

  /// Takes out the order in a slot, which must be in this heap.
  mutating func remove(slot: Int, orders: PlainTable<OrderRecord>) {
    let place = Int(orders[slot].heapPlace)
    precondition(place >= 0 && entries[place].slot == slot, "an order outside its heap")
    orders[slot].heapPlace = -1
    let last = entries.removeLast()
    guard place < entries.count else { return }
    entries[place] = last
    siftDown(place, orders: orders)
    siftUp(place, orders: orders)
  }

  private mutating func siftUp(_ start: Int, orders: PlainTable<OrderRecord>) {
    var place = start
    let entry = entries[place]
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry.precedes(entries[parent]) else { break }
      entries[place] = entries[parent]
      orders[Int(entries[place].slot)].heapPlace = Int32(place)
      place = parent
    }
    entries[place] = entry
    orders[Int(entry.slot)].heapPlace = Int32(place)
  }

  private mutating func siftDown(_ start: Int, orders: PlainTable<OrderRecord>) {
    var place = start
    let entry = entries[place]
    while true {
      var child = place * 2 + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(entry) else { break }
      entries[place] = entries[child]
      orders[Int(entries[place].slot)].heapPlace = Int32(place)
      place = child
    }
    entries[place] = entry
    orders[Int(entry.slot)].heapPlace = Int32(place)
  }
}
