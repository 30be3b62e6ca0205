/// Orders that wait at a price: the best first, then the earliest.
///
/// A binary heap whose entries' places stand in the store's `heapPlaces`, so that an order leaves
/// from anywhere in O(log n).
public struct RestingHeap: Sendable {
  /// An order in the heap. Smaller keys come first: the complement of the price where the highest
  /// price is the best.
  @frozen public struct Entry: Sendable {
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

  public private(set) var entries: [Entry] = []

  public init() {}

  @inlinable public var isEmpty: Bool { entries.isEmpty }
  public var first: Entry? { entries.first }

  public mutating func insert(_ entry: Entry, places: inout [Int32]) {
    entries.append(entry)
    siftUp(entries.count - 1, places: &places)
  }

  /// Takes out the order in a slot, which must be in this heap.
  public mutating func remove(slot: Int, places: inout [Int32]) {
    let place = Int(places[slot])
    precondition(place >= 0 && entries[place].slot == slot, "an order outside its heap")
    places[slot] = -1
    let last = entries.removeLast()
    guard place < entries.count else { return }
    entries[place] = last
    siftDown(place, places: &places)
    siftUp(place, places: &places)
  }

  private mutating func siftUp(_ start: Int, places: inout [Int32]) {
    var place = start
    let entry = entries[place]
    while place > 0 {
      let parent = (place - 1) / 2
      guard entry.precedes(entries[parent]) else { break }
      entries[place] = entries[parent]
      places[Int(entries[place].slot)] = Int32(place)
      place = parent
    }
    entries[place] = entry
    places[Int(entry.slot)] = Int32(place)
  }

  private mutating func siftDown(_ start: Int, places: inout [Int32]) {
    var place = start
    let entry = entries[place]
    while true {
      var child = place * 2 + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      guard entries[child].precedes(entry) else { break }
      entries[place] = entries[child]
      places[Int(entries[place].slot)] = Int32(place)
      place = child
    }
    entries[place] = entry
    places[Int(entry.slot)] = Int32(place)
  }
}
