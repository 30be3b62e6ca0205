import MarketModel

/// Events that wait for their commit, their bytes in one reused buffer.
struct PendingEvents {
  struct Entry {
    let at: UnixNanos
    /// Places in `bytes`.
    let kind: Range<Int>
    let payload: Range<Int>
  }

  private(set) var entries: [Entry] = []
  private(set) var bytes: [UInt8] = []

  var isEmpty: Bool { entries.isEmpty }
  var count: Int { entries.count }

  mutating func append(
    _ payload: some Collection<UInt8>, _ kind: JournalKind, at instant: UnixNanos
  ) {
    let start = bytes.count
    bytes.append(contentsOf: kind.rawValue.utf8)
    let middle = bytes.count
    bytes.append(contentsOf: payload)
    entries.append(Entry(at: instant, kind: start..<middle, payload: middle..<bytes.count))
  }

  /// Whether an event of the file is the one that waits at a place.
  func isEvent(_ place: Int, _ event: JournaledEvent) -> Bool {
    let entry = entries[place]
    return entry.at == event.at && event.kind.elementsEqual(bytes[entry.kind])
      && event.payload.elementsEqual(bytes[entry.payload])
  }

  /// Forgets the oldest ones.
  mutating func removeFirst(_ number: Int) {
    entries.removeFirst(number)
    if entries.isEmpty { removeAll() }
  }

  /// Forgets them. Room that a burst or a full disk made necessary is given back.
  mutating func removeAll() {
    let isLarge = bytes.capacity > PendingEvents.keptBytes
    entries.removeAll(keepingCapacity: !isLarge)
    bytes.removeAll(keepingCapacity: !isLarge)
  }

  private static let keptBytes = 1 << 20
}
