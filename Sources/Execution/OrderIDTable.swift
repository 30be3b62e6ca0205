import MarketModel

/// Which order an id belongs to; an id is used for good.
///
/// Open addressing in segments chosen by the id's hash. A branch that adds an id copies one
/// segment, not the table of the whole run.
@usableFromInline
struct OrderIDTable: Sendable {
  static let segmentBits: UInt64 = 8
  @usableFromInline private(set) var segments: [Segment]

  @usableFromInline struct Segment: Sendable {
    @usableFromInline var slots: PlainTable<Slot>
    var count = 0
  }

  @frozen @usableFromInline struct Slot: BitwiseCopyable, Sendable {
    /// Where the order belongs in a segment of any length, and what tells most ids apart.
    @usableFromInline var tag: UInt32
    @usableFromInline var order: Int32
    static let free = Slot(tag: 0, order: -1)
  }

  init() {
    segments = (0..<1 << Int(OrderIDTable.segmentBits)).map { _ in
      Segment(slots: PlainTable(repeating: Slot.free, count: 16))
    }
  }

  /// The order with an id of a key; `holds` says whether a candidate has it.
  @inlinable @inline(__always)
  func find(_ place: OrderIDKey, holds: (Int32) -> Bool) -> Int32? {
    return segments.withUnsafeBufferPointer { segments in
      let slots = segments[place.segment].slots
      let mask = slots.count - 1
      var index = Int(place.tag) & mask
      while case let slot = slots[index], slot.order >= 0 {
        if slot.tag == place.tag, holds(slot.order) { return slot.order }
        index = (index + 1) & mask
      }
      return nil
    }
  }

  /// Adds an order whose id is not there yet.
  mutating func insert(_ order: Int32, _ place: OrderIDKey) {
    segments[place.segment].slots.detach()
    if segments[place.segment].count * 2 >= segments[place.segment].slots.count {
      grow(place.segment)
    }
    OrderIDTable.put(Slot(tag: place.tag, order: order), into: segments[place.segment].slots)
    segments[place.segment].count += 1
  }

  private mutating func grow(_ segment: Int) {
    let slots = segments[segment].slots
    let larger = PlainTable(repeating: Slot.free, count: slots.count * 2)
    for index in slots.indices where slots[index].order >= 0 {
      OrderIDTable.put(slots[index], into: larger)
    }
    segments[segment].slots = larger
  }

  @inline(__always)
  private static func put(_ slot: Slot, into slots: PlainTable<Slot>) {
    let mask = slots.count - 1
    var index = Int(slot.tag) & mask
    while slots[index].order >= 0 { index = (index + 1) & mask }
    slots[index] = slot
  }
}

/// Where an id belongs in the table of ids, worked out once for looking it up and adding it: the
/// last character decides within sixteen neighbours, the rest of it which sixteen. Ids that are
/// counted up then lie side by side, and mostly in the cache.
@frozen public struct OrderIDKey: Sendable {
  @usableFromInline let segment: Int
  @usableFromInline let tag: UInt32

  @inline(__always)
  public init(_ id: OrderID) {
    let stem = id.stem
    segment = Int(truncatingIfNeeded: stem.mixed >> (64 - OrderIDTable.segmentBits))
    tag = UInt32(truncatingIfNeeded: stem.mixed) << 4 | UInt32(stem.last & 15)
  }
}
