import Engine
import Execution
import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing

@testable import Workstation

/// A desk that is drawn after every key, as on a terminal, with the keymap that ships.
///
/// The ES of the fixture: 5012.00 bid 12, 5012.25 ask 41, an own bid T-2 of 1 at 5010.00.
struct LadderStory {
  var desk: Desk
  var fixture = DeskFixture()
  var millis: Int64 = 0
  var actions: [DeskAction] = []
  var surface: Surface
  /// Whether frames reach the terminal.
  var paints = true

  init(_ width: Int = 160, _ height: Int = 48) {
    desk = Desk(
      keymap: Appearances.keymap(contexts: KeyContext.names, commands: Command.names),
      watchlist: fixture.watchlist, presets: [1: Quantity(1)])
    surface = Surface(width: width, height: height)
    paint()
  }

  var now: DeskTime {
    DeskTime(
      wall: DeskFixture.now.advanced(byNanos: millis * 1_000_000),
      monotonicNanos: millis * 1_000_000)
  }

  /// Draws a frame; nothing of it is known to the desk while the terminal takes none.
  mutating func paint() {
    fixture.log = desk.log
    let view = fixture.view(
      theme: Appearances.theme(), focus: desk.focus, selected: desk.selectedInstrument,
      rows: desk.selectedRows(fixture.engine), ladder: desk.ladder, tape: desk.tape,
      firstRows: desk.firstRows,
      areas: desk.heatmapAreas, now: now.wall, riskLog: desk.riskLog, blotter: desk.blotter,
      monotonicNanos: now.monotonicNanos)
    let map = Screen.draw(desk, view: view, on: &surface)
    guard paints else { return }
    desk.drawn(map)
    desk.painted(line: map.shownLine, now: now)
  }

  mutating func press(_ names: String..., isAlone: Bool = true) throws {
    for name in names {
      let key = try #require(Key(name))
      carryOut(desk.handle(.key(key), isAlone: isAlone, now: now, engine: fixture.engine))
      paint()
    }
  }

  mutating func mouse(
    _ action: InputEvent.Mouse.Action, _ button: InputEvent.Mouse.Button = .left, x: Int, y: Int
  ) {
    point(action, button, x: x, y: y)
    paint()
  }

  /// The same before the next frame.
  mutating func point(
    _ action: InputEvent.Mouse.Action, _ button: InputEvent.Mouse.Button = .left, x: Int, y: Int
  ) {
    let event = InputEvent.mouse(InputEvent.Mouse(action, button: button, x: x, y: y))
    carryOut(desk.handle(event, isAlone: true, now: now, engine: fixture.engine))
  }

  mutating func wait(_ span: Int64) {
    let end = millis + span
    while millis < end {
      millis += 10
      carryOut(desk.passed(now: now))
    }
    paint()
  }

  /// Moves the ES market; prices in hundredths.
  mutating func quote(bid: Int64, ask: Int64) {
    fixture.tick(
      InstrumentIndex(0), DeskFixture.schwab, bid: bid, ask: ask, last: bid, -millis)
    paint()
  }

  /// Does what the desk asks for, as a session would.
  private mutating func carryOut(_ new: [DeskAction]) {
    actions += new
    fixture.effects.removeAll()
    defer { desk.note(fixture.effects, now: now, engine: fixture.engine) }
    for action in new {
      switch action {
      case .submit(let request): fixture.apply(.submit(request), ageMillis: -millis)
      case .submitList(let kind, let requests):
        fixture.apply(.submitList(kind, requests), ageMillis: -millis)
      case .modify(let request): fixture.apply(.modify(request), ageMillis: -millis)
      case .limits(let risk, let reason):
        fixture.apply(
          .limits(LimitsChange(risk: risk, reason: reason, user: "ann")), ageMillis: -millis)
      case .tradingState(let state, let reason):
        fixture.apply(.tradingState(state, reason: reason), ageMillis: -millis)
      case .reverse(let symbol): fixture.apply(.reverse(symbol), ageMillis: -millis)
      case .roll(let from, let into):
        fixture.apply(.roll(from, into: into), ageMillis: -millis)
      case .settle(let symbol, let price):
        fixture.apply(.settlement(symbol, price), ageMillis: -millis)
      case .size(let request): fixture.apply(.size(request), ageMillis: -millis)
      case .cancel(let id): fixture.apply(.cancel(id), ageMillis: -millis)
      default: break
      }
    }
  }

  // MARK: What is on the screen

  /// The price of the line that waits to be sent.
  var waiting: Workstation.Confirmation? {
    guard case .confirm(let confirmation) = desk.mode else { return nil }
    return confirmation
  }

  func line(with text: String) -> String? {
    surface.lines.first { $0.contains(text) }
  }

  /// Where a text stands; the first column and the line.
  func place(of text: String) -> (x: Int, y: Int)? {
    for (y, line) in surface.lines.enumerated() {
      if let range = line.firstRange(of: text) {
        return (line.distance(from: line.startIndex, to: range.lowerBound), y)
      }
    }
    return nil
  }

  var cursor: Price? {
    desk.ladder.cursorTick.map { Price(nanos: $0 * 250_000_000) }
  }
}
