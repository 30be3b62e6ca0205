import MarketModel

/// What a `MarketFeed` reads and how.
public struct FeedOptions: Sendable {
  public var server: ServerAddress
  /// The stream to follow; nil reads none.
  public var stream: String? = "quotes:stream:unified"
  /// A pub/sub channel of JSON objects to listen to as well; nil listens to none.
  public var channel: String?
  /// The symbols whose `quotes:latest:*` hashes are read at the start; nil reads them all.
  public var symbols: [Symbol]?
  public var latestPrefix = "quotes:latest:"
  /// The most hashes read at the start.
  public var snapshotLimit = 10_000
  /// Whether the snapshot is read at all.
  public var readsSnapshot = true
  /// Where to read from; nil begins after the newest entry, as the contract says.
  public var startAfter: StreamID?
  /// Entries a batch at most.
  public var batchLimit = 1_000
  /// How long the next read waits after a batch that was not full.
  public var paceNanos: Int64 = 3_000_000
  /// How long the server holds a read while nothing is there.
  public var blockMillis = 2_000
  /// How often the stream's state (length, newest id) is asked for, at most.
  public var inspectNanos: Int64 = 1_000_000_000
  /// The stream for entries that could not be used; nil keeps none.
  public var deadLetterStream: String? = "quotes:deadletter"
  /// The seed of the reconnects' jitter.
  public var seed: UInt64 = 1

  public init(server: ServerAddress) { self.server = server }
}

/// How far the feed is with its connection.
public enum FeedState: Hashable, Sendable, CustomStringConvertible {
  case connecting
  /// Connected; the stream's place and the newest quotes are being read.
  case starting
  case live
  /// Not connected; why, and how long until the next attempt.
  case waiting(RedisFault, retryNanos: Int64)

  public var description: String {
    switch self {
    case .connecting: "connecting"
    case .starting: "starting"
    case .live: "live"
    case .waiting(let fault, let retry): "\(fault); next attempt in \(retry / 1_000_000) ms"
    }
  }
}

/// What happened to the feed, besides ticks.
public enum FeedEvent: Hashable, Sendable {
  case state(FeedState)
  case channelState(FeedState)
  /// Entries were trimmed before they were read; nil where the server cannot tell how many.
  case gap(lost: Int64?, after: StreamID, oldest: StreamID)
  /// The stream is another one than before; it is read from its beginning.
  case streamRecreated
  /// The server came back with an older state of the stream; reading goes on behind it.
  case streamRolledBack(to: StreamID)
  /// The newest quotes have been read: so many hashes.
  case snapshot(hashes: Int)
  case snapshotUnavailable(RedisFault)
  case deadLettersUnavailable(RedisFault)
}

/// How far the feed is behind the stream.
public struct FeedLag: Hashable, Sendable {
  /// Entries of the stream not applied when last asked; nil where the server cannot tell.
  public var entriesBehind: Int64?
  /// The server's time between the newest entry applied and the stream's newest.
  public var behindMillis: UInt64 = 0
  /// From the newest applied entry's id to our clock when it was read; below 0 where the clocks differ.
  public var deliveryMillis: Int64 = 0

  public init() {}
}
