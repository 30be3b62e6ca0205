import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing
import Workstation

/// The whole screen at the sizes of the design, over a desk that stands still.
@Suite struct ScreenTests {
  static let fixture = DeskFixture()
  static let now = DeskTime(
    wall: DeskFixture.now, monotonicNanos: DeskFixture.monotonicNanos)

  static func desk(keys: [String] = []) -> Desk {
    var desk = Desk(
      keymap: Appearances.keymap(contexts: KeyContext.names, commands: Command.names),
      watchlist: fixture.watchlist, presets: [1: Quantity(1), 2: Quantity(2), 3: Quantity(5)])
    for entry in fixture.log.entries { desk.note(entry.level, entry.text, now: now) }
    for name in keys {
      guard let key = Key(name) else {
        Issue.record("no key \(name)")
        continue
      }
      _ = desk.handle(.key(key), isAlone: true, now: now, engine: fixture.engine)
    }
    return desk
  }

  static func draw(
    _ desk: Desk, _ width: Int, _ height: Int, theme: Theme = Appearances.theme(),
    glyphs: Glyphs = .unicode
  ) -> Surface {
    var fixture = fixture
    fixture.log = desk.log
    var surface = Surface(width: width, height: height, glyphs: glyphs)
    let view = fixture.view(
      theme: theme, glyphs: glyphs, focus: desk.focus, selected: desk.selectedInstrument,
      rows: desk.rows, ladder: desk.ladder, tape: desk.tape, firstRows: desk.firstRows,
      riskLog: desk.riskLog)
    Screen.draw(desk, view: view, on: &surface)
    return surface
  }

  @Test(arguments: [(160, 48), (120, 36), (80, 24), (60, 16)])
  func page(width: Int, height: Int) {
    GoldenScreen.expect(
      Self.draw(Self.desk(), width, height), named: "page-\(width)x\(height)")
  }

  @Test func tooSmall() {
    GoldenScreen.expect(Self.draw(Self.desk(), 59, 16), named: "page-59x16")
  }

  @Test(arguments: [(160, 48), (120, 36), (80, 24)])
  func ticket(width: Int, height: Int) {
    GoldenScreen.expect(
      Self.draw(Self.desk(keys: ["b", "up", "2"]), width, height),
      named: "page-ticket-\(width)x\(height)")
  }

  /// A stop-limit with every field set, at each size; the low ones leave out what is not set.
  @Test(arguments: [(160, 48), (120, 36), (80, 24), (60, 16)])
  func ticketOfEveryField(width: Int, height: Int) {
    GoldenScreen.expect(
      Self.draw(
        Self.desk(keys: ["b", "t", "t", "t", "i", "i", "P", "b", "up", "5"]), width, height),
      named: "page-ticket-fields-\(width)x\(height)")
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func changeTicket(width: Int, height: Int) {
    GoldenScreen.expect(
      Self.draw(Self.desk(keys: ["d", "m", "up", "3"]), width, height),
      named: "page-modify-\(width)x\(height)")
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func sizes(width: Int, height: Int) {
    GoldenScreen.expect(
      Self.draw(Self.desk(keys: ["b", "z"]), width, height), named: "page-sizes-\(width)x\(height)")
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func confirmLine(width: Int, height: Int) {
    GoldenScreen.expect(
      Self.draw(Self.desk(keys: ["s", "enter"]), width, height),
      named: "page-confirm-\(width)x\(height)")
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func help(width: Int, height: Int) {
    GoldenScreen.expect(
      Self.draw(Self.desk(keys: ["?"]), width, height), named: "page-help-\(width)x\(height)")
  }

  @Test(arguments: [(160, 48), (80, 24)])
  func search(width: Int, height: Int) {
    GoldenScreen.expect(
      Self.draw(Self.desk(keys: ["/", "s"]), width, height),
      named: "page-search-\(width)x\(height)")
  }

  /// The same page at each depth of colour, with the style of each cell.
  @Test(arguments: [ColorDepth.palette, .sixteen, .mono])
  func depth(depth: ColorDepth) {
    let surface = Self.draw(
      Self.desk(), 120, 36, theme: Appearances.theme("dark", depth))
    GoldenScreen.expectStyled(surface, named: "page-120x36-\(depth.name)")
  }

  @Test func ascii() {
    let surface = Self.draw(Self.desk(), 160, 48, glyphs: .ascii)
    GoldenScreen.expect(surface, named: "page-160x48-ascii")
    let foreign = surface.lines.joined().unicodeScalars.filter { !$0.isASCII }
    #expect(foreign.isEmpty)
  }
}
