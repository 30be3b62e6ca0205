/// What `XINFO STREAM` says, as far as it is needed.
struct StreamInfo: Equatable {
  var length: Int64 = 0
  var lastGenerated = StreamID.zero
  /// Entries ever added; nil before Redis 7.
  var entriesAdded: Int64?
  var first: StreamID?

  /// Reads the reply's names and values; nil where it is not of that form.
  init?(_ reply: Reply) {
    guard reply.isArray(0) else { return nil }
    var token = 1
    for _ in 0..<reply.elements(0) / 2 {
      let value = reply.next(after: token)
      switch reply.string(token) {
      case "length": length = reply.integer(value) ?? 0
      case "last-generated-id":
        guard let id = StreamID(reply.bytes(value)) else { return nil }
        lastGenerated = id
      case "entries-added": entriesAdded = reply.integer(value)
      case "first-entry": first = reply.isArray(value) ? StreamID(reply.bytes(value + 1)) : nil
      default: break
      }
      token = reply.next(after: value)
    }
  }

  init(
    length: Int64, lastGenerated: StreamID, entriesAdded: Int64?, first: StreamID?
  ) {
    self.length = length
    self.lastGenerated = lastGenerated
    self.entriesAdded = entriesAdded
    self.first = first
  }

  /// A stream that does not exist, or was just deleted.
  static let absent = StreamInfo(
    length: 0, lastGenerated: .zero, entriesAdded: 0, first: nil)
}

/// The place in a stream, and what has become of the stream since.
struct StreamCursor: Equatable {
  /// The last entry applied.
  private(set) var applied: StreamID
  /// How many entries had ever been added when `applied` was; nil where unknown.
  private(set) var ordinal: Int64?
  /// The oldest entry when last asked.
  private(set) var oldest: StreamID?

  enum Finding: Equatable {
    case unchanged
    case gap(lost: Int64?, after: StreamID, oldest: StreamID)
    case recreated
    case rolledBack(to: StreamID)
  }

  /// Begins after the newest entry of the stream.
  init(startingAt info: StreamInfo) {
    applied = info.lastGenerated
    ordinal = info.entriesAdded
    oldest = info.first
  }

  /// Begins after a given entry, whose number is not known unless it is before the first.
  init(after id: StreamID) {
    applied = id
    ordinal = id == .zero ? 0 : nil
  }

  /// Entries up to `id` have been applied.
  mutating func advance(to id: StreamID, entries: Int) {
    applied = id
    if let known = ordinal { ordinal = known + Int64(entries) }
  }

  /// Holds the stream's state against the place; moves the place where the stream is another.
  mutating func reconcile(with info: StreamInfo) -> Finding {
    defer { oldest = info.first }
    if info.lastGenerated < applied { return restart(info) }
    if let added = info.entriesAdded, let known = ordinal, added < known { return restart(info) }
    if info.lastGenerated == applied {
      ordinal = info.entriesAdded
      return .unchanged
    }
    guard let first = info.first, first > applied else { return .unchanged }
    guard let added = info.entriesAdded, let known = ordinal else {
      // Whether anything stood between cannot be told; told as a gap only where the oldest moved.
      ordinal = info.entriesAdded.map { $0 - info.length }
      return oldest == nil || oldest == first
        ? .unchanged : .gap(lost: nil, after: applied, oldest: first)
    }
    let lost = added - known - info.length
    ordinal = added - info.length
    return lost > 0 ? .gap(lost: lost, after: applied, oldest: first) : .unchanged
  }

  /// The ids or the count went back: the same stream in an older state, or another stream.
  private mutating func restart(_ info: StreamInfo) -> Finding {
    if info.lastGenerated < applied, let oldest, info.first == oldest {
      applied = info.lastGenerated
      ordinal = info.entriesAdded
      return .rolledBack(to: info.lastGenerated)
    }
    applied = .zero
    ordinal = info.entriesAdded.map { $0 - info.length }
    return .recreated
  }

  /// Entries added since, as of `info`; nil where the server cannot tell.
  func entriesBehind(_ info: StreamInfo) -> Int64? {
    guard let added = info.entriesAdded, let known = ordinal else { return nil }
    return max(0, added - known)
  }
}
