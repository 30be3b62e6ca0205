import Execution
import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing

@testable import Workstation

/// Stories of keys at the ladder and the tape.
@Suite struct LadderKeyTests {
  @Test func joiningTheBidShowsALineAndOnlyYesSendsIt() throws {
    var story = LadderStory()
    try story.press("d", "left")
    #expect(story.waiting?.line == "BUY 1 ES LIMIT 5012.00 GTC")
    #expect(story.actions.isEmpty)
    story.wait(300)
    try story.press("y")
    #expect(story.actions.count == 1)
    guard case .submit(let request) = try #require(story.actions.first) else {
      Issue.record("no order")
      return
    }
    #expect(request.side == .buy)
    #expect(request.limit == (try Price("5012")))
    #expect(story.desk.focus == .ladder)
    #expect(story.line(with: "5012.00  ")?.contains("1") == true)
  }

  @Test func joiningTheOfferAtTheCursorSellsThere() throws {
    var story = LadderStory()
    try story.press("d", "down", "up", "up", "up", "right")
    #expect(story.cursor == (try Price("5012.75")))
    #expect(story.waiting?.line == "SELL 1 ES LIMIT 5012.75 GTC")
  }

  @Test func aPriceThatWouldTradeAtOnceSaysSo() throws {
    var story = LadderStory()
    try story.press("d", "down", "up", "left")
    #expect(story.line(with: " BUY 1 ES LIMIT 5012.25 GTC, TAKES THE OFFER ") != nil)
    // The line does not say so any more when the offer has gone, and again when it is back.
    story.quote(bid: 501_225, ask: 501_250)
    #expect(story.line(with: " BUY 1 ES LIMIT 5012.25 GTC ") != nil)
    #expect(story.line(with: "TAKES THE OFFER") == nil)
    story.quote(bid: 501_200, ask: 501_225)
    #expect(story.line(with: "TAKES THE OFFER") != nil)
    try story.press("esc", "esc", "down", "right")
    #expect(story.line(with: " SELL 1 ES LIMIT 5012.00 GTC, TAKES THE BID ") != nil)
  }

  /// The same key again and again, at every rate a keyboard repeats with.
  @Test(arguments: ["left", "right", "+", "-", "enter", "c"], [Int64(30), 90, 240])
  func aHeldKeySendsNoOrder(key: String, interval: Int64) throws {
    var story = LadderStory()
    try story.press("d")
    for _ in 0..<25 {
      try story.press(key)
      story.wait(interval)
    }
    story.wait(1_000)
    let sent = story.actions.filter {
      if case .cancel = $0 { return false }
      return true
    }
    #expect(sent.isEmpty)
  }

  @Test func aHeldEnterOnTheLineOfAJoinSendsNothing() throws {
    var story = LadderStory()
    try story.press("d", "left")
    for _ in 0..<50 {
      try story.press("enter")
      story.wait(40)
    }
    story.wait(1_000)
    #expect(story.actions.isEmpty)
  }

  @Test func aBurstOfKeysSendsNothing() throws {
    var story = LadderStory()
    try story.press("d", "left", isAlone: false)
    story.wait(400)
    try story.press("y", "enter", "enter", "y", isAlone: false)
    story.wait(1_000)
    #expect(story.actions.isEmpty)
    // A yes before the line was painted is none either.
    var unpainted = LadderStory()
    try unpainted.press("d")
    unpainted.paints = false
    try unpainted.press("left", "y")
    unpainted.wait(1_000)
    #expect(unpainted.actions.isEmpty)
  }

  @Test func anOwnOrderMovesByTicksOnceEachLineIsConfirmed() throws {
    var story = LadderStory()
    try story.press("d", "n")
    #expect(story.cursor == (try Price("5010")))
    #expect(story.line(with: "Ladder ES")?.contains("T-2") == true)
    try story.press("+")
    #expect(story.waiting?.line == "MODIFY T-2: BUY 1 ES LIMIT 5010.25 GTC")
    // Each step is a line of its own: the one before cannot be sent any more.
    story.wait(300)
    try story.press("+", "+")
    #expect(story.waiting?.line == "MODIFY T-2: BUY 1 ES LIMIT 5010.75 GTC")
    story.wait(300)
    try story.press("y")
    #expect(
      story.actions == [
        .modify(ModifyRequest(id: try #require(OrderID("T-2")), limit: try Price("5010.75")))
      ])
    #expect(story.cursor == (try Price("5010.75")))
    try story.press("-")
    #expect(story.waiting?.line == "MODIFY T-2: BUY 1 ES LIMIT 5010.50 GTC")
    // Back where it is there is nothing to send.
    try story.press("+")
    #expect(story.waiting == nil)
  }

  @Test func theOrdersAtTheCursorAreCancelledAtOnceAndNoOthers() throws {
    var story = LadderStory()
    for (id, limit) in [("T-7", 501_100), ("T-8", 501_100), ("T-9", 501_125)] {
      story.fixture.order(id, "ES", .buy, 1, limit: Int64(limit))
    }
    try story.press("d", "n", "n", "c")
    #expect(
      story.actions == [
        .cancel(try #require(OrderID("T-7"))), .cancel(try #require(OrderID("T-8"))),
      ])
    try story.press("up", "up", "c")
    #expect(story.actions.count == 2)
    #expect(story.desk.toasts.shown.first?.text == "no own order stands at 5011.5")
  }

  @Test func theViewFollowsTheTouchUntilItIsScrolledAway() throws {
    var story = LadderStory()
    try story.press("d")
    story.quote(bid: 502_000, ask: 502_025)
    #expect(story.line(with: "5020.00")?.contains("12") == true)
    try story.press("up", "pageup")
    #expect(story.cursor == (try Price("5022.5")))
    try story.press("pageup")
    #expect(story.surface.lines.contains { $0.contains("touch ▼") })
    // The market may move: the view stays with the trader.
    story.quote(bid: 501_900, ask: 501_925)
    #expect(story.cursor == (try Price("5025")))
    #expect(story.line(with: "▸")?.isEmpty == false && story.line(with: "5025.00") != nil)
    try story.press("space")
    #expect(story.cursor == nil)
    #expect(story.line(with: "5019.00")?.contains("12") == true)
  }

  @Test func aCursorThatWasLeftBehindJoinsNothing() throws {
    var story = LadderStory()
    try story.press("d", "up")
    story.quote(bid: 503_000, ask: 503_025)
    try story.press("left")
    #expect(story.waiting == nil)
    #expect(story.desk.toasts.shown.first?.text.contains("out of view") == true)
    // The next arrow takes it to the edge of the view.
    try story.press("up")
    let cursor = try #require(story.cursor)
    let edge = try Price("5028")
    #expect(cursor > edge)
  }

  @Test func aSideThatIsNotThereCannotBeJoined() throws {
    var story = LadderStory()
    try story.press("d", "/", "M", "S", "F", "T", "enter", "d", "left")
    #expect(story.waiting == nil)
    #expect(story.desk.toasts.shown.first?.text == "MSFT has no bid to join")
  }

  @Test func anotherSymbolStartsItsOwnLadder() throws {
    var story = LadderStory()
    try story.press("d", "up", "up", "/", "N", "Q", "enter", "d")
    #expect(story.cursor == nil)
    #expect(story.surface.lines.contains { $0.contains("Ladder NQ") })
    #expect(story.line(with: "17544.50")?.contains("41") == true)
  }

  @Test func theLaddersKeysAreTheLaddersAlone() throws {
    var story = LadderStory()
    try story.press("left", "right", "+", "-")
    #expect(story.waiting == nil && story.actions.isEmpty)
    // What the ladder does not use means what it means elsewhere.
    try story.press("d", "b")
    guard case .ticket = story.desk.mode else {
      Issue.record("no ticket")
      return
    }
  }

  @Test func theTapeSharesItsPlaceWithTheLogAndIsFiltered() throws {
    var story = LadderStory()
    try story.press("t")
    #expect(story.line(with: "╭ Tape ES") != nil && story.line(with: "╭ Log") == nil)
    try story.press("space")
    #expect(story.line(with: "Tape all")?.isEmpty == false)
    try story.press("+", "+")
    #expect(story.line(with: "Tape all, from 5 on") != nil)
    #expect(story.line(with: "no trade passes the filter") != nil)
    try story.press("-", "down", "down")
    #expect(story.line(with: "from 2 on, held") != nil)
    try story.press("home")
    #expect(story.line(with: "held") == nil)
    try story.press("g")
    #expect(story.line(with: "╭ Log") != nil && story.line(with: "╭ Tape") == nil)
  }

  /// What is joined stays in sight while the line waits.
  @Test(arguments: [(160, 48), (120, 36)])
  func theTicketDoesNotCoverTheLadder(width: Int, height: Int) throws {
    var story = LadderStory(width, height)
    try story.press("d", "down", "down", "left")
    #expect(story.waiting?.line == "BUY 1 ES LIMIT 5011.75 GTC")
    #expect(story.surface.lines.contains { $0.contains("▸") && $0.contains("5011.75   ") })
    #expect(story.line(with: "╭ BUY ES") != nil)
    #expect(story.line(with: "12   5012.00") != nil)
  }

  @Test func aSmallScreenShowsTheLadderBelowTheWatchlist() throws {
    var story = LadderStory(80, 24)
    try story.press("d", "n")
    #expect(story.line(with: "Watchlist") != nil)
    #expect(story.line(with: "▸    1         5010.00") != nil)
    #expect(story.line(with: "join bid") != nil)
  }
}
