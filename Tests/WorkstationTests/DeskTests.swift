import Engine
import Execution
import MarketModel
import Panes
import TerminalKit
import Testing

@testable import Workstation

/// Stories of keys over a real engine, in no time at all.
@Suite struct DeskTests {
  /// A desk, its engine and a clock that the story moves.
  struct Story {
    var desk: Desk
    var engine = Engine()
    var effects = Effects()
    var millis: Int64 = 0
    var actions: [DeskAction] = []

    init() throws {
      var keymap = Keymap(contexts: KeyContext.names, commands: Command.names)
      try keymap.merge([
        "main": [
          "q": "app.quit", "b": "order.buy", "c": "order.cancel", "m": "order.modify",
          "F": "position.flatten", "X": "position.panic", "/": "symbol.search", "o": "pane.orders",
          "g g": "move.first", "down": "move.down", "P": "source.prefer",
        ],
        "ticket": [
          "enter": "form.confirm", "esc": "form.back", "up": "ticket.price-up",
          "X": "position.panic",
          "3": "ticket.preset-3", "n": "ticket.edit-quantity", "t": "ticket.order-type",
        ],
        "confirm": [
          "enter": "form.confirm", "y": "form.yes", "esc": "form.back", "X": "position.panic",
          "ctrl-z": "app.suspend",
        ],
        "edit": ["enter": "form.confirm", "esc": "form.back"],
        "search": ["enter": "form.confirm", "esc": "form.back"],
      ])
      desk = Desk(
        keymap: keymap, watchlist: [InstrumentIndex(0)],
        presets: [1: Quantity(1), 3: Quantity(5)])
      for name in ["ES", "NQ"] {
        let symbol = try #require(Symbol(name))
        engine.apply(
          Input(at: nil, .instrument(Instrument(symbol: symbol, tick: Price(nanos: 250_000_000)))),
          into: &effects)
      }
      engine.apply(Input(at: nil, .source(try #require(SourceName("SIM")))), into: &effects)
      var tick = Tick(
        receivedAt: now.wall, eventAt: now.wall, instrument: InstrumentIndex(0),
        source: SourceIndex(0), parts: [.bid, .bidSize, .ask, .askSize])
      tick.bid = try Price("5000")
      tick.ask = try Price("5000.25")
      tick.bidSize = Quantity(9)
      tick.askSize = Quantity(9)
      engine.apply(tick: tick, into: &effects)
      effects.removeAll()
    }

    var now: DeskTime {
      DeskTime(
        wall: UnixNanos(1_710_253_800_000_000_000 + millis * 1_000_000),
        monotonicNanos: millis * 1_000_000)
    }

    /// Presses a key, lets the desk paint, and does what the desk asks for.
    mutating func press(_ text: String, isAlone: Bool = true) throws {
      let key = try #require(Key(text))
      carryOut(desk.handle(.key(key), isAlone: isAlone, now: now, engine: engine))
      desk.painted(line: desk.waitingLine, now: now)
    }

    mutating func wait(_ span: Int64) {
      let end = millis + span
      while millis < end {
        millis += 10
        carryOut(desk.passed(now: now))
      }
      desk.painted(line: desk.waitingLine, now: now)
    }

    mutating func carryOut(_ new: [DeskAction]) {
      actions += new
      for action in new {
        switch action {
        case .submit(let request):
          engine.apply(Input(at: now.wall, .submit(request)), into: &effects)
        case .cancel(let id): engine.apply(Input(at: now.wall, .cancel(id)), into: &effects)
        case .modify(let request):
          engine.apply(Input(at: now.wall, .modify(request)), into: &effects)
        case .flatten(let symbol):
          engine.apply(Input(at: now.wall, .flatten(symbol)), into: &effects)
        case .prefer(let name, let symbol):
          engine.apply(Input(at: now.wall, .preferSource(symbol, name)), into: &effects)
        default: break
        }
      }
    }
  }

  @Test func aTicketStartsAtTheTouchWithTheLastQuantity() throws {
    var story = try Story()
    try story.press("b")
    guard case .ticket(let ticket) = story.desk.mode else {
      Issue.record("no ticket")
      return
    }
    #expect(ticket.limit == (try Price("5000.25")))
    #expect(ticket.quantity == Quantity(1))
    try story.press("3")
    try story.press("enter")
    story.wait(300)
    try story.press("y")
    #expect(story.engine.position(of: InstrumentIndex(0)).quantity == Quantity(5))
    try story.press("b")
    guard case .ticket(let next) = story.desk.mode else {
      Issue.record("no second ticket")
      return
    }
    #expect(next.quantity == Quantity(5))
    #expect(next.id != ticket.id)
  }

  @Test func aSourceIsPreferredByKeyInTurn() throws {
    var story = try Story()
    let (es, sim, excel) = (InstrumentIndex(0), SourceName("SIM"), SourceName("EXCEL"))
    story.engine.apply(Input(at: nil, .source(try #require(excel))), into: &story.effects)
    var tick = Tick(
      receivedAt: story.now.wall, eventAt: story.now.wall, instrument: es,
      source: SourceIndex(1), parts: [.bid])
    tick.bid = try Price("4999")
    story.engine.apply(tick: tick, into: &story.effects)
    // A third one that has not spoken of this symbol is left out.
    story.engine.apply(
      Input(at: nil, .source(try #require(SourceName("CSV")))), into: &story.effects)
    try story.press("P")
    #expect(story.engine.preferredSource(of: es) == sim)
    try story.press("P")
    #expect(story.engine.preferredSource(of: es) == excel)
    #expect(story.engine.activeSource(of: es) == SourceIndex(1))
    #expect(story.desk.log.entries.last?.text == "ES: EXCEL is preferred")
    try story.press("P")
    #expect(story.engine.preferredSource(of: es) == nil)
    #expect(story.engine.activeSource(of: es) == SourceIndex(0))
  }

  @Test func oneTicketSendsOneOrderWhateverIsPressed() throws {
    var story = try Story()
    try story.press("b")
    try story.press("enter")
    story.wait(300)
    for _ in 0..<5 {
      try story.press("y")
      story.wait(20)
      try story.press("enter")
      story.wait(400)
    }
    #expect(story.engine.orderCount == 1)
    #expect(story.actions.count == 1)
  }

  @Test func yesInABurstSendsNothing() throws {
    var story = try Story()
    try story.press("b", isAlone: false)
    try story.press("enter", isAlone: false)
    try story.press("y", isAlone: false)
    story.wait(2_000)
    #expect(story.actions.isEmpty)
  }

  @Test func aLineThatWasNotOnTheScreenSendsNothing() throws {
    var story = try Story()
    try story.press("b")
    let key = try #require(Key("enter"))
    story.carryOut(
      story.desk.handle(.key(key), isAlone: true, now: story.now, engine: story.engine))
    // A frame with an older line, or with none, has reached the terminal.
    story.desk.painted(line: nil, now: story.now)
    story.desk.painted(line: (story.desk.waitingLine ?? 0) - 1, now: story.now)
    story.millis += 1_000
    let yes = try #require(Key("y"))
    story.carryOut(
      story.desk.handle(.key(yes), isAlone: true, now: story.now, engine: story.engine))
    story.millis += 1_000
    story.carryOut(story.desk.passed(now: story.now))
    #expect(story.actions.isEmpty)
  }

  @Test func nothingIsDoneBlindOnAScreenTooSmall() throws {
    var story = try Story()
    var map = ScreenMap()
    map.isTooSmall = true
    story.desk.drawn(map)
    for key in ["b", "enter", "y", "c", "X"] {
      try story.press(key)
      story.wait(400)
    }
    #expect(story.actions.isEmpty)
    try story.press("q")
    #expect(story.actions == [.quit])
  }

  @Test func theHighlightedOrderStaysTheOneThatKeysAreAbout() throws {
    var story = try Story()
    for price in ["4990", "4980"] {
      let id = try #require(OrderID("o\(price)"))
      let symbol = try #require(Symbol("ES"))
      let request = OrderRequest(
        id: id, symbol: symbol, side: .buy, type: .limit, quantity: Quantity(1),
        limit: try Price(price))
      story.engine.apply(Input(at: story.now.wall, .submit(request)), into: &story.effects)
    }
    try story.press("o")
    try story.press("down")
    let chosen = story.desk.chosenOrder
    #expect(chosen == OrderIndex(1))
    // The first order goes; the second one stays the chosen one.
    let first = try #require(OrderID("o4990"))
    story.engine.apply(Input(at: story.now.wall, .cancel(first)), into: &story.effects)
    try story.press("c")
    #expect(story.actions == [.cancel(try #require(OrderID("o4980")))])
    // Bounced, it hits nothing else.
    try story.press("c")
    #expect(story.actions.count == 1)
  }

  @Test func anOrderThatHasEndedIsNoLongerTheChosenOne() throws {
    var story = try Story()
    let symbol = try #require(Symbol("ES"))
    func apply(_ command: Input.Action, to story: inout Story) {
      story.effects.removeAll()
      story.engine.apply(Input(at: story.now.wall, command), into: &story.effects)
      story.desk.note(story.effects, now: story.now, engine: story.engine)
    }
    let ids = try ["o1", "o2"].map { try #require(OrderID($0)) }
    for id in ids {
      let request = OrderRequest(
        id: id, symbol: symbol, side: .buy, type: .limit, quantity: Quantity(1),
        limit: try Price("4990"))
      apply(.submit(request), to: &story)
    }
    try story.press("o")
    #expect(story.desk.chosenOrder == OrderIndex(0))
    // Another one that ends changes nothing; the chosen one would take the view along.
    apply(.cancel(ids[1]), to: &story)
    #expect(story.desk.chosenOrder == OrderIndex(0))
    apply(.cancel(ids[0]), to: &story)
    #expect(story.desk.chosenOrder == nil)
    try story.press("c")
    #expect(story.actions.isEmpty)
  }

  @Test func withoutATouchAPriceIsAskedForAndNoMarketOrderMade() throws {
    var story = try Story()
    story.desk.watch(InstrumentIndex(1))
    try story.press("down")
    try story.press("b")
    try story.press("enter")
    story.wait(400)
    try story.press("y")
    #expect(story.actions.isEmpty)
    #expect(story.desk.log.entries.last?.text.contains("type a price") == true)
  }

  @Test func aStopCallsOffWhatWasSettling() throws {
    var story = try Story()
    try story.press("b")
    try story.press("enter")
    story.wait(300)
    try story.press("enter")
    try story.press("ctrl-z")
    story.wait(2_000)
    #expect(story.actions == [.suspend])
    // It is still there to be sent.
    try story.press("enter")
    story.wait(400)
    #expect(story.engine.orderCount == 1)
  }

  @Test func aPasteIsNeverKeys() throws {
    var story = try Story()
    try story.press("b")
    try story.press("enter")
    story.wait(300)
    let actions = story.desk.handle(
      .paste("y\ry"), isAlone: true, now: story.now, engine: story.engine)
    story.wait(1_000)
    #expect(actions.isEmpty && story.actions.isEmpty)
  }

  @Test func panicNeedsASecondPressWithinASecondAndAfterTheGap() throws {
    var story = try Story()
    try story.press("X")
    story.wait(1_100)
    try story.press("X")
    #expect(story.actions.isEmpty)
    story.wait(300)
    try story.press("X")
    story.wait(300)
    #expect(story.actions == [.panic])
  }

  @Test func quittingAsksWhileOrdersWork() throws {
    var story = try Story()
    #expect(story.desk.quit(now: story.now, engine: story.engine) == [.quit])
    try story.press("b")
    try story.press("n")
    try story.press("esc")
    guard case .ticket(var ticket) = story.desk.mode else {
      Issue.record("no ticket")
      return
    }
    ticket.limit = try Price("4990")
    story.desk.mode = .ticket(ticket)
    try story.press("enter")
    story.wait(300)
    try story.press("y")
    #expect(story.engine.liveOrderCount == 1)
    try story.press("q")
    #expect(!story.actions.contains(.quit))
    try story.press("esc")
    try story.press("c")
    #expect(story.engine.liveOrderCount == 0)
    try story.press("q")
    #expect(story.actions.last == .quit)
  }

  @Test func aBadNumberKeepsTheFieldOpenAndSaysWhy() throws {
    var story = try Story()
    try story.press("b")
    try story.press("n")
    for key in ["backspace", "0"] { try story.press(key) }
    try story.press("enter")
    guard case .edit = story.desk.mode else {
      Issue.record("the field was closed")
      return
    }
    #expect(story.desk.log.entries.last?.text.contains("a quantity above 0, got '0'") == true)
  }

  @Test func keySequencesWaitForTheirEnd() throws {
    var story = try Story()
    story.desk.watch(InstrumentIndex(1))
    try story.press("down")
    #expect(story.desk.selectedInstrument == InstrumentIndex(1))
    try story.press("g")
    #expect(story.desk.selectedInstrument == InstrumentIndex(1))
    try story.press("g")
    #expect(story.desk.selectedInstrument == InstrumentIndex(0))
  }

  @Test func theSearchRanksPrefixesFirst() throws {
    var story = try Story()
    try story.press("/")
    for key in ["n", "q"] { try story.press(key) }
    try story.press("enter")
    #expect(story.desk.selectedInstrument == InstrumentIndex(1))
    #expect(story.desk.watchlist.count == 2)
  }
}
