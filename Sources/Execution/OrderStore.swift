import MarketModel

/// Every order of a run: the live ones in a flat pool, the finished ones in a log that copies
/// share.
public struct OrderStore: Sendable {
  /// Live orders; a free place holds a finished one until it is used again.
  private var pool: [Order] = []
  private var freeSlots: [Int32] = []
  /// The live ones in order of submission, as links between slots; -1 ends.
  private var next: [Int32] = []
  private var previous: [Int32] = []
  /// By slot: the order's place in the heap it rests in, -1 when in none.
  public var heapPlaces: [Int32] = []
  private var firstLive: Int32 = -1
  private var lastLive: Int32 = -1
  public private(set) var liveCount = 0

  /// By order: its slot in the pool, or the complement of its place in `finished`.
  private var places = SharedLog<Int32>()
  private var finished = SharedLog<Order>()
  private var ids = OrderIDTable()

  public init() {}

  /// How many orders the run has had; their indices are below it.
  public var count: Int { places.count }

  /// The order with an id, live or finished.
  public func index(of id: OrderID) -> OrderIndex? {
    ids.find(id.mixed) { candidate in
      let place = places[Int(candidate)]
      return place >= 0 ? pool[Int(place)].id == id : finished[Int(~place)].id == id
    }.map { OrderIndex(Int($0)) }
  }

  public subscript(index: OrderIndex) -> Order {
    let place = places[index.offset]
    return place >= 0 ? pool[Int(place)] : finished[Int(~place)]
  }

  /// The slot of a live order, nil for a finished one and for one that has not been made.
  public func slot(of index: OrderIndex) -> Int? {
    guard index.offset < places.count else { return nil }
    let place = places[index.offset]
    return place >= 0 ? Int(place) : nil
  }

  /// Whether an order is live, and still in the slot it was found in.
  public func isLive(_ index: OrderIndex, in slot: Int) -> Bool {
    places[index.offset] == Int32(slot)
  }

  /// The live order in a slot.
  public subscript(slot slot: Int) -> Order {
    _read { yield pool[slot] }
    _modify { yield &pool[slot] }
  }

  /// Takes in an order whose id is new.
  public mutating func add(_ order: Order) -> Int {
    let index = OrderIndex(places.count)
    let slot: Int
    if let free = freeSlots.popLast() {
      slot = Int(free)
      pool[slot] = order
    } else {
      slot = pool.count
      pool.append(order)
      next.append(-1)
      previous.append(-1)
      heapPlaces.append(-1)
    }
    pool[slot].index = index
    places.append(Int32(slot))
    link(Int32(slot))
    ids.insert(index.rawValue, mixed: order.id.mixed) {
      let place = places[Int($0)]
      return place >= 0 ? pool[Int(place)].id.mixed : finished[Int(~place)].id.mixed
    }
    return slot
  }

  /// Moves an order whose status is final out of the pool.
  public mutating func finish(slot: Int) {
    let index = pool[slot].index
    unlink(Int32(slot))
    finished.append(pool[slot])
    places.replace(index.offset, with: ~Int32(finished.count - 1))
    freeSlots.append(Int32(slot))
  }

  private mutating func link(_ slot: Int32) {
    next[Int(slot)] = -1
    previous[Int(slot)] = lastLive
    if lastLive >= 0 { next[Int(lastLive)] = slot } else { firstLive = slot }
    lastLive = slot
    liveCount += 1
  }

  private mutating func unlink(_ slot: Int32) {
    let before = previous[Int(slot)]
    let after = next[Int(slot)]
    if before >= 0 { next[Int(before)] = after } else { firstLive = after }
    if after >= 0 { previous[Int(after)] = before } else { lastLive = before }
    liveCount -= 1
  }

  /// The first live order in order of submission; follow with `slot(after:)`.
  public var firstSlot: Int? { firstLive >= 0 ? Int(firstLive) : nil }
  public func slot(after slot: Int) -> Int? { next[slot] >= 0 ? Int(next[slot]) : nil }
}
