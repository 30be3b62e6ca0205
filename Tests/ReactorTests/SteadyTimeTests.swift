import Reactor
import Testing

/// A time that follows the wall clock and is never set back.
@Suite struct SteadyTimeTests {
  private let second: Int64 = 1_000_000_000
  private let start: Int64 = 1_000_000 * 1_000_000_000

  @Test func itIsTheWallClockWhileNobodySetsThat() {
    var steady = SteadyTime(unixNanos: start, monotonicNanos: 7)
    for step in 1...100 as ClosedRange<Int64> {
      // A little slower than the monotonic clock, as NTP slews it.
      let wall = start + step * second - step * 400_000
      #expect(steady.pass(unixNanos: wall, monotonicNanos: 7 + step * second) == 0)
      #expect(steady.nanos(unixNanos: wall, monotonicNanos: 7 + step * second) == wall)
    }
  }

  @Test func aLeapForwardIsFollowed() {
    var steady = SteadyTime(unixNanos: start, monotonicNanos: 0)
    let later = start + 3_600 * second
    #expect(steady.pass(unixNanos: later, monotonicNanos: second) == 3_599 * second)
    #expect(steady.nanos(unixNanos: later, monotonicNanos: second) == later)
  }

  @Test func whatIsSetBackIsWaitedFor() {
    var steady = SteadyTime(unixNanos: start, monotonicNanos: 0)
    var wall = start - 16 * second
    var last = start
    #expect(steady.pass(unixNanos: wall, monotonicNanos: 0) == -16 * second)
    for step in 1...300 as ClosedRange<Int64> {
      wall += second
      #expect(steady.pass(unixNanos: wall, monotonicNanos: step * second) == 0)
      let now = steady.nanos(unixNanos: wall, monotonicNanos: step * second)
      #expect(now > last && now >= wall)
      #expect(step < 256 ? now - last == second / 16 * 15 : now == wall)
      last = now
    }
    #expect(last == wall)
  }

  @Test func itBeginsNoEarlierThanWhatHasBeenTold() {
    let steady = SteadyTime(
      unixNanos: start, monotonicNanos: 0, earliestNanos: start + 60 * second)
    let now = steady.nanos(unixNanos: start + 32 * second, monotonicNanos: 32 * second)
    #expect(now == start + 90 * second)
  }
}
