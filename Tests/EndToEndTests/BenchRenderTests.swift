import Foundation
import TestSupport
import Testing

/// `thor bench render`: that it measures what it says. The figures are a release build's affair.
@Suite(.ownThreads) struct BenchRenderTests {
  @Test func aFrameIsOneWriteAndNoLargerThanPlainCurses() throws {
    let run = try ProgramRun(
      DeskStory.thor, ["bench", "render", "--frames-only", "--frames", "40", "--json"])
    #expect(run.waitForExit() == 0)
    let object = try #require(run.objects.first)
    #expect(run.objects.count == 1 && run.error.isEmpty)
    #expect(object["bench"] as? String == "render")
    #expect(object["frames"] as? Int == 40 && object["cells_per_frame"] as? Int == 60)
    #expect(object["writes_per_frame"] as? Double == 1)
    let bytes = try #require(object["bytes_per_frame"] as? Double)
    // Sixty cells need at least a digit, a place and a colour each.
    #expect(bytes > 60 * 10 && bytes < 2_300)
    let baseline = try #require(object["baseline"] as? [String: Any])
    #expect((baseline["writes_per_frame"] as? Double ?? 0) > 10)
    let plain = try #require(baseline["bytes_per_frame"] as? Double)
    #expect(bytes <= plain)
    #expect(abs((object["ratio"] as? Double ?? 0) - plain / bytes) < 0.01)
  }

  @Test func theSameFramesGiveTheSameBytes() throws {
    func bytes() throws -> [String?] {
      let run = try ProgramRun(
        DeskStory.thor, ["bench", "render", "--frames-only", "--frames", "20", "--json"])
      #expect(run.waitForExit() == 0)
      let object = try #require(run.objects.first)
      return [object["checksum"] as? String, (object["bytes_per_frame"] as? Double)?.description]
    }
    #expect(try bytes() == bytes())
  }
}
