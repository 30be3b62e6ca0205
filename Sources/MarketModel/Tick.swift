/// Which parts of a `Tick` speak. A part that does not is left as it was.
@frozen public struct TickParts: OptionSet, Sendable, Hashable {
  public var rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let bid = TickParts(rawValue: 1 << 0)
  public static let bidSize = TickParts(rawValue: 1 << 1)
  public static let ask = TickParts(rawValue: 1 << 2)
  public static let askSize = TickParts(rawValue: 1 << 3)
  public static let last = TickParts(rawValue: 1 << 4)
  /// Present where the event is a trade.
  public static let lastSize = TickParts(rawValue: 1 << 5)
  /// The source says that there is no bid now.
  public static let bidGone = TickParts(rawValue: 1 << 6)
  /// The source says that there is no ask now.
  public static let askGone = TickParts(rawValue: 1 << 7)
  /// The exchange named the aggressor.
  public static let buyerAggressor = TickParts(rawValue: 1 << 8)
  public static let sellerAggressor = TickParts(rawValue: 1 << 9)
  /// The newest event of the past, read at the start: it sets the book as old as it is, and fills
  /// nothing.
  public static let snapshot = TickParts(rawValue: 1 << 10)

  /// Whether both sides speak whole, price and size, as most quotes do; as plain bits, for every
  /// quote asks it.
  @inlinable @inline(__always)
  public var isWholeTouch: Bool { rawValue & 0b1100_1111 == 0b1111 }
}

/// One quote event of one source: a change of the touch, a trade, or both.
///
/// The quote in a tick acts before its trade. Fields whose part is not set are zero.
@frozen public struct Tick: Hashable, Sendable {
  /// When it arrived here; what the engine's clock follows.
  public var receivedAt: UnixNanos
  /// When it happened at the exchange or the collector.
  public var eventAt: UnixNanos
  public var instrument: InstrumentIndex
  public var source: SourceIndex
  public var parts: TickParts
  public var bid: Price = .zero
  public var ask: Price = .zero
  public var last: Price = .zero
  public var bidSize: Quantity = .zero
  public var askSize: Quantity = .zero
  public var lastSize: Quantity = .zero

  @inlinable
  public init(
    receivedAt: UnixNanos, eventAt: UnixNanos, instrument: InstrumentIndex, source: SourceIndex,
    parts: TickParts = []
  ) {
    self.receivedAt = receivedAt
    self.eventAt = eventAt
    self.instrument = instrument
    self.source = source
    self.parts = parts
  }

  /// Whether the event is a trade: it has a last price and a size above 0.
  @inlinable public var isTrade: Bool {
    parts.contains([.last, .lastSize]) && lastSize.nanos > 0
  }
}

/// What a source says of the session so far, where it says anything.
public struct SessionFigures: Hashable, Sendable {
  public var previousClose: Price?
  public var open: Price?
  public var high: Price?
  public var low: Price?
  public var volume: Quantity?

  public init() {}
}
