import Panes
import TerminalKit
import TestSupport
import Testing

/// What the top line says of the journal's second copy.
@Suite struct DatabasePieceTests {
  @Test func saysHowTheCopyStands() {
    let since = DeskFixture.monotonicNanos - 12_400_000_000
    for (database, expected): (FeedStatus.Database, String) in [
      (.current, "DB ok"), (.connecting, "DB connecting"), (.behind(999), "DB 999 behind"),
      (.behind(1_204), "DB 1,204 behind"), (.behind(1_234_567), "DB 1,234,567 behind"),
      (.down(since: since, reason: "no answer"), "DB down 12s"),
    ] {
      #expect(line(database).contains("  \(expected)  "), "\(line(database))")
    }
    #expect(!line(nil).contains("DB"))
  }

  /// What is wrong stays where there is room for little.
  @Test func aLostServerStaysInSight() {
    #expect(line(.down(since: 0, reason: ""), width: 80).contains("DB down"))
    #expect(!line(.current, width: 80).contains("DB"))
  }

  private func line(_ database: FeedStatus.Database?, width: Int = 200) -> String {
    var fixture = DeskFixture()
    fixture.feed.database = database
    let surface = fixture.draw(width: width, height: 1, theme: Appearances.theme("dark", .mono)) {
      view, rect, surface in StatusBar.draw(view, in: rect, on: &surface)
    }
    return surface.lines.joined()
  }
}
