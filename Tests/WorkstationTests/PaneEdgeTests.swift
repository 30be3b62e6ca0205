import MarketModel
import Panes
import TerminalKit
import TestSupport
import Testing

@testable import Workstation

/// Edges between panes move, by mouse and by keys, and never leave a gap or a pane too small.
@Suite struct PaneEdgeTests {
  private func rect(_ pane: PaneName, _ story: LadderStory) throws -> Rect {
    try #require(story.desk.map.places.first { $0.pane == pane }).rect
  }

  @Test func anEdgeFollowsThePointer() throws {
    var story = LadderStory()
    let before = try rect(.watchlist, story)
    let beside = try rect(.heatmap, story)
    story.mouse(.press, x: before.right - 1, y: before.y + 4)
    #expect(story.desk.focus == .watchlist)
    story.mouse(.drag, x: before.right - 11, y: before.y + 5)
    story.mouse(.drag, x: before.right - 6, y: before.y + 5)
    story.mouse(.release, x: before.right - 6, y: before.y + 5)
    #expect(try rect(.watchlist, story).width == before.width - 5)
    #expect(try rect(.heatmap, story).x == beside.x - 5)
    #expect(try rect(.heatmap, story).right == beside.right)
    // Released: the pointer takes nothing along any more.
    story.mouse(.drag, x: 20, y: before.y + 5)
    #expect(try rect(.watchlist, story).width == before.width - 5)
    #expect(story.actions.isEmpty)
  }

  @Test func aWholeRowGrowsByItsLowerEdge() throws {
    var story = LadderStory()
    let row: [PaneName] = [.ladder, .latency, .sources, .session]
    let before = try row.map { try rect($0, story) }
    let below = try rect(.orders, story)
    story.mouse(.press, x: 60, y: before[1].bottom - 1)
    story.mouse(.drag, x: 60, y: before[1].bottom + 1)
    for (pane, old) in zip(row, before) {
      #expect(try rect(pane, story).height == old.height + 2, "\(pane)")
    }
    #expect(try rect(.orders, story).y == below.y + 2)
    #expect(try rect(.orders, story).bottom == below.bottom)
  }

  @Test func aPaneKeepsItsLeastSize() throws {
    var story = LadderStory()
    let watchlist = try rect(.watchlist, story)
    let heatmap = try rect(.heatmap, story)
    story.mouse(.press, x: heatmap.x, y: heatmap.y + 3)
    story.mouse(.drag, x: 1_000, y: 5)
    #expect(try rect(.heatmap, story).width == PaneEdges.leastWidth)
    story.mouse(.drag, x: -1_000, y: 5)
    #expect(try rect(.watchlist, story).width == PaneEdges.leastWidth)
    story.mouse(.drag, x: heatmap.x, y: 5)
    #expect(try rect(.watchlist, story) == watchlist)
    let log = try rect(.log, story)
    story.mouse(.press, x: 5, y: log.y)
    story.mouse(.drag, x: 5, y: 1_000)
    #expect(try rect(.log, story).height == PaneEdges.leastHeight)
  }

  @Test func keysDoTheSameToThePaneThatHasTheFocus() throws {
    var story = LadderStory()
    let ladder = try rect(.ladder, story)
    let session = try rect(.session, story)
    try story.press("d", ">", ">", "}")
    #expect(try rect(.ladder, story).width == ladder.width + 4)
    #expect(try rect(.ladder, story).height == ladder.height + 1)
    // The last one of its row has its edge at the left.
    try story.press("e", "<", "{")
    #expect(try rect(.session, story).width == session.width - 2)
    #expect(try rect(.session, story).height == session.height)
    try story.press("|")
    #expect(try rect(.ladder, story) == ladder && rect(.session, story) == session)
  }

  /// The log and the tape share a place and its size.
  @Test func theTapeHasTheLogsSize() throws {
    var story = LadderStory()
    try story.press("g", "{", "{")
    let log = try rect(.log, story)
    try story.press("t")
    #expect(try rect(.tape, story) == log)
  }

  @Test(arguments: [(80, 22), (120, 34), (150, 38), (160, 46), (240, 80)])
  func whateverIsMovedNothingOverlapsOrIsLeftOut(width: Int, height: Int) throws {
    let bounds = Rect(x: 0, y: 1, width: width, height: height)
    for seed in 1...20 as ClosedRange<UInt64> {
      var random = seed &* 0x9E37_79B9_7F4A_7C15
      func below(_ limit: Int) -> Int {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(random >> 33) % limit
      }
      var edges = PaneEdges()
      for page in 0..<2 {
        let base =
          page == 0
          ? PageLayout(bounds, side: .ladder, lower: .positions, bottom: .tape).places
          : RiskLayout.places(bounds)
        for _ in 0..<30 {
          let drawn = edges.applied(to: base)
          let all = EdgeSides.all(of: drawn)
          guard !all.isEmpty else { break }
          let edge = all[below(all.count)].edge
          _ = edges.move(edge, by: below(41) - 20, in: drawn)
        }
        let drawn = edges.applied(to: base)
        for (index, place) in drawn.enumerated() {
          #expect(place.rect.intersection(bounds) == place.rect)
          for other in drawn[(index + 1)...] {
            #expect(place.rect.intersection(other.rect).isEmpty)
          }
        }
        #expect(
          drawn.reduce(0) { $0 + $1.rect.width * $1.rect.height }
            == base.reduce(0) { $0 + $1.rect.width * $1.rect.height })
      }
    }
  }
}
