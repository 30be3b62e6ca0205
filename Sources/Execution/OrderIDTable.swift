/// Which order an id belongs to; an id is used for good.
///
/// Open addressing in segments chosen by the id's hash. A branch that adds an id copies one
/// segment, not the table of the whole run.
struct OrderIDTable: Sendable {
  private static let segmentBits: UInt64 = 8
  private var segments: [[Slot]] = Array(repeating: [], count: 1 << Int(segmentBits))
  private var counts: [Int32] = Array(repeating: 0, count: 1 << Int(segmentBits))

  private struct Slot: Sendable {
    var tag: UInt32
    var order: Int32
  }

  /// The order with the id, where `matches` says so of a candidate.
  func find(_ mixed: UInt64, matches: (Int32) -> Bool) -> Int32? {
    let segment = Int(mixed >> (64 - OrderIDTable.segmentBits))
    let capacity = segments[segment].count
    guard capacity > 0 else { return nil }
    let tag = UInt32(truncatingIfNeeded: mixed >> 24)
    var place = Int(truncatingIfNeeded: mixed) & (capacity - 1)
    while case let slot = segments[segment][place], slot.order >= 0 {
      if slot.tag == tag, matches(slot.order) { return slot.order }
      place = (place + 1) & (capacity - 1)
    }
    return nil
  }

  /// Adds an order whose id is not there yet. `mixedOf` hashes the ids already in, to move them.
  mutating func insert(_ order: Int32, mixed: UInt64, mixedOf: (Int32) -> UInt64) {
    let segment = Int(mixed >> (64 - OrderIDTable.segmentBits))
    if Int(counts[segment]) * 2 >= segments[segment].count {
      grow(segment, mixedOf: mixedOf)
    }
    OrderIDTable.put(order, mixed: mixed, into: &segments[segment])
    counts[segment] += 1
  }

  private mutating func grow(_ segment: Int, mixedOf: (Int32) -> UInt64) {
    let empty = Slot(tag: 0, order: -1)
    var larger = Array(repeating: empty, count: max(segments[segment].count * 2, 16))
    for slot in segments[segment] where slot.order >= 0 {
      OrderIDTable.put(slot.order, mixed: mixedOf(slot.order), into: &larger)
    }
    segments[segment] = larger
  }

  private static func put(_ order: Int32, mixed: UInt64, into slots: inout [Slot]) {
    var place = Int(truncatingIfNeeded: mixed) & (slots.count - 1)
    while slots[place].order >= 0 { place = (place + 1) & (slots.count - 1) }
    slots[place] = Slot(tag: UInt32(truncatingIfNeeded: mixed >> 24), order: order)
  }
}
