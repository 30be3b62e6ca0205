import Engine
import Execution
import MarketModel
import Panes
import Risk
import TerminalKit
import TestSupport
import Testing

@testable import Workstation

/// The risk page: what it shows, and how a limit is changed by keys.
///
/// The fixture's account holds 2 ES of 10, a day loss of 29.50 of 100 and margin 26,400 of 99,970.50.
@Suite struct RiskPageTests {
  /// Goes to the limit of a name on the page.
  private func choose(_ name: String, in story: inout LadderStory) throws {
    try story.press("3", "home")
    let rows = LimitsPane.rows(story.fixture.engine, selected: story.desk.selectedInstrument)
    let place = rows.firstIndex {
      guard case .limit(let standing) = $0 else { return false }
      return LimitText(.plain).name(standing) == name
    }
    for _ in 0..<(try #require(place)) { try story.press("down") }
  }

  @Test(arguments: [(160, 48), (120, 36), (80, 24), (60, 16)])
  func page(width: Int, height: Int) throws {
    var story = LadderStory(width, height)
    try breach(&story)
    try story.press("esc", "3", "down")
    GoldenScreen.expect(story.surface, named: "risk-\(width)x\(height)")
  }

  /// What is open, one limit near its end, one without a mid.
  @Test(arguments: [(160, 48), (80, 24)])
  func openPositions(width: Int, height: Int) throws {
    var story = LadderStory(width, height)
    story.fixture.order("N", "NQ", .sell, 1, limit: nil)
    story.fixture.order("G", "GC", .buy, 1, limit: nil)
    var risk = RiskLimitsChange()
    risk.maxGroupExposure = .some(Money(nanos: 1_250_000_000_000_000))
    risk.maxOrderRate = .some(OrderRate(count: 5, windowNanos: 1_000_000_000))
    story.fixture.apply(
      .limits(LimitsChange(risk: risk, reason: "more room", user: "ann")), ageMillis: 0)
    try story.press("3", "down", "down", "down", "down")
    GoldenScreen.expect(story.surface, named: "risk-open-\(width)x\(height)")
  }

  @Test func pageInASCIIWithoutColours() throws {
    var story = LadderStory(120, 36)
    try story.press("3", "down", "down")
    let view = story.fixture.view(
      theme: Appearances.theme("dark", .mono), glyphs: .ascii, focus: story.desk.focus,
      rows: story.desk.selectedRows(story.fixture.engine), riskLog: story.desk.riskLog)
    var surface = Surface(width: 120, height: 36, glyphs: .ascii)
    Screen.draw(story.desk, view: view, on: &surface)
    GoldenScreen.expect(surface, named: "risk-mono-ascii")
    #expect(surface.lines.joined().unicodeScalars.allSatisfy { $0.isASCII })
  }

  /// A warning, a changed limit, a breach, and the halt that follows.
  private func breach(_ story: inout LadderStory) throws {
    for (reason, limit) in [("a quiet day", 60), ("no more of this", 20)] {
      story.wait(1_000)
      var risk = RiskLimitsChange()
      risk.dailyLossLimit = .some(Money(nanos: Int64(limit) * 1_000_000_000))
      risk.maxGroupExposure = .some(Money(nanos: 600_000_000_000_000))
      story.fixture.effects.removeAll()
      story.fixture.apply(
        .limits(LimitsChange(risk: risk, reason: reason, user: "ann")), ageMillis: -story.millis)
      story.desk.note(story.fixture.effects, now: story.now, engine: story.fixture.engine)
    }
    story.paint()
  }

  @Test func aBreachIsSaidSoThatItCannotBeOverlooked() throws {
    var story = LadderStory()
    try breach(&story)
    #expect(story.surface.lines[1].contains("TRADING HALTED: daily_loss_limit, no order is taken"))
    #expect(story.surface.lines[0].contains("HALTED"))
    let errors = story.desk.log.entries.filter { $0.level == .error }.map(\.text)
    #expect(errors.contains("risk daily_loss_limit breach: 29.5 of 20: halt"))
    #expect(errors.contains("trading is HALTED: daily_loss_limit"))
    // It stays until a key takes it away.
    story.wait(60_000)
    #expect(story.line(with: "risk daily_loss_limit breach") != nil)
    try story.press("3")
    #expect(story.line(with: "REACHED") != nil)
    #expect(story.line(with: "16:47:19  daily_loss_limit breach: 29.5 of 20: halt") != nil)
  }

  /// What a start brings back stands below its day, and the banner says why trading is halted.
  @Test func yesterdaysBreachIsToldWithItsDay() throws {
    var story = LadderStory()
    story.fixture.apply(.tradingState(.halted, reason: "daily_loss_limit"), ageMillis: 0)
    var history = RiskHistory()
    let yesterday = DeskFixture.now.advanced(byNanos: -86_400_000_000_000)
    let notice = RiskNotice(
      rule: .dailyLoss, level: .breach, value: WideAmount(nanos: 162_500_000_000),
      limit: WideAmount(nanos: 100_000_000_000), action: .halt)
    history.note(RiskRecord(at: yesterday, .notice(notice)))
    history.note(
      RiskRecord(at: yesterday, .tradingState(.halted, reason: "daily_loss_limit")))
    history.note(
      RiskRecord(
        at: DeskFixture.now, .limits(LimitsChange(risk: RiskLimitsChange(), reason: "", user: "x"))
      ))
    story.desk.recall(history, engine: story.fixture.engine)
    try story.press("3")
    let lines = story.surface.lines
    #expect(lines[1].contains("TRADING HALTED: daily_loss_limit, no order is taken"))
    let day = try #require(lines.firstIndex { $0.contains("Thu 19 Nov 2026") })
    #expect(lines[day - 1].contains("16:47:17  limits changed by x"))
    #expect(lines[day + 1].contains("16:47:17  trading is HALTED: daily_loss_limit"))
    #expect(lines[day + 2].contains("16:47:17  daily_loss_limit breach: 162.5 of 100: halt"))
    // Nothing of it is news.
    #expect(story.desk.toasts.shown.isEmpty)
  }

  @Test func aLimitIsChangedWithItsReasonAndUnderTheSendRules() throws {
    var story = LadderStory()
    try choose("day loss", in: &story)
    #expect(story.line(with: "all orders cancelled, all positions closed, trading halted") != nil)
    try story.press("enter")
    #expect(story.line(with: "Change: day loss") != nil)
    try story.fill("250.50")
    try story.fill("news day")
    #expect(story.waiting?.line == "DAY LOSS from 100 to 250.50: news day")
    try story.press("y")
    #expect(story.actions.isEmpty)
    story.wait(400)
    #expect(story.fixture.engine.config.risk.dailyLossLimit == (try Money("250.5")))
    #expect(story.actions.count == 1)
    let said = "limits changed by ann: daily_loss_limit 250.5 (news day)"
    #expect(story.desk.log.entries.contains { $0.text == said })
    #expect(story.line(with: said.prefix(40).description) != nil)
  }

  @Test func aLimitBelowWhatIsLostSaysWhatItWillDo() throws {
    var story = LadderStory()
    try choose("day loss", in: &story)
    for (value, line) in [
      ("29.5", "DAY LOSS from 100 to 29.5, REACHED AT ONCE: enough"),
      ("29.51", "DAY LOSS from 100 to 29.51: enough"), ("", "DAY LOSS from 100 to none: enough"),
    ] {
      try story.press("enter")
      try story.fill(value)
      try story.fill("enough")
      #expect(story.waiting?.line == line)
      try story.press("esc")
    }
  }

  /// What is too much is no bad number: the most there may be is said.
  @Test(arguments: [
    ("day loss", "99999999999", "at most 9223372036"),
    ("day loss", "lots", "an amount, or nothing for no limit"),
    ("quote age", "99999999999999999999999", "at most 1000000000"),
    ("order rate", "20000/1000", "at most 10000 orders and 86400000 milliseconds"),
    ("order rate", "5/99999999999", "at most 10000 orders and 86400000 milliseconds"),
    ("circuit breaker", "1.0 1000 99999999999", "at most 86400000 milliseconds"),
  ])
  func aValueTooLargeIsToldTheMost(name: String, typed: String, expected: String) throws {
    var story = LadderStory()
    try choose(name, in: &story)
    try story.press("enter")
    try story.fill(typed)
    let said = "\(name): expected \(expected), got '\(typed)'"
    #expect(story.desk.log.entries.last?.text == said)
  }

  /// The message stands beside the form, above or below it, whatever the size.
  @Test(arguments: [(160, 48), (120, 36), (80, 24), (60, 16)])
  func aMessageDoesNotCoverTheForm(width: Int, height: Int) throws {
    var story = LadderStory(width, height)
    try choose("day loss", in: &story)
    try story.press("enter")
    try story.fill("lots")
    #expect(story.line(with: "day loss: expected an amount") != nil)
    for line in ["Change: day loss", "lots", "comes next; without one nothing", "goes on"] {
      #expect(story.line(with: line) != nil, "\(line)")
    }
  }

  @Test func withoutAReasonNothingIsChanged() throws {
    var story = LadderStory()
    try choose("day loss", in: &story)
    try story.press("enter")
    try story.fill("250")
    for text in ["", "   "] {
      try story.fill(text)
      #expect(story.waiting == nil)
      #expect(story.desk.log.entries.last?.text.contains("only with a reason") == true)
    }
    // Back to the value, and out.
    try story.press("esc")
    #expect(story.line(with: "comes next") != nil)
    try story.press("esc")
    #expect(story.line(with: "Change:") == nil)
    #expect(story.actions.isEmpty)
  }

  @Test(arguments: [
    ("day loss", "-5"), ("day loss", "abc"), ("day loss", "1 2"), ("margin", ""),
    ("margin", "maybe"), ("market hours", "yes"), ("flat before close", "0"), ("position ES", "-1"),
    ("trades a day", "0"), ("trades a day", "1.5"),
    ("order rate", "5/"), ("order rate", "0/1000"), ("circuit breaker", "1.0 1000"),
    ("profit target", "100 explode"), ("price collar", "-1"), ("quote age", "99999999999999999999"),
    ("drawdown", "99999999999999999999"),
  ])
  func aValueThatIsNoneIsRefusedWithWhatIsExpected(name: String, text: String) throws {
    var story = LadderStory()
    try choose(name, in: &story)
    try story.press("enter")
    try story.fill(text)
    #expect(story.line(with: "comes next") != nil)
    #expect(story.desk.log.entries.last?.text.contains("expected") == true)
    #expect(story.actions.isEmpty)
  }

  @Test(arguments: [
    ("day loss", "", "daily_loss_limit none"), ("drawdown", "5000", "max_drawdown 5000"),
    ("profit target", "2000 halt", "profit_target 2000 halt"),
    ("profit target", "2000", "profit_target 2000 none"), ("margin", "off", "check_margin off"),
    ("market hours", "on", "check_session on"),
    ("flat before close", "60000", "flatten_before_close_ms 60000"),
    ("gross exposure", "1000000", "max_gross_exposure 1000000"),
    ("group equity_index", "9", "max_group_exposure 9"),
    ("position ES", "20", "position_limit ES 20"),
    ("position ES", "none", "position_limit ES none"),
    ("order size ES", "5", "max_order_quantity ES 5"),
    ("order notional ES", "1000000", "max_notional_per_order ES 1000000"),
    ("order rate", "5", "max_order_rate 5/1000"), ("order rate", "5/250", "max_order_rate 5/250"),
    ("trades a day", "40", "max_trades_per_day 40"), ("price collar", "0", "price_collar_ticks 0"),
    ("quote age", "1500", "max_quote_age_ms 1500"),
    ("circuit breaker", "1.5 1000 5000", "breaker 1.5"),
  ])
  func everyLimitCanBeChanged(name: String, text: String, said: String) throws {
    var story = LadderStory()
    try choose(name, in: &story)
    try story.press("enter")
    try story.fill(text)
    try story.fill("because")
    #expect(story.waiting != nil)
    story.wait(300)
    try story.press("y")
    #expect(
      story.desk.log.entries.contains { $0.text == "limits changed by ann: \(said) (because)" })
  }

  @Test func tradingIsHaltedAndTakenUpAgainWithAReason() throws {
    var story = LadderStory()
    try story.press("3", "home", "enter")
    #expect(story.line(with: "Change: trading state") != nil)
    try story.fill("halted")
    try story.fill("lunch")
    #expect(story.waiting?.line == "TRADING STATE from ACTIVE to halted: lunch")
    story.wait(300)
    try story.press("y")
    #expect(story.fixture.engine.tradingState == .halted)
    #expect(story.surface.lines[1].contains("TRADING HALTED: lunch"))
    try story.press("enter", "enter")
    try story.fill("back")
    story.wait(300)
    try story.press("y")
    #expect(story.fixture.engine.tradingState == .active)
    #expect(!story.surface.lines[1].contains("TRADING"))
  }

  @Test func thePagesKeepTheirFocus() throws {
    var story = LadderStory()
    try story.press("o", "3")
    #expect(story.desk.focus == .limits)
    try story.press("tab", "tab", "tab")
    #expect(story.desk.focus == .limits)
    try story.press("1")
    #expect(story.desk.focus == .orders)
    try story.press("3", "w")
    #expect(story.desk.focus == .watchlist)
    // Buying goes from here as well.
    try story.press("3", "b")
    #expect(story.line(with: "BUY ES") != nil)
  }
}
