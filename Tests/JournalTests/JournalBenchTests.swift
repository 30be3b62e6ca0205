import Foundation
import TestSupport
import Testing

@testable import Journal

@Suite(.ownThreads) struct JournalBenchTests {
  @Test func measuresAndLeavesNothingBehind() throws {
    let desk = try Desk()
    let clock = ContinuousClock()
    let start = clock.now
    let figures = try JournalBench.run(
      dataDirectory: desk.path, commits: 40, bursts: 3, burstEvents: 100
    ) {
      let passed = (clock.now - start).components
      return passed.seconds * 1_000_000_000 + passed.attoseconds / 1_000_000_000
    }
    #expect(figures.commits == 40 && figures.eventsPerCommit == 3)
    #expect(figures.commitMedianNanos > 0 && figures.commitMedianNanos <= figures.commitP99Nanos)
    #expect(figures.bareMedianNanos > 0 && figures.bareMedianNanos <= figures.bareP99Nanos)
    #expect(figures.burstEventsPerSecond > 0)
    #expect((100...2_000).contains(figures.bytesPerEvent))
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(desk.path)/accounts")
    #expect(left == [])
  }
}
