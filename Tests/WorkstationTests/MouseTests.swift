import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing

@testable import Workstation

/// The mouse selects and scrolls; it sends nothing, whatever is open.
@Suite struct MouseTests {
  @Test func aClickFocusesAPaneAndSelectsTheRowUnderIt() throws {
    var story = LadderStory()
    let nq = try #require(story.place(of: "│ NQ "))
    story.mouse(.press, x: nq.x + 2, y: nq.y)
    #expect(story.desk.focus == .watchlist)
    #expect(story.desk.selectedInstrument == InstrumentIndex(1))
    let order = try #require(story.place(of: "T-2"))
    story.mouse(.press, x: order.x, y: order.y)
    #expect(story.desk.focus == .orders)
    // Its symbol is the one the next key is about.
    #expect(story.desk.selectedInstrument == InstrumentIndex(0))
    let title = try #require(story.place(of: "╭ Positions"))
    story.mouse(.press, x: title.x, y: title.y)
    #expect(story.desk.focus == .positions)
  }

  @Test func aClickInTheLadderPlacesTheCursor() throws {
    var story = LadderStory()
    let row = try #require(story.place(of: "5011.50"))
    story.mouse(.press, x: row.x, y: row.y)
    #expect(story.desk.focus == .ladder)
    #expect(story.cursor == (try Price("5011.50")))
    try story.press("left")
    #expect(story.waiting?.line == "BUY 1 ES LIMIT 5011.50 GTC")
  }

  @Test func theWheelScrollsWhatIsUnderItAndLeavesFocusAndSelection() throws {
    var story = LadderStory(80, 24)
    let place = try #require(story.place(of: " NQ "))
    story.mouse(.wheelDown, .none, x: place.x, y: place.y)
    #expect(story.desk.selectedInstrument == InstrumentIndex(0))
    #expect(story.desk.focus == .watchlist)
    var wide = LadderStory()
    let touch = try #require(wide.place(of: "5012.25 "))
    for _ in 0..<4 { wide.mouse(.wheelUp, .none, x: 5, y: wide.surface.height / 2 - 4) }
    #expect(wide.surface.lines.contains { $0.contains("touch ▼") })
    #expect(wide.desk.focus == .watchlist && wide.cursor == nil)
    for _ in 0..<4 { wide.mouse(.wheelDown, .none, x: 5, y: wide.surface.height / 2 - 4) }
    let after = try #require(wide.place(of: "5012.25 "))
    #expect(after == touch)
  }

  @Test func aScrolledListStaysWhereItIsUnderAClick() throws {
    var story = LadderStory(110, 28)
    for place in 0..<40 {
      story.fixture.order("W\(place)", "ES", .buy, 1, limit: 400_000)
    }
    try story.press("o")
    let title = try #require(story.place(of: "╭ Orders"))
    story.mouse(.wheelDown, .none, x: title.x + 3, y: title.y + 2)
    let before = story.surface.lines
    let row = title.y + 3
    story.mouse(.press, x: title.x + 3, y: row)
    let ids = { (line: String) in line.split { " ▸".contains($0) }.first { $0.hasPrefix("W") } }
    let after = story.surface.lines
    #expect(ids(after[row]) == ids(before[row]))
    #expect(ids(before[row]) != nil)
  }

  @Test func whateverIsOpenNoClickSends() throws {
    for keys in [["b"], ["b", "enter"], ["X"], ["F"], ["d", "left"], ["/"], ["?"]] {
      var story = LadderStory()
      for key in keys { try story.press(key) }
      story.wait(400)
      for y in stride(from: 0, to: 48, by: 3) {
        story.paints = y % 2 == 0
        for x in stride(from: 3, to: 160, by: 19) {
          for action in [InputEvent.Mouse.Action.press, .release, .drag, .wheelUp, .wheelDown] {
            story.point(action, x: x, y: y)
          }
        }
        story.paint()
      }
      story.paints = true
      story.wait(1_000)
      #expect(story.actions.isEmpty, "after \(keys)")
    }
  }

  @Test func aClickCallsOffWhatWasSettling() throws {
    var story = LadderStory()
    try story.press("d", "left")
    story.wait(300)
    try story.press("enter")
    story.mouse(.press, x: 3, y: 3)
    story.wait(1_000)
    #expect(story.actions.isEmpty && story.waiting != nil)
  }

  @Test func theHelpScrollsByTheWheel() throws {
    var story = LadderStory(80, 24)
    try story.press("?")
    let first = story.surface.lines
    story.mouse(.wheelDown, .none, x: 20, y: 10)
    #expect(story.surface.lines != first)
    story.mouse(.wheelUp, .none, x: 20, y: 10)
    #expect(story.surface.lines == first)
  }
}
