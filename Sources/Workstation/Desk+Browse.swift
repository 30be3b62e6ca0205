import Engine
import Execution
import MarketModel
import Panes

extension Desk {
  /// A command while no form is open.
  mutating func browse(_ command: Command, now: DeskTime, engine: Engine) -> [DeskAction] {
    switch command {
    case .quit: return quit(now: now, engine: engine)
    case .redraw: return [.redraw]
    case .dismiss: toasts.dismiss()
    case .palette: openPalette(engine)
    case .search: mode = .search(SymbolSearch(engine.instruments))
    case .showWatchlist, .showHeatmap, .showLadder, .showLatency, .showSources, .showSession,
      .showPositions, .showOrders, .showAccount, .showLog, .showTape:
      if let pane = command.pane { show(pane, engine) }
    case .showTrade: show(.trade, engine)
    case .showRisk: show(.risk, engine)
    case .showBlotter: show(.blotter, engine)
    case .blotterExport: return [.export(blotterTable)]
    case .blotterText, .blotterSymbol, .blotterSide, .blotterState, .blotterClear, .blotterSort,
      .blotterSortBack, .blotterReverse:
      changeBlotter(command, engine)
    case .editLimit: editLimit(now: now, engine: engine)
    case .nextPane: moveFocus(by: 1, engine)
    case .previousPane: moveFocus(by: -1, engine)
    case .up: focus == .heatmap ? moveTile(.up) : moveRow(by: -1, engine)
    case .down: focus == .heatmap ? moveTile(.down) : moveRow(by: 1, engine)
    case .left: moveTile(.left)
    case .right: moveTile(.right)
    case .paneWider, .paneNarrower, .paneTaller, .paneShorter: resizePane(command)
    case .paneSizes: edges.reset()
    case .preferSource: return preferNextSource(now: now, engine: engine)
    case .heatmapAreas: heatmapAreas = heatmapAreas == .equal ? .byVolume : .equal
    case .pageUp: moveRow(by: -10, engine)
    case .pageDown: moveRow(by: 10, engine)
    case .first: moveRow(by: -1_000_000, engine)
    case .last: moveRow(by: 1_000_000, engine)
    case .buy: open(.buy, now: now, engine: engine)
    case .sell: open(.sell, now: now, engine: engine)
    case .cancel: return cancel(now: now, engine: engine)
    case .cancelAll: askCancelSymbol(now: now, engine: engine)
    case .modify: openChanges(now: now, engine: engine)
    case .flatten: askFlatten(now: now, engine: engine)
    case .reverse: askReverse(now: now, engine: engine)
    case .roll: askRoll(now: now, engine: engine)
    case .settle: editSettlement(now: now, engine: engine)
    case .arm: askArm(now: now, engine: engine)
    case .disarm: disarm("by key", now: now)
    case .joinBid: join(.buy, now: now, engine: engine)
    case .joinOffer: join(.sell, now: now, engine: engine)
    case .orderUp: moveOrder(by: 1, now: now, engine: engine)
    case .orderDown: moveOrder(by: -1, now: now, engine: engine)
    case .nextOrder: toNextOrder(now: now, engine: engine)
    case .cancelAtCursor: return cancelAtCursor(now: now, engine: engine)
    case .recentre: recentreLadder()
    case .tapeScope, .tapeLarger, .tapeSmaller: filterTape(command)
    default: break
    }
    return []
  }

  /// Quits at once when nothing works and nothing is held, else asks and says what.
  public mutating func quit(now: DeskTime, engine: Engine) -> [DeskAction] {
    let count = engine.liveOrderCount
    let held = PositionsPane.rows(engine).filter { $0.quantity.nanos != 0 }
    guard count > 0 || !held.isEmpty else { return [.quit] }
    var parts: [String] = []
    if count > 0 { parts.append(count == 1 ? "1 order works" : "\(count) orders work") }
    if !held.isEmpty { parts.append(Desk.open(held, engine)) }
    show(
      Confirmation(
        line: "Quit? \(parts.joined(separator: ", ")); "
          + Desk.stay(orders: count, positions: held.count),
        action: .quit, verb: "quits", now: now.monotonicNanos))
    return []
  }

  /// What becomes of them.
  private static func stay(orders: Int, positions: Int) -> String {
    let isOne = orders + positions == 1
    let stay = isOne ? "it stays in the account" : "they stay in the account"
    guard positions == 0 else { return stay }
    return stay + (isOne ? " and works" : " and work") + " again at the next start"
  }

  /// `ES +2 and NQ -1 are open`; of many the first three and how many more.
  private static func open(_ held: [PositionFigures], _ engine: Engine) -> String {
    let names = held.prefix(3).map {
      let sign = $0.quantity.nanos > 0 ? "+" : ""
      return "\(engine.instruments[$0.instrument].symbol) \(sign)\($0.quantity)"
    }
    let more = held.count > 3 ? ["\(held.count - 3) more"] : []
    let all = names + more
    let list =
      all.count < 2
      ? all.joined() : all.dropLast().joined(separator: ", ") + " and " + (all.last ?? "")
    return list + (held.count == 1 ? " is open" : " are open")
  }

  private mutating func moveFocus(by step: Int, _ engine: Engine) {
    let all = focus.page.panes
    let place = all.firstIndex(of: focus) ?? 0
    show(all[(place + step + all.count) % all.count], engine)
  }

  /// Gives a pane the focus, and the place it shares with others.
  ///
  /// - Parameter engine: read for the first order or position, which is then the selected one.
  mutating func show(_ pane: PaneName, _ engine: Engine? = nil) {
    if focus == .log { rows[.log] = nil }
    if focus != pane { letGo() }
    focus = pane
    if pane != .watchlist, pane.page == .trade { lowerPane = pane }
    if PageLayout.sidePanes.contains(pane) { sidePane = pane }
    if pane == .log || pane == .tape { bottomPane = pane }
    if pane.page == .blotter { rows[pane] = rows[pane] ?? 0 }
    if BlotterTable(pane) != nil {
      blotterPane = pane
    } else if pane.page == .blotter {
      blotterSide = pane
    }
    // The highlighted row is the one that keys are about, from the first moment on.
    chosenOrder = nil
    chosenPosition = nil
    if let engine, pane == .orders || pane == .positions { select(row: 0, of: pane, engine) }
  }

  /// Selects a row and, with an order or a position, its symbol.
  mutating func select(row: Int, of pane: PaneName, _ engine: Engine) {
    switch pane {
    case .orders:
      let orders = OrdersPane.rows(engine)
      guard orders.indices.contains(row) else { return }
      chosenOrder = orders[row]
      if let symbol = engine.order(at: orders[row]).instrument { selectSymbol(symbol) }
    case .positions:
      let positions = PositionsPane.rows(engine)
      guard positions.indices.contains(row) else { return }
      chosenPosition = positions[row].instrument
      selectSymbol(positions[row].instrument)
    default: rows[pane] = row
    }
  }

  private mutating func moveTile(_ step: HeatmapStep) {
    guard focus == .heatmap, let selected = selectedInstrument,
      let next = map.tiles.neighbor(of: selected, step)
    else { return }
    selectSymbol(next)
  }

  private mutating func moveRow(by step: Int, _ engine: Engine) {
    if focus == .ladder { return moveCursor(by: step) }
    if focus == .tape { return scrollTape(by: step) }
    firstRows[focus] = nil
    let count = rowCount(of: focus, engine)
    guard count > 0 else { return }
    let selected = selectedRows(engine)[focus]
    // Nothing is selected yet: the first key selects the first row, or the log's last.
    let row = selected.map { $0 + step } ?? (focus == .log ? count - 1 + step : 0)
    select(row: max(0, min(count - 1, row)), of: focus, engine)
    if focus == .log, rows[.log] == count - 1 { rows[.log] = nil }
  }

  mutating func selectSymbol(_ instrument: InstrumentIndex) {
    watch(instrument)
    rows[.watchlist] = watchlist.firstIndex(of: instrument)
    firstRows[.watchlist] = nil
  }

  func rowCount(of pane: PaneName, _ engine: Engine) -> Int {
    switch pane {
    case .watchlist: watchlist.count
    case .positions: PositionsPane.rows(engine).count
    case .orders: OrdersPane.rows(engine).count
    case .log: log.entries.count
    case .limits: LimitsPane.rows(engine, selected: selectedInstrument).count
    case .breaches: riskLog.entries.count
    case .history, .fills, .trades, .symbolProfit, .hourProfit: map.rowCounts[pane] ?? 0
    case .statistics: StatisticsPane.lineCount
    case .heatmap, .ladder, .latency, .sources, .session, .account, .tape, .exposure, .equity: 0
    }
  }

  /// The working order that cancel and modify are about: the selected one where the orders have
  /// the focus, else the symbol's only one.
  private mutating func targetOrder(_ verb: String, now: DeskTime, _ engine: Engine) -> Order? {
    if focus == .orders {
      guard let chosen = chosenOrder else {
        announce(.info, "choose an order (up, down), then \(verb)", now: now)
        return nil
      }
      let order = engine.order(at: chosen)
      if order.status.isFinal {
        announce(.warning, "\(order.id) has ended: nothing to \(verb)", now: now)
        return nil
      }
      return order
    }
    guard let symbol = selectedInstrument else { return nil }
    let working = workingOrders(of: symbol, engine)
    if working.count == 1 { return working[0] }
    let name = engine.instruments[symbol].symbol
    if working.isEmpty {
      announce(.warning, "no order works in \(name): nothing to \(verb)", now: now)
      return nil
    }
    // None is chosen for the trader: a bounced key must not hit the next one.
    show(.orders)
    announce(
      .info, "\(working.count) orders work in \(name): choose one (up, down), then \(verb)",
      now: now)
    return nil
  }

  func workingOrders(of symbol: InstrumentIndex, _ engine: Engine) -> [Order] {
    var orders: [Order] = []
    engine.forEachLiveOrder { if $0.instrument == symbol { orders.append($0) } }
    return orders
  }

  mutating func cancel(now: DeskTime, engine: Engine) -> [DeskAction] {
    targetOrder("cancel", now: now, engine).map { [.cancel($0.id)] } ?? []
  }

  private mutating func askCancelSymbol(now: DeskTime, engine: Engine) {
    guard let symbol = selectedInstrument else { return }
    let name = engine.instruments[symbol].symbol
    let count = workingOrders(of: symbol, engine).count
    guard count > 0 else {
      announce(.warning, "no order works in \(name)", now: now)
      return
    }
    show(
      Confirmation(
        line: "CANCEL all \(count) working in \(name)", action: .cancelAll(symbol),
        verb: "cancels", now: now.monotonicNanos))
  }

  private mutating func openChanges(now: DeskTime, engine: Engine) {
    guard let order = targetOrder("modify", now: now, engine), let symbol = order.instrument
    else { return }
    mode = .ticket(OrderTicket(modifying: order, of: engine.instruments[symbol]))
  }

  private mutating func askFlatten(now: DeskTime, engine: Engine) {
    guard let symbol = selectedInstrument else { return }
    let name = engine.instruments[symbol].symbol
    let quantity = engine.position(of: symbol).quantity
    let working = workingOrders(of: symbol, engine).count
    guard quantity.nanos != 0 || working > 0 else {
      announce(.info, "\(name) is flat already", now: now)
      return
    }
    let orders = working == 0 ? "" : "cancel \(working) working, "
    show(
      Confirmation(
        line: "FLATTEN \(name): \(orders)close \(quantity) at the market",
        action: .flatten(symbol), verb: "flattens", now: now.monotonicNanos))
  }
}
