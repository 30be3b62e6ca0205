import MarketModel

/// What reading all of a journal found.
public struct ChainVerdict: Hashable, Sendable {
  /// How far the events that were read reach, by the file's own last hash.
  public internal(set) var head: ChainHead
  /// Events read, those behind a broken link too.
  public internal(set) var events: Int64 = 0
  /// When the first and the last of them happened; nil without any.
  public internal(set) var first: UnixNanos?
  public internal(set) var last: UnixNanos?
  /// The first broken link, or where the file cannot be read on; nil where all is well.
  public internal(set) var damage: JournalError?
  /// Whether the file has hashes at all: version 1 had none.
  public internal(set) var isChained: Bool
  /// The first event with the hash that was looked for.
  public internal(set) var found: Int64?

  /// The first event that does not follow.
  public var brokenSequence: Int64? {
    guard case .damaged(let sequence, _) = damage?.problem else { return nil }
    return sequence
  }
}
