import Panes
import TerminalKit
import TestSupport
import Testing

/// Each pane alone, at the sizes it has on the three pages and narrower than it likes.
@Suite struct PaneScreenTests {
  static let fixture = DeskFixture()

  func draw(
    _ width: Int, _ height: Int, depth: ColorDepth = .truecolor, glyphs: Glyphs = .unicode,
    focus: PaneName = .watchlist, rows: [PaneName: Int] = [.watchlist: 0],
    _ pane: (DeskView, Rect, inout Surface) -> Void
  ) -> Surface {
    Self.fixture.draw(
      width: width, height: height, theme: Appearances.theme("dark", depth), glyphs: glyphs,
      focus: focus, rows: rows, pane)
  }

  @Test(arguments: [(112, 13), (76, 14), (40, 8)])
  func watchlist(width: Int, height: Int) {
    let surface = draw(width, height) { view, rect, surface in
      WatchlistPane.draw(view, in: rect, on: &surface)
    }
    GoldenScreen.expect(surface, named: "watchlist-\(width)x\(height)")
  }

  @Test func watchlistWithoutColoursAndUnicode() {
    let surface = draw(112, 13, depth: .mono, glyphs: .ascii) { view, rect, surface in
      WatchlistPane.draw(view, in: rect, on: &surface)
    }
    GoldenScreen.expectStyled(surface, named: "watchlist-mono-ascii")
  }

  @Test(arguments: [(64, 10), (58, 8), (30, 6)])
  func positions(width: Int, height: Int) {
    let surface = draw(width, height, focus: .positions, rows: [.positions: 0]) {
      view, rect, surface in PositionsPane.draw(view, in: rect, on: &surface)
    }
    GoldenScreen.expect(surface, named: "positions-\(width)x\(height)")
  }

  @Test(arguments: [(70, 10), (58, 8), (30, 6)])
  func orders(width: Int, height: Int) {
    let surface = draw(width, height, focus: .orders, rows: [.orders: 1]) {
      view, rect, surface in OrdersPane.draw(view, in: rect, on: &surface)
    }
    GoldenScreen.expect(surface, named: "orders-\(width)x\(height)")
  }

  @Test(arguments: [(34, 10), (28, 8), (16, 5)])
  func account(width: Int, height: Int) {
    let surface = draw(width, height) { view, rect, surface in
      AccountPane.draw(view, in: rect, on: &surface)
    }
    GoldenScreen.expect(surface, named: "account-\(width)x\(height)")
  }

  @Test(arguments: [(160, 8), (80, 5), (30, 4)])
  func log(width: Int, height: Int) {
    let surface = draw(width, height) { view, rect, surface in
      LogPane.draw(view, in: rect, on: &surface)
    }
    GoldenScreen.expect(surface, named: "log-\(width)x\(height)")
  }

  @Test(arguments: [160, 120, 80, 60])
  func statusBar(width: Int) {
    let surface = draw(width, 1) { view, rect, surface in
      StatusBar.draw(view, in: rect, on: &surface)
    }
    GoldenScreen.expect(surface, named: "status-bar-\(width)")
  }
}
