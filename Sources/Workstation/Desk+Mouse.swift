import Engine
import Panes
import TerminalKit

/// The mouse: it selects and scrolls. It sends nothing, opens nothing and confirms nothing.
extension Desk {
  /// How many rows a notch of the wheel is.
  static let wheelRows = 3

  mutating func take(_ mouse: InputEvent.Mouse, now: DeskTime, engine: Engine) {
    switch (mouse.action, mouse.button) {
    case (.press, .left), (.wheelUp, _), (.wheelDown, _): break
    default: return
    }
    needsFrame = true
    switch mode {
    case .browse: point(mouse, engine)
    case .help(let line, let below):
      let wheel: Command? =
        mouse.action == .wheelUp ? .up : mouse.action == .wheelDown ? .down : nil
      if let wheel { scrollHelp(line, below, wheel) }
    case .ticket, .edit, .limit, .sizing, .search, .palette: break
    // Whoever clicks looks elsewhere: what was settling is off.
    case .confirm: disturb(now: now)
    }
  }

  private mutating func point(_ mouse: InputEvent.Mouse, _ engine: Engine) {
    guard let place = map.place(atX: mouse.x, y: mouse.y) else { return }
    switch mouse.action {
    case .wheelUp: scroll(place, by: -Desk.wheelRows, engine)
    case .wheelDown: scroll(place, by: Desk.wheelRows, engine)
    default: click(place, x: mouse.x, y: mouse.y, engine)
    }
  }

  /// Gives a pane the focus and selects the row or the tile under the pointer.
  private mutating func click(_ place: ScreenMap.Place, x: Int, y: Int, _ engine: Engine) {
    if focus != place.pane { show(place.pane, engine) }
    if place.pane == .heatmap,
      let tile = map.tiles.first(where: { $0.rect.contains(x: x, y: y) })
    {
      return selectSymbol(tile.instrument)
    }
    guard let table = place.table, let row = table.row(atY: y) else { return }
    switch place.pane {
    case .watchlist, .positions, .orders, .limits:
      select(row: row, of: place.pane, engine)
      // The rows stay where they are under the pointer.
      firstRows[place.pane] = table.visibleRows.lowerBound
    case .ladder:
      guard let window = map.ladder, window.instrument == selectedInstrument else { return }
      ladder.order = nil
      ladder.cursorTick = window.tick(ofRow: row)
    default: break
    }
  }

  /// Scrolls a pane, down above 0; the focus and the selection stay.
  private mutating func scroll(_ place: ScreenMap.Place, by step: Int, _ engine: Engine) {
    switch place.pane {
    case .ladder: scrollLadder(by: Int64(-step))
    case .tape: scrollTape(by: step)
    case .log:
      let last = log.entries.count - 1
      // A full page stays one.
      let row = max(min(last, place.rect.height - 3), (rows[.log] ?? last) + step)
      rows[.log] = row >= last ? nil : row
    default:
      guard let table = place.table else { return }
      firstRows[place.pane] = max(0, table.visibleRows.lowerBound + step)
    }
  }
}
