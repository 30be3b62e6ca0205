import MarketModel
import TerminalKit
import TestSupport
import Testing

@testable import Panes

@Suite struct HeatmapTests {
  static let fixture = DeskFixture()

  func draw(
    _ width: Int, _ height: Int, depth: ColorDepth = .truecolor, glyphs: Glyphs = .unicode,
    focus: PaneName = .watchlist, areas: HeatmapAreas = .equal
  ) -> Surface {
    Self.fixture.draw(
      width: width, height: height, theme: Appearances.theme("dark", depth), glyphs: glyphs,
      focus: focus, areas: areas
    ) { view, rect, surface in HeatmapPane.draw(view, in: rect, on: &surface) }
  }

  // MARK: What it looks like

  @Test(arguments: [(52, 13), (38, 18), (24, 6)])
  func equal(width: Int, height: Int) {
    GoldenScreen.expect(draw(width, height), named: "heatmap-\(width)x\(height)")
  }

  @Test(arguments: [(52, 13), (100, 30), (24, 8)])
  func byVolume(width: Int, height: Int) {
    GoldenScreen.expect(
      draw(width, height, areas: .byVolume), named: "heatmap-volume-\(width)x\(height)")
  }

  @Test(arguments: [ColorDepth.truecolor, .palette, .sixteen, .mono])
  func colours(depth: ColorDepth) {
    GoldenScreen.expectStyled(
      draw(52, 13, depth: depth, focus: .heatmap), named: "heatmap-\(depth.name)")
  }

  @Test func asciiWithoutColours() {
    let surface = draw(52, 13, depth: .mono, glyphs: .ascii)
    GoldenScreen.expect(surface, named: "heatmap-mono-ascii")
    let isPlain = surface.lines.joined().unicodeScalars.allSatisfy { $0.isASCII }
    #expect(isPlain)
  }

  /// Whatever the size, nothing leaves the pane and nothing traps.
  @Test func everySizeIsDrawn() {
    for areas in [HeatmapAreas.equal, .byVolume] {
      for width in 0...40 {
        for height in 0...14 {
          var surface = Surface(width: 44, height: 18, style: Style(), glyphs: .unicode)
          let view = Self.fixture.view(theme: .plain, areas: areas)
          let rect = Rect(x: 2, y: 2, width: width, height: height)
          let tiles = HeatmapPane.draw(view, in: rect, on: &surface)
          let inner = rect.inset(columns: 1, rows: 1)
          for tile in tiles { #expect(tile.rect.intersection(inner) == tile.rect) }
          #expect(!surface.isMarked(outside: rect), "\(width)x\(height)")
        }
      }
    }
  }

  // MARK: Colours

  @Test(arguments: [
    (100_00, 100_00, 0), (100_00, 100_01, 1), (100_00, 101_00, 5), (100_00, 102_00, 10),
    (100_00, 150_00, 10), (100_00, 99_00, -5), (100_00, 1, -10), (0, 5, 0),
  ])
  func stepsAreFullAtTwoPercent(base: Int64, price: Int64, step: Int) {
    let found = HeatmapScale.step(from: Price(nanos: base), to: Price(nanos: price))
    #expect(found == step)
  }

  @Test(arguments: [ColorDepth.truecolor, .palette, .sixteen, .mono])
  func stepsAreFewAndKeepToTheDepth(depth: ColorDepth) {
    let scale = HeatmapScale(Appearances.theme("dark", depth))
    let styles = Set((-12...12).map { scale[$0] })
    #expect(styles.count <= 21)
    for style in styles { #expect(depth.nearest(to: style) == style) }
    #expect(scale[-10] != scale[10])
    #expect(scale[-12] == scale[-10])
  }

  // MARK: Places

  @Test func gridTilesNeitherOverlapNorLeaveTheArea() {
    for count in 1...40 {
      let area = Rect(x: 3, y: 2, width: 50, height: 11)
      let rects = HeatmapLayout.grid(count, in: area)
      #expect(rects.count == count)
      expectApart(rects, in: area)
    }
  }

  @Test func treemapCoversTheAreaByWeight() {
    let area = Rect(x: 1, y: 1, width: 90, height: 30)
    let weights: [Double] = [60, 25, 10, 3, 2]
    let rects = HeatmapLayout.treemap(weights, in: area)
    expectApart(rects, in: area)
    #expect(rects.reduce(0) { $0 + $1.width * $1.height } == 90 * 30)
    for (rect, weight) in zip(rects, weights) {
      let share = Double(rect.width * rect.height) / 2_700
      #expect((share - weight / 100).magnitude < 0.02)
    }
  }

  func expectApart(_ rects: [Rect], in area: Rect) {
    for (place, rect) in rects.enumerated() where !rect.isEmpty {
      #expect(rect.intersection(area) == rect)
      for other in rects[(place + 1)...] { #expect(rect.intersection(other).isEmpty) }
    }
  }

  @Test func neighboursLieWhereTheArrowPoints() {
    // 0 1 2
    // 3 4
    let rects = HeatmapLayout.grid(5, in: Rect(x: 0, y: 0, width: 48, height: 8))
    let tiles = rects.enumerated().map {
      HeatmapTile(instrument: InstrumentIndex($0), rect: $1)
    }
    func go(_ from: Int, _ step: HeatmapStep) -> Int? {
      tiles.neighbor(of: InstrumentIndex(from), step)?.offset
    }
    #expect(rects[2].y == 0 && rects[3].y > 0)
    #expect(go(0, .right) == 1)
    #expect(go(1, .left) == 0)
    #expect(go(1, .down) == 4)
    #expect(go(4, .up) == 1)
    #expect(go(0, .left) == nil)
    #expect(go(3, .down) == nil)
    #expect(tiles.neighbor(of: InstrumentIndex(9), .up) == nil)
  }

  // MARK: Volume

  @Test func volumeIsTheSessionsOrWhatTraded() {
    let engine = Self.fixture.engine
    var board = QuoteBoard()
    let index = InstrumentIndex(0)
    var tick = Tick(
      receivedAt: .zero, eventAt: .zero, instrument: index, source: SourceIndex(0),
      parts: [.last, .lastSize])
    tick.lastSize = Quantity(3)
    board.noteTrade(tick, in: engine)
    board.noteTrade(tick, in: engine)
    // Another source tells of the same trades.
    tick.source = DeskFixture.excel
    board.noteTrade(tick, in: engine)
    tick.source = DeskFixture.schwab
    tick.parts.insert(.snapshot)
    board.noteTrade(tick, in: engine)
    #expect(board[index].volume == Quantity(6))
    var figures = SessionFigures()
    figures.volume = Quantity(900)
    board.note(figures, of: index)
    #expect(board[index].volume == Quantity(900))
    tick.parts.remove(.snapshot)
    tick.lastSize = Quantity(nanos: .max)
    board.noteTrade(tick, in: engine)
    #expect(board[index].tradedSize == Quantity(nanos: .max))
    board.beginSession(of: index)
    #expect(board[index].tradedSize == .zero)
  }
}
