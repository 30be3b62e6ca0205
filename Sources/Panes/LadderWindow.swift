import Engine
import Execution
import MarketModel

/// What a trader has done to the ladder; the desk keeps it, the pane draws from it.
public struct LadderState: Sendable, Equatable {
  /// The instrument all of this is about; another one starts afresh.
  public var instrument: InstrumentIndex?
  /// The tick in the middle of the view, as it was drawn last.
  public var middleTick: Int64?
  /// Whether the trader has scrolled away from the touch, so that the view stays.
  public var isHeld = false
  /// The row the keys are about; nil is the touch.
  public var cursorTick: Int64?
  /// The own order chosen to be moved.
  public var order: OrderIndex?

  public init() {}
}

/// Which prices a ladder shows, and where.
public struct LadderWindow: Sendable, Equatable {
  public let instrument: InstrumentIndex
  public let grid: PriceGrid
  public var middleTick: Int64
  public let rowCount: Int
  /// The tick between bid and ask, or what stands in for it.
  public let touchTick: Int64
  /// Whether the whole touch is in view.
  public let showsTouch: Bool

  /// The highest price shown.
  public var topTick: Int64 { middleTick &+ Int64(rowCount / 2) }
  public var bottomTick: Int64 { topTick &- Int64(rowCount - 1) }

  /// Finds the window for an instrument; nil where no price is known to show.
  ///
  /// The view stays where it was while the touch is in it, so that rows do not dance under the
  /// eye. When the touch leaves it, the view goes after it, unless the trader holds it.
  public init?(
    of instrument: InstrumentIndex, in engine: Engine, state: LadderState, rowCount: Int
  ) {
    guard rowCount > 0, let grid = PriceGrid(tick: engine.instruments[instrument].tick),
      let anchor = LadderWindow.anchor(instrument, engine, grid)
    else { return nil }
    self.instrument = instrument
    self.grid = grid
    self.rowCount = rowCount
    touchTick = anchor.middle
    let before = state.instrument == instrument ? state.middleTick : nil
    guard let before else {
      middleTick = anchor.middle
      showsTouch = true
      return
    }
    let top = before &+ Int64(rowCount / 2)
    let shown = (top &- Int64(rowCount - 1))...max(top, top &- Int64(rowCount - 1))
    let reach = anchor.high &- anchor.low < Int64(rowCount) ? anchor : anchor.narrowed
    let isSeen = shown.contains(reach.low) && shown.contains(reach.high)
    showsTouch = isSeen || !state.isHeld
    middleTick = isSeen || state.isHeld ? before : anchor.middle
  }

  /// The row of a tick, counted from the top; nil where it is not shown.
  public func row(ofTick tick: Int64) -> Int? {
    guard tick <= topTick, tick >= bottomTick else { return nil }
    return Int(topTick - tick)
  }

  public func tick(ofRow row: Int) -> Int64 { topTick &- Int64(row) }

  /// Whether the touch is above (1) or below (-1) what is shown.
  public var touchDirection: Int {
    touchTick > topTick ? 1 : touchTick < bottomTick ? -1 : 0
  }

  /// The ticks that must be seen.
  private struct Anchor {
    let low: Int64
    let high: Int64

    /// Their mean, rounded down, in a form that cannot overflow.
    var middle: Int64 { (low & high) &+ ((low ^ high) >> 1) }
    /// A spread wider than the view: its middle is all that can be seen.
    var narrowed: Anchor { Anchor(low: middle, high: middle) }
  }

  /// The touch; where it is one-sided or gone, what else tells of the price.
  private static func anchor(
    _ instrument: InstrumentIndex, _ engine: Engine, _ grid: PriceGrid
  ) -> Anchor? {
    let quote = engine.quote(of: instrument)
    let bid = quote.bid.map(grid.tickBelow)
    let ask = quote.ask.map(grid.tickAbove)
    if let bid, let ask { return Anchor(low: min(bid, ask), high: max(bid, ask)) }
    let position = engine.position(of: instrument)
    let held = position.quantity.nanos == 0 ? nil : position.averagePrice
    let single =
      bid ?? ask ?? (quote.last ?? held ?? firstLimit(instrument, engine)).map(grid.tickBelow)
    return single.map { Anchor(low: $0, high: $0) }
  }

  private static func firstLimit(_ instrument: InstrumentIndex, _ engine: Engine) -> Price? {
    LadderOrders.working(instrument, engine).first.flatMap(LadderOrders.price)
  }
}

/// The own orders that stand in the ladder: limits and stops that work, by the row they stand at.
public enum LadderOrders {
  /// An instrument's working orders that stand at a price, in order of submission.
  public static func working(_ instrument: InstrumentIndex, _ engine: Engine) -> [Order] {
    var orders: [Order] = []
    engine.forEachLiveOrder { order in
      if order.instrument == instrument, order.isWorking, price(of: order) != nil {
        orders.append(order)
      }
    }
    return orders
  }

  /// Whether an order waits for its stop to be reached.
  public static func isWaitingStop(_ order: Order) -> Bool {
    order.type.isStop && !order.isTriggered && order.stop != nil
  }

  /// Where an order stands: at its stop until that is reached, then at its limit.
  public static func price(of order: Order) -> Price? {
    isWaitingStop(order) ? order.stop : order.limit
  }

  /// The row of an order: a bid between ticks stands at the one below, an offer at the one above.
  public static func tick(of order: Order, on grid: PriceGrid) -> Int64? {
    price(of: order).map { order.side == .buy ? grid.tickBelow($0) : grid.tickAbove($0) }
  }
}
