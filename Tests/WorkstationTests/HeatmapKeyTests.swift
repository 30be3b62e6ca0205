import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing
import Workstation

/// The heatmap's keys, with the keymap that ships.
@Suite struct HeatmapKeyTests {
  func press(_ names: [String], on desk: inout Desk) {
    for name in names {
      guard let key = Key(name) else {
        Issue.record("no key \(name)")
        continue
      }
      _ = desk.handle(
        .key(key), isAlone: true, now: ScreenTests.now, engine: ScreenTests.fixture.engine)
      desk.drawn(frame(of: desk))
    }
  }

  func frame(of desk: Desk) -> ScreenMap {
    var surface = Surface(width: 160, height: 48)
    let view = ScreenTests.fixture.view(
      theme: .plain, focus: desk.focus, selected: desk.selectedInstrument, rows: desk.rows,
      areas: desk.heatmapAreas)
    return Screen.draw(desk, view: view, on: &surface)
  }

  @Test func arrowsMoveTheSelectedInstrumentOverTheTiles() throws {
    var desk = ScreenTests.desk()
    press(["h"], on: &desk)
    #expect(desk.focus == .heatmap)
    let tiles = frame(of: desk).tiles
    #expect(tiles.count == 8)
    press(["right"], on: &desk)
    #expect(desk.selectedInstrument == tiles[1].instrument)
    press(["down"], on: &desk)
    let below = try #require(desk.selectedInstrument)
    let place = try #require(tiles.first { $0.instrument == below })
    #expect(place.rect.y > tiles[1].rect.y)
    #expect(place.rect.x == tiles[1].rect.x)
    press(["up", "left", "left"], on: &desk)
    #expect(desk.selectedInstrument == tiles[0].instrument)
    // The next key is about what is selected.
    press(["right", "b"], on: &desk)
    guard case .ticket(let ticket) = desk.mode else {
      Issue.record("no ticket is open")
      return
    }
    #expect(ticket.symbol == Symbol("NQ"))
  }

  @Test func aClickSelectsTheTileUnderIt() throws {
    var desk = ScreenTests.desk()
    press(["w"], on: &desk)
    let tile = try #require(frame(of: desk).tiles.last)
    _ = desk.handle(
      .mouse(
        InputEvent.Mouse(
          .press, button: .left, x: tile.rect.right - 1, y: tile.rect.bottom - 1)),
      isAlone: true, now: ScreenTests.now, engine: ScreenTests.fixture.engine)
    #expect(desk.focus == .heatmap)
    #expect(desk.selectedInstrument == tile.instrument)
  }

  @Test func areasTurnOnlyWhereTheFocusIs() {
    var desk = ScreenTests.desk()
    press(["v"], on: &desk)
    #expect(desk.heatmapAreas == .equal)
    press(["h", "v"], on: &desk)
    #expect(desk.heatmapAreas == .byVolume)
    press(["v"], on: &desk)
    #expect(desk.heatmapAreas == .equal)
  }

  @Test func withoutTheHeatmapLeftAndRightDoNothing() {
    var desk = ScreenTests.desk()
    let selected = desk.selectedInstrument
    press(["right", "left", "right"], on: &desk)
    #expect(desk.selectedInstrument == selected)
  }
}
