import Execution
import MarketModel

/// One instrument's market as the engine keeps it: the book in force, and at which prices something
/// rests.
///
/// Plain numbers alone, so that a quote that reaches nothing touches no reference count; what rests
/// lies beside it in `RestingOrders`.
struct Market: Sendable {
  /// The active source's book.
  var quote = Quote()
  /// What is left of the sizes shown, where a displayed size is there once.
  var bidLeft: Int64 = 0
  var askLeft: Int64 = 0
  /// When the active source's last tick arrived.
  var quotedAt = UnixNanos.distantPast
  var active: SourceIndex?
  /// The source that goes before the configured order here; nil for none, or one not heard of yet.
  var preferred: SourceIndex?
  /// Whether `active` is the first choice, which its own tick cannot displace.
  var isActiveFirst = false
  var status = MarketStatus.trading
  var tick: Int64 = 0
  /// The instrument's, here as plain numbers.
  var symbol = Symbol.none
  var multiplier = Ratio.one
  /// Whether the instrument's currency is the account's; another has no rate.
  var hasRate = true
  var allowsNegativePrices = false

  /// The prices at which something happens, so that a quote that reaches none costs four
  /// comparisons: the highest resting buy, the lowest sell, and the nearest stops.
  var bestBuyLimit = Int64.min
  var bestSellLimit = Int64.max
  var nearestBuyStop = Int64.max
  var nearestSellStop = Int64.min
  /// The touch beyond which some trailing stop moves.
  var trailingBuyBest = Int64.min
  var trailingSellBest = Int64.max
  /// Whether some trailing stop has not seen a touch yet.
  var awaitsTrailing = false

  /// Whether something of `RestingOrders` wants to see every quote.
  var hasTrailing = false
  var hasAwaitingQueue = false
  var hasWaitingFlattens = false

  /// Σ what pending and resting orders of a side may still fill, a group's largest once.
  var workingBuy: Int128 = 0
  var workingSell: Int128 = 0
  /// When the contract ends and from when on a held position is warned of it; `distantFuture` for
  /// never.
  var endsAt = UnixNanos.distantFuture
  var warnsAt = UnixNanos.distantFuture
  var hasWarnedOfEnd = false
  /// The order that the settlement fills.
  var settling = OrderIndex.none
  /// When the position is closed before the market's close; `distantPast` for never.
  var flattensAt = UnixNanos.distantPast
  /// How many orders the engine has named after the symbol.
  var flattenCount = 0
  var reverseCount = 0
  var settleCount = 0
  var lateCount = 0

  /// Whether the book in force can be matched against.
  @inline(__always)
  var isMatchable: Bool { status == .trading && !quote.isCrossed }

  /// Whether the book in force can be matched against and reaches anything that rests or watches.
  @inline(__always)
  var isReached: Bool {
    let reaches =
      quote.askPrice <= bestBuyLimit || quote.bidPrice >= bestSellLimit
      || quote.askPrice >= nearestBuyStop || quote.bidPrice <= nearestSellStop
    return (reaches || hasTrailing || hasAwaitingQueue || hasWaitingFlattens) && isMatchable
  }

  /// Takes over the parts of a tick of the active source; a side that differs shows its whole size
  /// anew. Side by side, not as a whole book: what has just been written in parts is slow to read
  /// as one.
  @inline(__always)
  mutating func take(_ tick: Tick, at instant: UnixNanos) {
    let parts = tick.parts
    if parts.isWholeTouch {
      takeBid(tick.bid.nanos, tick.bidSize.nanos, isThere: true)
      takeAsk(tick.ask.nanos, tick.askSize.nanos, isThere: true)
    } else {
      takeTouch(tick)
    }
    if parts.contains(.last) {
      quote.lastPrice = tick.last.nanos
      quote.hasLast = true
    }
    if parts.contains(.lastSize) { quote.lastSizeNanos = tick.lastSize.nanos }
    quotedAt = instant
  }

  @inline(__always)
  private mutating func takeTouch(_ tick: Tick) {
    let parts = tick.parts
    takeBid(
      parts.contains(.bid) ? tick.bid.nanos : quote.bidPrice,
      parts.contains(.bidSize) ? tick.bidSize.nanos : quote.bidSizeNanos,
      isThere: !parts.contains(.bidGone) && (parts.contains(.bid) || quote.hasBidPrice))
    takeAsk(
      parts.contains(.ask) ? tick.ask.nanos : quote.askPrice,
      parts.contains(.askSize) ? tick.askSize.nanos : quote.askSizeNanos,
      isThere: !parts.contains(.askGone) && (parts.contains(.ask) || quote.hasAskPrice))
  }

  @inline(__always)
  private mutating func takeBid(_ price: Int64, _ size: Int64, isThere: Bool) {
    guard price != quote.bidPrice || size != quote.bidSizeNanos || isThere != quote.hasBidPrice
    else { return }
    bidLeft = size
    quote.bidPrice = price
    quote.bidSizeNanos = size
    quote.hasBidPrice = isThere
  }

  @inline(__always)
  private mutating func takeAsk(_ price: Int64, _ size: Int64, isThere: Bool) {
    guard price != quote.askPrice || size != quote.askSizeNanos || isThere != quote.hasAskPrice
    else { return }
    askLeft = size
    quote.askPrice = price
    quote.askSizeNanos = size
    quote.hasAskPrice = isThere
  }

  /// Takes over the last price of a tick that says nothing of the touch.
  mutating func takeLast(of shown: Quote, at instant: UnixNanos) {
    quote.lastPrice = shown.lastPrice
    quote.lastSizeNanos = shown.lastSizeNanos
    quote.hasLast = shown.hasLast
    quotedAt = instant
  }

  func working(_ side: Side) -> Int128 { side == .buy ? workingBuy : workingSell }

  /// Takes over a source's book; a side that differs shows its whole size anew.
  mutating func show(_ shown: Quote, at instant: UnixNanos) {
    if shown.bidPrice != quote.bidPrice || shown.bidSizeNanos != quote.bidSizeNanos
      || shown.hasBidPrice != quote.hasBidPrice
    {
      bidLeft = shown.bidSizeNanos
    }
    if shown.askPrice != quote.askPrice || shown.askSizeNanos != quote.askSizeNanos
      || shown.hasAskPrice != quote.hasAskPrice
    {
      askLeft = shown.askSizeNanos
    }
    quote = shown
    quotedAt = instant
  }
}
