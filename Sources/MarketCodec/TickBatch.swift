import MarketModel

/// A tick that passed the rules, with what the contract's other fields said.
@frozen public struct DecodedTick: Sendable {
  public var tick: Tick
  public var flags: TickFlags
  /// How old the event was on arrival, the measured skew of clocks taken off.
  public var ageNanos: Int64 = 0
  /// The place of its collector in the decoder's `collectors`; nil where none was named.
  public var collector: UInt16?
  /// The collection latency that the collector measured; nil where it said none.
  public var latencyMicros: Int32?
  /// The collector's running number for the symbol.
  public var sequence: Int64?
  /// `IngestID.none` where the event has no key.
  public var ingestID: IngestID
  /// Whether it is the newest event of a `quotes:latest` hash, which may be old.
  public var isSnapshot = false
  /// The place in the batch's `figures`, or nil where the source said nothing of the session.
  public var figures: Int32?

  init(_ tick: Tick) {
    self.tick = tick
    flags = []
    ingestID = .none
  }
}

/// An entry that was not used, as far as a log needs to know.
public struct RejectedEntry: Sendable {
  public let rejection: Rejection
  /// The symbol, where that much could be read.
  public let symbol: Symbol?
  public let source: SourceIndex?
}

/// What a run of entries came to. Reused from run to run, so it allocates only while it grows.
public struct TickBatch: Sendable {
  public internal(set) var ticks: [DecodedTick] = []
  public internal(set) var figures: [SessionFigures] = []
  /// The first rejections of the batch, at most `rejectionLimit`; the counters know them all.
  public internal(set) var rejections: [RejectedEntry] = []
  /// Instruments that were added or got a finer tick, to be told to the engine before the ticks.
  public internal(set) var definitions: [InstrumentIndex] = []

  public static let rejectionLimit = 16

  public init() {
    ticks.reserveCapacity(1_024)
    figures.reserveCapacity(64)
    rejections.reserveCapacity(TickBatch.rejectionLimit)
    definitions.reserveCapacity(16)
  }

  public mutating func removeAll() {
    ticks.removeAll(keepingCapacity: true)
    figures.removeAll(keepingCapacity: true)
    rejections.removeAll(keepingCapacity: true)
    definitions.removeAll(keepingCapacity: true)
  }

  public var isEmpty: Bool { ticks.isEmpty && rejections.isEmpty && definitions.isEmpty }

  mutating func note(_ entry: RejectedEntry) {
    guard rejections.count < TickBatch.rejectionLimit else { return }
    rejections.append(entry)
  }
}

/// What became of one entry.
public enum DecodeOutcome: Hashable, Sendable {
  case accepted(TickFlags)
  case duplicate
  case rejected(Rejection)
}
