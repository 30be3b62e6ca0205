import Foundation
import TestSupport
import Testing

/// `thor bench journal`: its figures, and that it leaves nothing behind.
@Suite(.ownThreads) struct BenchJournalTests {
  @Test func measuresTheDiskItIsGiven() throws {
    let folder = NSTemporaryDirectory() + "thor-bench-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let run = try ProgramRun(
      DeskStory.thor,
      ["bench", "journal", "--directory", folder, "--commits", "50", "--events", "30000", "--json"])
    #expect(run.waitForExit() == 0, "\(run.error)")
    let object = try #require(run.objects.first)
    #expect(object["commits"] as? Int == 50 && object["events_per_commit"] as? Int == 3)
    let median = try #require(object["commit_p50_ms"] as? Double)
    #expect(median > 0 && median <= object["commit_p99_ms"] as? Double ?? 0)
    let baseline = try #require(object["baseline"] as? [String: Any])
    #expect((baseline["seconds"] as? Double ?? 0) > 0)
    #expect(object["start_events"] as? Int == 30_002 && object["start_orders"] as? Int == 7_500)
    #expect(object["start_seconds"] as? Double ?? 0 < object["start_full_seconds"] as? Double ?? 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
  }

  @Test func saysWhereItCannotMeasure() throws {
    let run = try ProgramRun(
      DeskStory.thor, ["bench", "journal", "--directory", "/nowhere/at/all"])
    #expect(run.waitForExit() == 1)
    #expect(run.error.contains("no directory in /nowhere/at/all: No such file"))
  }
}
