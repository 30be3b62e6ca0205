import Engine
import Execution
import MarketModel
import Panes

/// The ladder's keys. None sends an order: each that asks for one shows the usual line first.
extension Desk {
  /// The ladder's rows as they are after the keys since the last frame; nil where it is not shown
  /// or shows another instrument.
  private var ladderWindow: LadderWindow? {
    guard var window = map.ladder, window.instrument == selectedInstrument else { return nil }
    if ladder.instrument == window.instrument, let middle = ladder.middleTick {
      window.middleTick = middle
    }
    return window
  }

  /// A frame was written: the keys are about what it shows.
  public mutating func drawn(_ map: ScreenMap) {
    self.map = map
    needsFrame = false
    guard let window = map.ladder else { return }
    if ladder.instrument != window.instrument { ladder = LadderState() }
    ladder.instrument = window.instrument
    ladder.middleTick = window.middleTick
    if window.showsTouch { ladder.isHeld = false }
  }

  /// Lets go of what a pane's keys have held, since the focus goes elsewhere.
  mutating func letGo() {
    switch focus {
    case .ladder: recentreLadder()
    case .tape: tape.release()
    default: firstRows[focus] = focus == .watchlist ? firstRows[focus] : nil
    }
  }

  /// Back to the touch, without a cursor.
  mutating func recentreLadder() { ladder = LadderState() }

  // MARK: The cursor

  /// Moves the cursor by rows, down the screen above 0; the first key only shows it.
  mutating func moveCursor(by rows: Int) {
    guard let window = ladderWindow else { return }
    ladder.order = nil
    let last = window.rowCount - 1
    if rows.magnitude >= 1_000 {
      ladder.cursorTick = window.tick(ofRow: rows < 0 ? 0 : last)
      return
    }
    guard let cursor = ladder.cursorTick else {
      ladder.cursorTick = max(window.bottomTick, min(window.topTick, window.touchTick))
      return
    }
    guard window.row(ofTick: cursor) != nil else {
      ladder.cursorTick = window.tick(ofRow: cursor > window.topTick ? 0 : last)
      return
    }
    placeCursor(cursor &- Int64(rows), in: window)
  }

  /// Puts the cursor on a tick and scrolls as far as it needs to be seen.
  mutating func placeCursor(_ tick: Int64, in window: LadderWindow) {
    ladder.cursorTick = tick
    let beyond =
      tick > window.topTick
      ? tick &- window.topTick : tick < window.bottomTick ? tick &- window.bottomTick : 0
    if beyond != 0 { scrollLadder(by: beyond) }
  }

  /// Moves the view by ticks, up above 0, and holds it there.
  mutating func scrollLadder(by ticks: Int64) {
    guard let window = ladderWindow else { return }
    ladder.instrument = window.instrument
    ladder.middleTick = window.middleTick &+ ticks
    ladder.isHeld = true
  }

  // MARK: Orders

  /// Shows the line of an order at the cursor's price, or at the touch where there is no cursor.
  mutating func join(_ side: Side, now: DeskTime, engine: Engine) {
    guard let symbol = selectedInstrument else {
      return announce(.warning, "no symbol is selected: / finds one", now: now)
    }
    let price: Price?
    if let cursor = ladder.cursorTick {
      guard let window = ladderWindow, window.row(ofTick: cursor) != nil else {
        return announce(
          .warning, "the cursor is out of view: move it, or go back to the touch", now: now)
      }
      price = window.grid.price(atTick: cursor)
    } else {
      let quote = engine.quote(of: symbol)
      price = side == .buy ? quote.bid : quote.ask
    }
    guard let price else {
      let missing = side == .buy ? "bid" : "offer"
      return announce(
        .warning, "\(engine.instruments[symbol].symbol) has no \(missing) to join", now: now)
    }
    guard let ticket = ticket(side, symbol, limit: price, engine) else { return }
    ask(ticket, now: now, engine: engine)
  }

  /// Shows the line of a change of an own order's price by ticks.
  mutating func moveOrder(by ticks: Int64, now: DeskTime, engine: Engine) {
    guard let symbol = selectedInstrument else { return }
    guard let order = orderToMove(engine) else {
      return announce(
        .warning, "no own order is chosen in \(engine.instruments[symbol].symbol)", now: now)
    }
    ladder.order = order.index
    var ticket = OrderTicket(modifying: order, of: engine.instruments[symbol])
    ticket.step(priceTicks: ticks)
    // A stop-limit that waits goes as a whole.
    if ticket.type == .stopLimit, LadderOrders.isWaitingStop(order) {
      ticket.step(stopTicks: ticks)
    }
    ask(ticket, now: now, engine: engine)
  }

  /// The order of the line in steps of a tick: each step is a new line, to be seen and confirmed
  /// anew.
  mutating func restep(
    _ confirmation: Confirmation, by ticks: Int64, now: DeskTime, engine: Engine
  ) -> [DeskAction] {
    guard var ticket = confirmation.ticket, !ticket.priceFields.isEmpty else {
      disturb(now: now)
      return []
    }
    ticket.step(priceTicks: ticks)
    if ticket.type == .stopLimit, focus == .ladder { ticket.step(stopTicks: ticks) }
    // Back at the price it has, a change is none.
    if !ticket.isNew, ticket.changes == nil {
      mode = .browse
    } else {
      ask(ticket, now: now, engine: engine)
    }
    return []
  }

  /// The order that keys move: the chosen one, else the first at the cursor, else the only one.
  private func orderToMove(_ engine: Engine) -> Order? {
    let orders = ladderOrders(engine)
    if let chosen = orders.first(where: { $0.index == ladder.order }) { return chosen }
    if let cursor = ladder.cursorTick { return self.orders(atTick: cursor, engine).first }
    return orders.count == 1 ? orders[0] : nil
  }

  /// The symbol's own orders, the highest price first.
  private func ladderOrders(_ engine: Engine) -> [Order] {
    guard let symbol = selectedInstrument else { return [] }
    return LadderOrders.working(symbol, engine).sorted { one, other in
      guard let high = LadderOrders.price(of: one), let low = LadderOrders.price(of: other),
        high != low
      else {
        return one.index.offset < other.index.offset
      }
      return high > low
    }
  }

  private func orders(atTick tick: Int64, _ engine: Engine) -> [Order] {
    guard let window = ladderWindow else { return [] }
    return ladderOrders(engine).filter { LadderOrders.tick(of: $0, on: window.grid) == tick }
  }

  /// Chooses the next own order down the ladder, from the top again after the last.
  mutating func toNextOrder(now: DeskTime, engine: Engine) {
    let orders = ladderOrders(engine)
    guard let window = ladderWindow, let first = orders.first else {
      return announce(.info, "no own order stands in the ladder", now: now)
    }
    let place = orders.firstIndex { $0.index == ladder.order }
    let next = place.map { orders[($0 + 1) % orders.count] } ?? first
    ladder.order = next.index
    if let tick = LadderOrders.tick(of: next, on: window.grid) { placeCursor(tick, in: window) }
  }

  /// Cancels at once what stands at the cursor's price; without a cursor, the symbol's only order.
  mutating func cancelAtCursor(now: DeskTime, engine: Engine) -> [DeskAction] {
    guard let cursor = ladder.cursorTick, let window = ladderWindow else {
      return cancel(now: now, engine: engine)
    }
    let orders = orders(atTick: cursor, engine)
    if orders.isEmpty {
      let price = window.grid.price(atTick: cursor)?.description ?? "that price"
      announce(.info, "no own order stands at \(price)", now: now)
    }
    return orders.map { .cancel($0.id) }
  }

  /// An order that was moved takes the cursor along.
  mutating func followSent(_ confirmation: Confirmation) {
    guard case .modify(let request) = confirmation.action,
      let limit = request.stop ?? request.limit,
      focus == .ladder, ladder.cursorTick != nil, let window = ladderWindow,
      let ticket = confirmation.ticket
    else { return }
    let grid = window.grid
    let tick = ticket.side == .buy ? grid.tickBelow(limit) : grid.tickAbove(limit)
    placeCursor(tick, in: window)
  }
}
