import Engine
import Execution
import MarketModel
import Panes
import Risk
import TerminalKit
import TestSupport
import Testing

@testable import Workstation

/// One-key trading: what arms it, what sends one order, and everything that ends it.
@Suite struct ArmedTests {
  /// Armed in ES, 5012.00 bid, 5012.25 ask, and read for long enough.
  private func armed(_ width: Int = 160, _ height: Int = 48) throws -> LadderStory {
    var story = LadderStory(width, height)
    try story.press("A")
    #expect(
      story.waiting?.line
        == "ARM one-key trading in ES: keys buy and sell 1 at once, without a question")
    story.wait(300)
    try story.press("y")
    #expect(story.desk.armed != nil)
    story.wait(300)
    return story
  }

  private func lastLog(_ story: LadderStory) -> String { story.desk.log.entries.last?.text ?? "" }

  @Test(arguments: [(160, 48), (120, 36), (80, 24), (60, 16)])
  func banner(width: Int, height: Int) throws {
    let story = try armed(width, height)
    GoldenScreen.expect(story.surface, named: "armed-\(width)x\(height)")
    let row = story.surface.lines[1]
    #expect(row.contains("ARMED 30s"))
    #expect(row.contains("BUY 1 ES 5012.25"))
    let red = Appearances.theme()[.statusArmed].adding(.bold)
    #expect((0..<width).allSatisfy { story.surface[$0, 1].style == red })
  }

  @Test func withoutColoursItIsReversed() throws {
    let story = try armed(80, 24)
    let view = story.fixture.view(theme: Appearances.theme("dark", .mono), glyphs: .ascii)
    var surface = Surface(width: 80, height: 24, glyphs: .ascii)
    Screen.draw(story.desk, view: view, on: &surface)
    #expect((0..<80).allSatisfy { surface[$0, 1].style.attributes.contains(.reverse) })
  }

  @Test(arguments: [
    ("b", Side.buy, OrderType.limit, "5012.25" as String?), ("s", .sell, .limit, "5012"),
    ("B", .buy, .market, nil), ("S", .sell, .market, nil),
  ])
  func aKeySendsOneOrder(key: String, side: Side, type: OrderType, limit: String?) throws {
    var story = try armed()
    try story.press(key)
    guard case .submit(let request) = try #require(story.actions.first) else {
      Issue.record("no order")
      return
    }
    #expect(story.actions.count == 1)
    #expect(request.side == side && request.type == type && request.timeInForce == .day)
    #expect(request.limit?.description == limit)
    #expect(request.quantity == Quantity(1))
    #expect(story.desk.armed != nil)
  }

  @Test func aDigitIsTheQuantityAndIsToBeReadFirst() throws {
    var story = try armed()
    story.desk = try withPresets(story)
    try story.press("3")
    #expect(story.line(with: "BUY 5 ES 5012.25") != nil)
    story.wait(100)
    try story.press("b")
    #expect(story.actions.isEmpty)
    story.wait(1_000)
    try story.press("b")
    story.wait(300)
    guard case .submit(let request) = try #require(story.actions.first) else { return }
    #expect(request.quantity == Quantity(5))
  }

  private func withPresets(_ story: LadderStory) throws -> Desk {
    var other = LadderStory()
    other.desk = Desk(
      keymap: Appearances.keymap(contexts: KeyContext.names, commands: Command.names),
      watchlist: other.fixture.watchlist, presets: [1: Quantity(1), 3: Quantity(5)])
    other.millis = story.millis
    other.paint()
    try other.press("A")
    other.wait(300)
    try other.press("y")
    other.wait(300)
    return other.desk
  }

  // MARK: One press, one order

  /// Every delay before the first repeat and every rate that keyboards have.
  @Test(arguments: [250, 300, 400, 500, 660, 750, 1_000, 1_500, 2_000], [25, 33, 100, 200])
  func aHeldKeySendsOneOrder(delay: Int64, rate: Int64) throws {
    var story = try armed()
    let key = try #require(Key("b"))
    var sent = 0
    // From one press to the end of time, a frame or a timer every 5 ms.
    for millis in stride(from: Int64(0), through: delay + 60 * rate + 3_000, by: 5) {
      story.millis += 5
      sent += story.desk.passed(now: story.now).count
      let isRepeat = millis >= delay && (millis - delay) % rate < 5 && millis <= delay + 60 * rate
      guard millis == 0 || isRepeat else { continue }
      sent +=
        story.desk.handle(
          .key(key), isAlone: true, now: story.now, engine: story.fixture.engine
        ).count
    }
    #expect(sent == 1)
  }

  @Test func aSecondPressSendsASecondOrder() throws {
    var story = try armed()
    for count in 1...4 {
      try story.press("b")
      story.wait(800)
      #expect(story.actions.count == count)
    }
    // The other key does not have to wait as long.
    try story.press("s")
    #expect(story.actions.count == 5)
  }

  @Test func whatComesQuicklyAfterAnotherKeySendsNothing() throws {
    var story = try armed()
    try story.press("s")
    story.wait(100)
    try story.press("b")
    story.wait(1_000)
    #expect(story.actions.count == 1)
  }

  @Test func aBurstAndAPasteSendNothingAndDisarm() throws {
    var story = try armed()
    try story.press("b", isAlone: false)
    // The rest of it opens nothing either.
    try story.press("b", "s", isAlone: false)
    #expect(story.actions.isEmpty && story.desk.armed == nil)
    #expect(story.line(with: "in force") == nil)
    #expect(lastLog(story) == "one-key trading is off: keys came in a burst")
    story = try armed()
    let actions = story.desk.handle(
      .paste("bbb"), isAlone: true, now: story.now, engine: story.fixture.engine)
    #expect(actions.isEmpty && story.desk.armed == nil)
  }

  @Test func aBannerThatNobodyHasReadSendsNothing() throws {
    var story = LadderStory()
    try story.press("A")
    story.wait(300)
    story.paints = false
    try story.press("y")
    story.wait(1_000)
    try story.press("b")
    #expect(story.actions.isEmpty)
    story.paints = true
    story.paint()
    story.wait(100)
    try story.press("s")
    #expect(story.actions.isEmpty)
    story.wait(300)
    try story.press("S")
    #expect(story.actions.count == 1)
  }

  @Test func armingIsConfirmedUnderTheSendRules() throws {
    var story = LadderStory()
    try story.press("A", "y")
    #expect(story.desk.armed == nil)
    try story.press("esc")
    story.wait(1_000)
    #expect(story.desk.armed == nil)
    try story.press("b")
    #expect(story.actions.isEmpty && story.line(with: "BUY ES") != nil)
  }

  // MARK: What ends it

  @Test(arguments: [
    ("esc", "by key"), ("A", "by key"), ("down", "another symbol was selected"),
    ("tab", "the focus went to another pane"), ("/", "something else was opened"),
    ("?", "something else was opened"), ("X", "something else was opened"),
    ("R", "something else was opened"), ("ctrl-z", "the program was stopped"),
  ])
  func keysThatEndIt(key: String, reason: String) throws {
    var story = try armed()
    try story.press(key)
    #expect(story.desk.armed == nil)
    #expect(lastLog(story) == "one-key trading is off: \(reason)")
    #expect(story.line(with: "ARMED") == nil)
  }

  @Test func itEndsAfterThirtySecondsWithoutAKey() throws {
    var story = try armed()
    story.wait(20_000)
    #expect(story.line(with: "ARMED 10s") != nil || story.line(with: "ARMED 9s") != nil)
    try story.press("left")
    story.wait(29_900)
    #expect(story.desk.armed != nil)
    let end = try #require(story.desk.deadline)
    #expect(end - story.now.monotonicNanos <= 100_000_000)
    story.wait(200)
    #expect(lastLog(story) == "one-key trading is off: no key for 30 s")
    story.wait(1_000)
    try story.press("b")
    #expect(story.actions.isEmpty)
  }

  @Test func itEndsWhenTheTerminalLosesTheFocus() throws {
    var story = try armed()
    _ = story.desk.handle(
      .focus(false), isAlone: true, now: story.now, engine: story.fixture.engine)
    #expect(story.desk.armed == nil)
  }

  @Test func itEndsWithABreachAndCannotBeArmedWhileHalted() throws {
    var story = try armed()
    var risk = RiskLimitsChange()
    risk.dailyLossLimit = .some(Money(nanos: 1_000_000_000))
    story.fixture.effects.removeAll()
    story.fixture.apply(
      .limits(LimitsChange(risk: risk, reason: "r", user: "u")), ageMillis: -story.millis)
    story.desk.note(story.fixture.effects, now: story.now, engine: story.fixture.engine)
    #expect(story.desk.armed == nil)
    try story.press("A")
    #expect(story.waiting == nil)
    #expect(lastLog(story) == "trading is HALTED: one-key trading stays off")
  }

  @Test func aScreenTooSmallEndsIt() throws {
    var story = try armed()
    var map = ScreenMap()
    map.isTooSmall = true
    story.desk.drawn(map)
    try story.press("b")
    #expect(story.actions.isEmpty && story.desk.armed == nil)
  }

  // MARK: Reverse

  @Test func aPositionIsReversedAfterItsLine() throws {
    var story = LadderStory()
    try story.press("R")
    #expect(
      story.waiting?.line
        == "REVERSE ES: cancel 1 working, sell 4 at the market, from 2 to -2")
    #expect(story.actions.isEmpty)
    story.wait(300)
    try story.press("y")
    #expect(story.fixture.engine.position(of: InstrumentIndex(0)).quantity == Quantity(-2))
    #expect(story.fixture.engine.order(at: OrderIndex(1)).status == .canceled)
    try story.press("down", "R")
    #expect(lastLog(story) == "NQ is flat: nothing to reverse")
  }
}
