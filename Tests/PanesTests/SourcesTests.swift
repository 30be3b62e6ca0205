import MarketModel
import TerminalKit
import TestSupport
import Testing

@testable import Panes

@Suite struct SourcesTests {
  static let fixture = DeskFixture()

  func draw(
    _ width: Int, _ height: Int, depth: ColorDepth = .truecolor, glyphs: Glyphs = .unicode,
    of fixture: DeskFixture = SourcesTests.fixture
  ) -> Surface {
    fixture.draw(
      width: width, height: height, theme: Appearances.theme("dark", depth), glyphs: glyphs
    ) { view, rect, surface in SourcesPane.draw(view, in: rect, on: &surface) }
  }

  @Test(arguments: [(38, 13), (36, 18), (80, 10), (20, 5)])
  func pane(width: Int, height: Int) {
    GoldenScreen.expect(draw(width, height), named: "sources-\(width)x\(height)")
  }

  @Test func withoutColoursAndUnicode() {
    GoldenScreen.expectStyled(
      draw(38, 13, depth: .mono, glyphs: .ascii), named: "sources-mono-ascii")
  }

  @Test func colours() {
    GoldenScreen.expectStyled(draw(38, 13, depth: .palette), named: "sources-256")
  }

  @Test func beforeAnySourceHasSpoken() {
    var fixture = Self.fixture
    fixture.meters = FeedMeters()
    #expect(draw(38, 5, of: fixture).text.contains("no source has spoken yet"))
  }

  @Test func everySizeIsDrawnInsideThePane() {
    for width in 0...50 {
      for height in 0...16 {
        var surface = Surface(width: 54, height: 20)
        let rect = Rect(x: 2, y: 2, width: width, height: height)
        SourcesPane.draw(Self.fixture.view(theme: .plain), in: rect, on: &surface)
        #expect(!surface.isMarked(outside: rect), "\(width)x\(height)")
      }
    }
  }

  // MARK: Two sources on one symbol

  /// The line about the selected symbol when EXCEL quotes it so, in hundredths.
  func comparison(bid: Int64, ask: Int64, ageMillis: Int64 = 40) -> String? {
    var fixture = Self.fixture
    fixture.tick(
      InstrumentIndex(0), DeskFixture.excel, bid: bid, ask: ask, last: bid, ageMillis)
    return draw(38, 13, of: fixture).lines.first { $0.hasPrefix("│ES ") }
  }

  @Test func bothPricesAreShownAndHowFarTheyAreApart() throws {
    #expect(comparison(bid: 501_200, ask: 501_225)?.contains("the sources agree") == true)
    #expect(comparison(bid: 501_175, ask: 501_225)?.contains("1 tick apart") == true)
    #expect(comparison(bid: 501_150, ask: 501_225)?.contains("  2 ticks apart") == true)
    #expect(comparison(bid: 501_125, ask: 501_200)?.contains("! 3 ticks apart") == true)
    // Half a tick off is no agreement.
    #expect(comparison(bid: 501_190, ask: 501_225)?.contains("1 tick apart") == true)
    let text = draw(38, 13).text
    #expect(text.contains("SCHWAB   5012.00 / 5012.25"))
    #expect(text.contains("EXCEL    5011.50 / 5012.25"))
  }

  @Test func flagsStandBehindWhatWasRejected() {
    var fixture = DeskFixture()
    var quality = SourceQuality()
    quality.flagged = [FeedStatus.VerdictCount(name: "wide_spread", count: 12)]
    fixture.meters.note(quality, of: DeskFixture.excel)
    quality.rejected = [FeedStatus.VerdictCount(name: "price_jump", count: 3)]
    quality.rejectedCount = 3
    fixture.meters.note(quality, of: DeskFixture.schwab)
    let text = draw(60, 13, of: fixture).text
    #expect(text.contains("price_jump 3; ~ wide_spread 12"))
    #expect(text.contains(" ~ wide_spread 12"))
  }

  @Test func theBoundOfASymbolIsItsOwn() {
    var fixture = DeskFixture()
    fixture.feed.divergenceTicksBySymbol[Symbol("ES")!] = 1
    #expect(draw(38, 13, of: fixture).text.contains("! 2 ticks apart"))
    fixture.feed.divergenceTicksBySymbol = [Symbol("NQ")!: 1]
    #expect(draw(38, 13, of: fixture).text.contains("  2 ticks apart"))
  }

  @Test func aClockThatIsOffIsNamed() {
    var fixture = DeskFixture()
    #expect(!draw(80, 10, of: fixture).text.contains("clock"))
    fixture.meters.note(49_000_000, of: DeskFixture.schwab)
    #expect(!draw(80, 10, of: fixture).text.contains("clock"))
    fixture.meters.note(8_040_000_000, of: DeskFixture.schwab)
    fixture.meters.note(-120_000_000, of: DeskFixture.excel)
    let text = draw(90, 10, of: fixture).text
    #expect(text.contains("clock +8.0s"))
    #expect(text.contains("clock −120ms"))
  }

  @Test func aTradersPreferenceIsMarked() throws {
    var fixture = DeskFixture()
    fixture.apply(.preferSource(InstrumentIndex(0), SourceName("EXCEL")), ageMillis: 0)
    let text = draw(48, 13, of: fixture).text
    #expect(text.contains("2 ticks apart  ◆ EXCEL"))
    #expect(text.contains("▸EXCEL    5011.50 / 5012.25"))
    func row() -> String? {
      fixture.draw(width: 120, height: 12, theme: .plain) { view, rect, surface in
        WatchlistPane.draw(view, in: rect, on: &surface)
      }.lines.first { $0.contains("5012.25") }
    }
    #expect(row()?.contains(" ◆EXCEL ") == true)
    // Another has to do meanwhile.
    fixture.apply(.preferSource(InstrumentIndex(0), SourceName("CSV")), ageMillis: 0)
    #expect(row()?.contains(" ○SCHWAB ") == true)
  }

  @Test func aLateSourceIsNotCompared() {
    var fixture = DeskFixture()
    fixture.feed.freshNanos = 100_000_001
    let text = draw(38, 13, of: fixture).text
    #expect(!text.contains("apart"))
    #expect(!text.contains("agree"))
  }
}
