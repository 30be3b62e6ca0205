import MarketModel

/// What is due at an instant to come, in order of time, then of creation.
public struct DeadlineQueue<Event: Sendable>: Sendable {
  /// Something due.
  public struct Deadline: Sendable {
    public let at: UnixNanos
    public let event: Event
    let number: UInt64

    func precedes(_ other: Deadline) -> Bool {
      at != other.at ? at < other.at : number < other.number
    }
  }

  private var heap: [Deadline] = []
  private var created: UInt64 = 0
  /// When the first is due; `distantFuture` when none is.
  public private(set) var nextAt = UnixNanos.distantFuture

  public init() {}

  public var count: Int { heap.count }

  public mutating func add(_ event: Event, at instant: UnixNanos) {
    heap.append(Deadline(at: instant, event: event, number: created))
    created += 1
    var place = heap.count - 1
    while place > 0, heap[place].precedes(heap[(place - 1) / 2]) {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
    nextAt = heap[0].at
  }

  /// Takes the first deadline if it is due at or before `instant`.
  public mutating func takeFirst(dueBy instant: UnixNanos) -> Deadline? {
    guard !heap.isEmpty, heap[0].at <= instant else { return nil }
    let first = heap[0]
    let last = heap.removeLast()
    if !heap.isEmpty {
      heap[0] = last
      siftDown()
    }
    nextAt = heap.first?.at ?? .distantFuture
    return first
  }

  private mutating func siftDown() {
    var place = 0
    while true {
      var child = place * 2 + 1
      guard child < heap.count else { return }
      if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
      guard heap[child].precedes(heap[place]) else { return }
      heap.swapAt(place, child)
      place = child
    }
  }
}
