import MarketModel

/// What one source, or the market in force, shows of a symbol.
@frozen public struct Quote: Hashable, Sendable {
  public var bidPrice: Int64 = 0
  public var askPrice: Int64 = 0
  /// In 1e-9; `unlimited` where no size has ever been given.
  public var bidSizeNanos: Int64 = Quote.unlimited
  public var askSizeNanos: Int64 = Quote.unlimited
  public var lastPrice: Int64 = 0
  public var lastSizeNanos: Int64 = 0
  public var hasBidPrice = false
  public var hasAskPrice = false
  public var hasLast = false

  /// The size of a price that came without any.
  public static let unlimited = Int64.max

  @inlinable public init() {}

  @inlinable public var hasBid: Bool { hasBidPrice && bidSizeNanos > 0 }
  @inlinable public var hasAsk: Bool { hasAskPrice && askSizeNanos > 0 }
  /// Whether both sides are there and the bid is above the ask: bad data.
  @inlinable public var isCrossed: Bool { hasBid && hasAsk && bidPrice > askPrice }

  @inlinable public var bid: Price? { hasBid ? Price(nanos: bidPrice) : nil }
  @inlinable public var ask: Price? { hasAsk ? Price(nanos: askPrice) : nil }
  /// nil where the side is not there or its size is unlimited.
  @inlinable public var bidSize: Quantity? {
    hasBid && bidSizeNanos != Quote.unlimited ? Quantity(nanos: bidSizeNanos) : nil
  }
  @inlinable public var askSize: Quantity? {
    hasAsk && askSizeNanos != Quote.unlimited ? Quantity(nanos: askSizeNanos) : nil
  }
  @inlinable public var last: Price? { hasLast ? Price(nanos: lastPrice) : nil }
  /// The size of the last trade; nil before the first.
  @inlinable public var lastSize: Quantity? {
    lastSizeNanos > 0 ? Quantity(nanos: lastSizeNanos) : nil
  }

  /// Takes over the parts that a tick has.
  @inlinable @inline(__always)
  public mutating func update(with tick: Tick) {
    let parts = tick.parts
    if parts.isWholeTouch {
      bidPrice = tick.bid.nanos
      askPrice = tick.ask.nanos
      bidSizeNanos = tick.bidSize.nanos
      askSizeNanos = tick.askSize.nanos
      hasBidPrice = true
      hasAskPrice = true
    } else {
      updateTouch(with: tick)
    }
    if parts.contains(.last) {
      lastPrice = tick.last.nanos
      hasLast = true
    }
    if parts.contains(.lastSize) { lastSizeNanos = tick.lastSize.nanos }
  }

  @inlinable @inline(__always)
  mutating func updateTouch(with tick: Tick) {
    let parts = tick.parts
    if parts.contains(.bid) {
      bidPrice = tick.bid.nanos
      hasBidPrice = true
    }
    if parts.contains(.ask) {
      askPrice = tick.ask.nanos
      hasAskPrice = true
    }
    if parts.contains(.bidSize) { bidSizeNanos = tick.bidSize.nanos }
    if parts.contains(.askSize) { askSizeNanos = tick.askSize.nanos }
    if parts.contains(.bidGone) { hasBidPrice = false }
    if parts.contains(.askGone) { hasAskPrice = false }
  }
}

/// One source's book of a symbol.
@frozen public struct SourceBook: Hashable, Sendable {
  public var quote = Quote()
  /// When its last tick arrived; `distantPast` before the first.
  public var updatedAt = UnixNanos.distantPast
  /// The exchange's time of its last tick, by which its ticks are ordered.
  public var eventAt = UnixNanos.distantPast

  @inlinable public init() {}
  @inlinable public var hasTicks: Bool { updatedAt != .distantPast }
}
