import Engine
import Panes
import TerminalKit

/// The mouse: it selects, scrolls and moves the edges of panes. It sends nothing, opens nothing and
/// confirms nothing.
extension Desk {
  /// How many rows a notch of the wheel is.
  static let wheelRows = 3

  mutating func take(_ mouse: InputEvent.Mouse, now: DeskTime, engine: Engine) {
    switch (mouse.action, mouse.button) {
    case (.press, .left), (.wheelUp, _), (.wheelDown, _): break
    case (.drag, .left):
      drag(toX: mouse.x, y: mouse.y)
      return
    default:
      dragged = nil
      return
    }
    needsFrame = true
    switch mode {
    case .browse: point(mouse, engine)
    case .help(let line, let below):
      let wheel: Command? =
        mouse.action == .wheelUp ? .up : mouse.action == .wheelDown ? .down : nil
      if let wheel { scrollHelp(line, below, wheel) }
    case .ticket, .edit, .limit, .settlement, .sizing, .search, .palette, .filter: break
    // Whoever clicks looks elsewhere: what was settling is off.
    case .confirm: disturb(now: now)
    }
  }

  private mutating func point(_ mouse: InputEvent.Mouse, _ engine: Engine) {
    guard let place = map.place(atX: mouse.x, y: mouse.y) else { return }
    switch mouse.action {
    case .wheelUp: scroll(place, by: -Desk.wheelRows, engine)
    case .wheelDown: scroll(place, by: Desk.wheelRows, engine)
    default:
      let edge = EdgeSides.at(x: mouse.x, y: mouse.y, in: drawnPlaces)?.edge
      dragged = edge.map { DraggedEdge(edge: $0, x: mouse.x, y: mouse.y) }
      click(place, x: mouse.x, y: mouse.y, engine)
    }
  }

  // MARK: Edges

  /// The panes as they were drawn last.
  private var drawnPlaces: [PageLayout.Place] {
    map.places.map { PageLayout.Place(pane: $0.pane, rect: $0.rect) }
  }

  /// Moves the edge that was taken, as far as there is room; the pointer may go further.
  private mutating func drag(toX x: Int, y: Int) {
    guard case .browse = mode, let taken = dragged else { return }
    let isVertical = taken.edge.axis == .vertical
    let moved = edges.move(
      taken.edge, by: isVertical ? x - taken.x : y - taken.y, in: drawnPlaces)
    guard moved != 0 else { return }
    dragged = DraggedEdge(
      edge: taken.edge, x: taken.x + (isVertical ? moved : 0),
      y: taken.y + (isVertical ? 0 : moved))
    moveDrawn(taken.edge, by: moved)
  }

  /// Makes the focused pane larger or smaller: at its right or lower edge, or else at the other one.
  mutating func resizePane(_ command: Command) {
    let axis: PaneEdge.Axis =
      command == .paneWider || command == .paneNarrower ? .vertical : .horizontal
    let grows = command == .paneWider || command == .paneTaller
    let sides = EdgeSides.all(of: drawnPlaces).filter { $0.edge.axis == axis }
    let step = axis == .vertical ? 2 : 1
    for isBefore in [true, false] {
      guard
        let edge = sides.first(where: { $0.has(focus, before: isBefore, in: drawnPlaces) })?.edge
      else { continue }
      let cells = edges.move(edge, by: grows == isBefore ? step : -step, in: drawnPlaces)
      moveDrawn(edge, by: cells)
      return
    }
  }

  /// Keeps the picture of what is where in step until the next frame is drawn: more events may come
  /// before that.
  private mutating func moveDrawn(_ edge: PaneEdge, by cells: Int) {
    guard let sides = EdgeSides.all(of: drawnPlaces).first(where: { $0.edge == edge }) else {
      return
    }
    let moved = sides.moved(by: cells, in: drawnPlaces)
    map.places = zip(map.places, moved).map { old, new in
      ScreenMap.Place(pane: old.pane, rect: new.rect, table: old.table)
    }
    needsFrame = true
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
    case .watchlist, .positions, .orders, .limits, .history, .fills, .trades, .symbolProfit,
      .hourProfit:
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

/// An edge that the mouse has taken, and where the pointer holds it.
struct DraggedEdge: Sendable {
  let edge: PaneEdge
  let x: Int
  let y: Int
}
