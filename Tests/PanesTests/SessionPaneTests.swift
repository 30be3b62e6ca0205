import MarketCalendar
import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing

/// The session pane, the header and the badge of a closed market, over calendars and instants.
@Suite struct SessionPaneTests {
  private func instant(_ text: String) throws -> UnixNanos {
    var copy = text
    return try copy.withUTF8 { try InstantText.parse($0) }
  }

  private func draw(
    _ width: Int, _ height: Int, at now: UnixNanos = DeskFixture.now,
    board: SessionBoard = DeskHours.board(), depth: ColorDepth = .truecolor,
    glyphs: Glyphs = .unicode
  ) -> Surface {
    let theme = Appearances.theme("dark", depth)
    var fixture = PaneScreenTests.fixture
    fixture.sessions = board
    var surface = Surface(width: width, height: height, style: theme[.text], glyphs: glyphs)
    SessionPane.draw(
      fixture.view(theme: theme, glyphs: glyphs, now: now), in: surface.bounds, on: &surface)
    return surface
  }

  /// A board with four markets, a trader in Berlin and some history.
  private func fullBoard() throws -> SessionBoard {
    var board = DeskHours.board([.cmeEquity, .newYorkStock, .tokyoStock, .crypto])
    board.localZone = DeskHours.zone("Europe/Berlin")
    let history: [(String, String, MarketStatus)] = [
      ("2026-11-19T22:00:00Z", "2026-11-19T21:59:59.8Z", .break),
      ("2026-11-19T23:00:00Z", "2026-11-19T23:00:00.3Z", .open),
    ]
    for (place, (at, tick, status)) in history.enumerated() {
      board.note(
        SessionMark(market: .cmeEquity, at: try instant(at), state: MarketState(status)))
      board.note(tickAt: try instant(tick), at: place)
    }
    return board
  }

  @Test(arguments: [(38, 11), (52, 18), (80, 12)])
  func anOpenMarket(width: Int, height: Int) throws {
    GoldenScreen.expect(
      draw(width, height, board: try fullBoard()), named: "session-\(width)x\(height)")
  }

  @Test func withoutColoursAndUnicode() throws {
    GoldenScreen.expectStyled(
      draw(38, 11, board: try fullBoard(), depth: .mono, glyphs: .ascii),
      named: "session-mono-ascii")
  }

  @Test func clocksThatWereMeasuredAreShown() throws {
    var fixture = PaneScreenTests.fixture
    fixture.sessions = try fullBoard()
    fixture.meters.serverAheadNanos = -3_400_000
    fixture.meters.note(8_040_000_000, of: DeskFixture.schwab)
    var surface = Surface(width: 52, height: 18)
    SessionPane.draw(fixture.view(theme: .plain), in: surface.bounds, on: &surface)
    #expect(surface.text.contains("clocks  redis −3ms  SCHWAB +8.0s"))
  }

  /// A weekend, Thanksgiving's halt, the pause of an evening, and the day after all that is known.
  @Test(arguments: [
    ("weekend", "2026-11-21T12:00:00Z"), ("halt", "2026-11-26T18:30:00Z"),
    ("maintenance", "2026-11-19T22:20:00.5Z"), ("unknown", "2041-01-01T00:00:00Z"),
  ])
  func aClosedMarket(name: String, at: String) throws {
    GoldenScreen.expect(draw(38, 9, at: try instant(at)), named: "session-\(name)")
  }

  @Test func theCountdownEndsWhenTheTimeHasCome() throws {
    let close = try instant("2026-11-19T22:00:00Z")
    func text(_ nanos: Int64) -> String { draw(38, 9, at: close.advanced(byNanos: nanos)).text }
    #expect(text(-1).contains("● OPEN"))
    #expect(text(-1).contains("00:00:01"))
    #expect(text(-1_000_000_000).contains("00:00:01"))
    #expect(text(-1_000_000_001).contains("00:00:02"))
    #expect(text(0).contains("◐ BREAK maintenance"))
    #expect(text(0).contains("01:00:00"))
  }

  @Test func saysWhyThereIsNothing() {
    var board = SessionBoard(isSimulated: false)
    #expect(draw(38, 9, board: board).text.contains("no market listed for ES"))
    board.append(market: .cmeEquity)
    board.failure = "zone 'America/Chicago': expected a TZif file"
    #expect(draw(38, 9, board: board).text.contains("no calendar: zone 'America/Chicago':"))
    #expect(
      draw(38, 9, board: DeskHours.board(isSimulated: true)).text
        .contains("Session CME_Equity, SIM trades on"))
  }

  /// What is wrong goes before what the market does, and that before figures of our own.
  @Test func theHeaderLosesTheLeastFirst() {
    func line(_ width: Int, _ change: (inout DeskFixture) -> Void) -> String {
      var fixture = PaneScreenTests.fixture
      change(&fixture)
      return fixture.draw(width: width, height: 1, theme: Appearances.theme("dark")) {
        view, rect, surface in StatusBar.draw(view, in: rect, on: &surface)
      }.text
    }
    let long = "unix:///var/lib/somewhere/quite/far/away/redis.sock"
    let crowded = line(160) { $0.feed.place = long }
    #expect(crowded.contains("rejected 7") && crowded.contains("CME_Equity OPEN  closes in"))
    #expect(!crowded.contains("apply"))
    let lost = line(160) {
      $0.feed.place = long
      $0.feed.link = .lost(
        reason: "the server closed the connection before it had answered the question",
        retryAt: DeskFixture.monotonicNanos)
    }
    #expect(lost.contains("NO DATA") && lost.contains("question  rejected 7"))
    #expect(!lost.contains("CME_Equity") && lost.hasSuffix("10:47:17 CST"))
  }

  @Test func noSizeIsTooSmall() {
    for width in 0..<30 {
      for height in 0..<8 { _ = draw(width, height) }
    }
  }

  @Test func aClosedMarketsSilenceIsNotStale() throws {
    let theme = Appearances.theme("dark")
    func badges(_ board: SessionBoard, _ at: String) throws -> String {
      var fixture = PaneScreenTests.fixture
      fixture.sessions = board
      var surface = Surface(width: 120, height: 12, style: theme[.text], glyphs: .unicode)
      WatchlistPane.draw(
        fixture.view(theme: theme, now: try instant(at)), in: surface.bounds, on: &surface)
      return surface.text
    }
    let saturday = "2026-11-21T12:00:00Z"
    let closed = try badges(DeskHours.board(), saturday)
    #expect(closed.contains("CLOSED") && !closed.contains("DEAD"))
    #expect(try badges(DeskHours.board(), "2026-11-20T21:59:00Z").contains("DEAD"))
    let simulated = try badges(DeskHours.board(isSimulated: true), saturday)
    #expect(simulated.contains("DEAD") && !simulated.contains("CLOSED"))
  }
}
