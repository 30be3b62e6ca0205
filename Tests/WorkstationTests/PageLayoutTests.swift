import Panes
import TerminalKit
import Testing
import Workstation

@Suite struct PageLayoutTests {
  func layout(_ width: Int, _ height: Int, lower: PaneName = .positions) -> PageLayout {
    PageLayout(
      Rect(x: 0, y: 1, width: width, height: height), side: .ladder, lower: lower, bottom: .tape)
  }

  @Test func aWideScreenShowsAllPanesButTheLogsTwin() {
    let panes = Set(layout(160, 46).places.map(\.pane))
    #expect(panes == Set(PageName.trade.panes).subtracting([.log]))
  }

  @Test func aMiddleScreenFoldsTheSidePanes() {
    let panes = layout(120, 34).places.map(\.pane)
    #expect(panes == [.watchlist, .ladder, .positions, .orders, .tape])
  }

  @Test func aSmallScreenKeepsPositionsAndOrdersInSight() {
    #expect(layout(80, 22).places.map(\.pane) == [.watchlist, .positions, .orders])
    #expect(layout(80, 22, lower: .session).places.map(\.pane) == [.watchlist, .session])
  }

  @Test(arguments: [
    (60, 14), (80, 22), (110, 28), (120, 34), (149, 37), (150, 38), (160, 46), (240, 80),
  ])
  func panesNeverOverlapNorLeaveTheScreen(width: Int, height: Int) {
    for lower in PaneName.allCases where lower != .watchlist {
      let places = layout(width, height, lower: lower).places
      let bounds = Rect(x: 0, y: 1, width: width, height: height)
      for (index, place) in places.enumerated() {
        #expect(place.rect.intersection(bounds) == place.rect)
        for other in places[(index + 1)...] {
          #expect(place.rect.intersection(other.rect).isEmpty)
        }
      }
      let cells = places.reduce(0) { $0 + $1.rect.width * $1.rect.height }
      #expect(cells == width * height)
    }
  }
}
