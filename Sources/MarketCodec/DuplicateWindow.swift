/// The ids of the last accepted events, of a fixed number, for "is this one among them".
///
/// A ring of ids beside an open-addressing table of places in the ring. The oldest id leaves as a
/// new one comes; its place in the table is closed by shifting back, so there are no tombstones
/// and a look-up stays short for ever. Allocates once.
public struct DuplicateWindow: Sendable {
  /// How many ids the contract asks for.
  public static let contractCapacity = 100_000

  private var ring: [IngestID]
  /// The id's hash in the upper half, its place in the ring + 1 in the lower; 0 where free.
  private var slots: [UInt64]
  private var next = 0
  private let mask: Int

  public init(capacity: Int = DuplicateWindow.contractCapacity) {
    precondition(capacity > 0 && capacity < 1 << 28, "a window holds at least one id")
    var size = 16
    while size < capacity * 2 { size *= 2 }
    ring = Array(repeating: .none, count: capacity)
    slots = Array(repeating: 0, count: size)
    mask = size - 1
  }

  /// How many ids it can hold.
  public var capacity: Int { ring.count }

  /// Whether the id is among the last ones.
  public func contains(_ id: IngestID) -> Bool {
    let hash = id.mixed
    var slot = home(hash)
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash >> 32, ring[Int(slots[slot] & 0xFFFF_FFFF) - 1] == id {
        return true
      }
      slot = (slot + 1) & mask
    }
    return false
  }

  /// Adds an id unless it is in the window; the oldest leaves when the window is full.
  ///
  /// One walk along the id's slots both looks and finds the place: each walk is a miss of the
  /// cache, and every tick pays it.
  /// - Returns: whether the id is new.
  public mutating func insert(_ id: IngestID) -> Bool {
    let hash = id.mixed
    let start = home(hash)
    var slot = start
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash >> 32, ring[Int(slots[slot] & 0xFFFF_FFFF) - 1] == id {
        return false
      }
      slot = (slot + 1) & mask
    }
    if ring[next] != .none {
      // The slot that the oldest leaves free may lie on this id's walk, and then it is its place.
      let freed = remove(ring[next], at: next)
      if (freed - start) & mask < (slot - start) & mask { slot = freed }
    }
    ring[next] = id
    slots[slot] = (hash >> 32) << 32 | UInt64(next + 1)
    next += 1
    if next == ring.count { next = 0 }
    return true
  }

  /// The upper half of the hash stands in the slot, so a slot's home is known without its id.
  @inline(__always)
  private func home(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash >> 32) & mask }

  /// Takes an id out and returns the slot that is free afterwards.
  private mutating func remove(_ id: IngestID, at place: Int) -> Int {
    var hole = home(id.mixed)
    while slots[hole] & 0xFFFF_FFFF != UInt64(place + 1) { hole = (hole + 1) & mask }
    var slot = (hole + 1) & mask
    while slots[slot] != 0 {
      let distance = (slot - home(slots[slot])) & mask
      if distance >= (slot - hole) & mask {
        slots[hole] = slots[slot]
        hole = slot
      }
      slot = (slot + 1) & mask
    }
    slots[hole] = 0
    return hole
  }
}
