import Execution
import MarketModel

/// Statistics, round-trip trades and the equity curve of an account, beside its engine.
///
/// It follows what the engine keeps of orders and fills and adds nothing to the engine's own work, so
/// that an account taken up from its journal has the same figures as one that never stopped. Only
/// marks between fills are of a session alone.
///
///     var ledger = TradeLedger()
///     ledger.follow(engine)              // after every pass in which something happened
///     ledger.mark(engine, at: now)       // now and then
public struct TradeLedger: Sendable {
  public private(set) var all = TradeStatistics()
  /// By instrument.
  private var symbols: [TradeStatistics] = []
  /// By hour of the day, UTC: orders by when they were sent, trades by when they ended.
  public private(set) var hours = Array(repeating: TradeStatistics(), count: 24)
  /// Every round-trip trade, in order of its end.
  private var trips = PlainLog<RoundTrip>()
  public private(set) var curve = EquityCurve()

  private var followedOrders = 0
  private var followedFills = 0
  /// Orders that had not ended when they were looked at last.
  private var live: [OrderIndex] = []
  private var open: [OpenTrip?] = []
  private var worths: [SymbolWorth] = []
  private var worth: Int128 = 0

  public init() {}

  /// The ledger of all that an engine has had so far.
  public init(following engine: Engine) { follow(engine) }

  public func statistics(of instrument: InstrumentIndex) -> TradeStatistics {
    instrument.offset < symbols.count ? symbols[instrument.offset] : TradeStatistics()
  }

  public var tripCount: Int { trips.count }
  public func trip(at index: Int) -> RoundTrip { trips[index] }

  /// Takes in what has happened since the last call.
  ///
  /// - Complexity: O(what is new + live orders).
  public mutating func follow(_ engine: Engine) {
    guard engine.orderCount >= followedOrders, engine.fillCount >= followedFills else { return }
    while symbols.count < engine.instruments.count {
      symbols.append(TradeStatistics())
      open.append(nil)
      worths.append(SymbolWorth())
    }
    if curve.count == 0, engine.orderCount > 0 {
      curve.append(WideAmount(engine.config.cash), at: engine.order(at: OrderIndex(0)).submittedAt)
    }
    while followedFills < engine.fillCount {
      take(engine.fill(at: followedFills), engine)
      followedFills += 1
    }
    while followedOrders < engine.orderCount {
      live.append(OrderIndex(followedOrders))
      count(engine.order(at: OrderIndex(followedOrders))) { $0.orderCount += 1 }
      followedOrders += 1
    }
    let looked = live
    live = looked.filter { !takeEnd(of: engine.order(at: $0), engine) }
  }

  /// Takes what the account is worth now as a point of the curve, once a minute at most.
  public mutating func mark(_ engine: Engine, at instant: UnixNanos) {
    guard engine.fillCount > 0, followedFills == engine.fillCount else { return }
    curve.mark(engine.account.equity, at: instant)
    for place in worths.indices {
      let index = InstrumentIndex(place)
      guard open[place] != nil, let mark = engine.position(of: index).mark else { continue }
      let before = worths[place].nanos
      worths[place].take(mark: mark, multiplier: engine.instruments[index].multiplier)
      worth = worth.held(adding: worths[place].nanos - before)
    }
  }

  // MARK: Orders

  /// Counts an order for all, for its symbol and for its hour.
  private mutating func count(_ order: Order, _ change: (inout TradeStatistics) -> Void) {
    change(&all)
    change(&hours[TradeLedger.hour(of: order.submittedAt)])
    if let instrument = order.instrument { change(&symbols[instrument.offset]) }
  }

  /// Counts how an order ended; false while it works.
  private mutating func takeEnd(of order: Order, _ engine: Engine) -> Bool {
    guard order.status.isFinal else { return false }
    // It never left the desk: refused, or a bracket's child whose entry did not fill.
    let isUnsent =
      order.isBracketChild
      && order.list.map { engine.order(at: $0.first).filled.nanos == 0 } ?? false
    count(order) {
      switch order.status {
      case .denied: $0.deniedCount += 1
      case .rejected: $0.rejectedCount += 1
      case _ where isUnsent: break
      case .filled: $0.filledCount += 1
      case .expired: $0.expiredCount += 1
      default: $0.canceledCount += 1
      }
      guard !isUnsent, order.status != .denied, order.status != .rejected else {
        $0.orderCount -= 1
        return
      }
      $0.askedQuantity = $0.askedQuantity.held(adding: Int128(order.quantity.nanos))
      $0.gotQuantity = $0.gotQuantity.held(adding: Int128(order.filled.nanos))
    }
    return true
  }

  // MARK: Fills

  private mutating func take(_ fill: Fill, _ engine: Engine) {
    let instrument = engine.instruments[fill.instrument]
    let order = engine.order(at: fill.order)
    count(fill, at: fill.at) {
      $0.fillCount += 1
      $0.realized = $0.realized + WideAmount(fill.realized)
      $0.commission = $0.commission + WideAmount(fill.commission)
      let quantity = Int128(fill.quantity.nanos)
      if fill.liquidity == .maker {
        $0.makerQuantity = $0.makerQuantity.held(adding: quantity)
      } else {
        $0.takerQuantity = $0.takerQuantity.held(adding: quantity)
      }
    }
    takeCosts(fill, order, instrument, latencyNanos: engine.config.venue.latency.nanos)
    takeTrip(fill)
    let place = fill.instrument.offset
    let before = worths[place].nanos
    worths[place].take(fill, multiplier: instrument.multiplier)
    worth = worth.held(adding: worths[place].nanos - before)
    let equity = WideAmount(engine.config.cash) + WideAmount(nanos: worth) - all.commission
    curve.append(equity, at: fill.at)
  }

  private mutating func count(
    _ fill: Fill, at instant: UnixNanos, _ change: (inout TradeStatistics) -> Void
  ) {
    change(&all)
    change(&symbols[fill.instrument.offset])
    change(&hours[TradeLedger.hour(of: instant)])
  }

  /// Measures a taker's fill against the touch that its sender saw.
  private mutating func takeCosts(
    _ fill: Fill, _ order: Order, _ instrument: Instrument, latencyNanos: Int64
  ) {
    guard fill.liquidity == .taker, order.stop == nil, order.trail == nil,
      !order.isBracketChild, let seen = order.touchAtSubmit
    else { return }
    let sign = Int128(order.side.sign)
    let slip = sign * (Int128(fill.price.nanos) - Int128(seen.nanos))
    count(fill, at: fill.at) { $0.slippage.add(fill.quantity, slip, of: instrument) }
    // What fills later was changed on the way, or waited for a market.
    guard let met = order.side == .buy ? fill.ask : fill.bid,
      fill.at.nanos(since: order.submittedAt) <= latencyNanos
    else { return }
    let drift = sign * (Int128(met.nanos) - Int128(seen.nanos))
    count(fill, at: fill.at) { $0.latency.add(fill.quantity, drift, of: instrument) }
  }

  /// Takes a fill into the symbol's trade; one that turns the position round ends a trade and
  /// begins another, its commission shared by quantity.
  private mutating func takeTrip(_ fill: Fill) {
    let place = fill.instrument.offset
    let whole = Int128(fill.quantity.nanos)
    guard var trip = open[place] else { return begin(whole, fill, commission: fill.commission) }
    let closing = trip.side == fill.side ? 0 : min(trip.held, whole)
    guard closing > 0, closing < whole else {
      trip.take(whole, of: fill, commission: fill.commission)
      return keep(trip, fill)
    }
    let share = Int128(fill.commission.nanos) * closing
    let part = Money(nanos: Int64(clamping: ExactMath.dividedHalfEven(share, by: whole)))
    trip.take(closing, of: fill, commission: part)
    keep(trip, fill)
    begin(whole - closing, fill, commission: Money(nanos: fill.commission.nanos - part.nanos))
  }

  private mutating func begin(_ part: Int128, _ fill: Fill, commission: Money) {
    var trip = OpenTrip(fill)
    trip.take(part, of: fill, commission: commission)
    open[fill.instrument.offset] = trip
  }

  private mutating func keep(_ trip: OpenTrip, _ fill: Fill) {
    guard trip.held == 0 else {
      open[fill.instrument.offset] = trip
      return
    }
    open[fill.instrument.offset] = nil
    let closed = trip.closed(at: fill.at)
    trips.append(closed)
    count(fill, at: fill.at) { $0.add(closed) }
  }

  /// The hour of the day, UTC.
  static func hour(of instant: UnixNanos) -> Int {
    let hours = Int((instant.nanos / 3_600_000_000_000) % 24)
    // Before 1970 the division rounds the other way.
    return (hours + (instant.nanos % 3_600_000_000_000 < 0 ? 23 : 24)) % 24
  }
}
