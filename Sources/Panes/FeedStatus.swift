import MarketModel

/// What the screen says of the data's way here. Filled in by whoever runs the feed.
public struct FeedStatus: Sendable, Equatable {
  public enum Link: Sendable, Equatable {
    case connecting
    case live
    /// Why, and when the next try is due (monotonic nanoseconds).
    case lost(reason: String, retryAt: Int64)
  }

  /// How the second copy of the journal in a database stands.
  public enum Database: Sendable, Equatable {
    case connecting
    /// Every event on the disk is there.
    case current
    /// So many events are not.
    case behind(Int64)
    /// Since when (monotonic nanoseconds), and why.
    case down(since: Int64, reason: String)
  }

  /// Whose data this is.
  public enum Mode: Sendable, Equatable { case live, demo }

  /// How many events a verdict took out.
  public struct VerdictCount: Sendable, Equatable {
    public let name: String
    public let count: UInt64

    public init(name: String, count: UInt64) {
      self.name = name
      self.count = count
    }
  }

  public var mode: Mode
  /// Where the data comes from, such as `redis://desk:6379`; never with a password.
  public var place: String
  public var link = Link.connecting
  public var ticksPerSecond = 0.0
  /// Entries the stream has and we have not, where that is known.
  public var lagEntries: Int64?
  /// Age of the newest entry applied, on arrival.
  public var deliveryMillis: Int64?
  public var applyP50Nanos: Int64 = 0
  public var applyP99Nanos: Int64 = 0
  /// Rejected events by verdict, the most frequent first.
  public var rejected: [VerdictCount] = []
  public var rejectedCount: UInt64 = 0
  /// Why the journal cannot be written, and the data waits for it; nil while it can.
  public var journalProblem: String?
  /// The second copy of the journal; nil where none is kept.
  public var database: Database?
  /// Ages at which a source turns stale and dead.
  public var freshNanos: Int64 = 5_000_000_000
  public var deadNanos: Int64 = 30_000_000_000

  /// From more ticks than this on two sources disagree: for all, and for symbols with another bound.
  public var divergenceTicks: Int64 = 2
  public var divergenceTicksBySymbol: [Symbol: Int64] = [:]

  public init(mode: Mode, place: String) {
    self.mode = mode
    self.place = place
  }

  /// From more ticks than this on an instrument's sources disagree; a contract month goes by its root.
  func divergenceTicks(of instrument: Instrument) -> Int64 {
    divergenceTicksBySymbol[instrument.symbol] ?? divergenceTicksBySymbol[instrument.root]
      ?? divergenceTicks
  }

  /// How old a source's last tick makes it.
  public func freshness(ageNanos: Int64) -> Freshness {
    if ageNanos < freshNanos { return .fresh }
    return ageNanos <= deadNanos ? .stale : .dead
  }
}

/// Whether a source still speaks.
public enum Freshness: Sendable, Equatable {
  case fresh, stale, dead

  public var word: String {
    switch self {
    case .fresh: "FRESH"
    case .stale: "STALE"
    case .dead: "DEAD"
    }
  }
}
