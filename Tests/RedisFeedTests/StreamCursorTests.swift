import MarketCodec
import Testing

@testable import RedisFeed

private func id(_ millis: UInt64) -> StreamID { StreamID(millis: millis, sequence: 0) }

private func info(
  _ length: Int64, last: UInt64, added: Int64?, first: UInt64?
) -> StreamInfo {
  StreamInfo(length: length, lastGenerated: id(last), entriesAdded: added, first: first.map(id))
}

@Suite struct StreamCursorTests {
  private func started() -> StreamCursor {
    var cursor = StreamCursor(startingAt: info(10, last: 100, added: 10, first: 1))
    cursor.advance(to: id(110), entries: 5)
    return cursor
  }

  @Test func nothingHasHappened() {
    var cursor = started()
    #expect(cursor.reconcile(with: info(15, last: 110, added: 15, first: 1)) == .unchanged)
    #expect(cursor.reconcile(with: info(40, last: 150, added: 40, first: 1)) == .unchanged)
    #expect(cursor.entriesBehind(info(40, last: 150, added: 40, first: 1)) == 25)
    #expect(cursor.applied == id(110))
  }

  @Test func trimmedUpToThePlaceIsNoGap() {
    var cursor = started()
    #expect(cursor.reconcile(with: info(5, last: 150, added: 20, first: 111)) == .unchanged)
  }

  @Test func trimmedBeyondThePlaceIsAGapToldOnce() {
    var cursor = started()
    let trimmed = info(5, last: 150, added: 32, first: 140)
    #expect(cursor.reconcile(with: trimmed) == .gap(lost: 12, after: id(110), oldest: id(140)))
    #expect(cursor.reconcile(with: trimmed) == .unchanged)
    #expect(cursor.entriesBehind(trimmed) == 5)
  }

  @Test func beforeRedisSevenAGapHasNoNumber() {
    var cursor = StreamCursor(startingAt: info(10, last: 100, added: nil, first: 1))
    let trimmed = info(5, last: 150, added: nil, first: 140)
    #expect(cursor.reconcile(with: trimmed) == .gap(lost: nil, after: id(100), oldest: id(140)))
    #expect(cursor.entriesBehind(trimmed) == nil)
  }

  @Test func lowerIDsWithAnotherBeginningAreAnotherStream() {
    var cursor = started()
    #expect(cursor.reconcile(with: info(3, last: 50, added: 3, first: 48)) == .recreated)
    #expect(cursor.applied == .zero)
    #expect(cursor.entriesBehind(info(3, last: 50, added: 3, first: 48)) == 3)
  }

  @Test func lowerIDsWithTheSameBeginningAreAnOlderState() {
    var cursor = started()
    #expect(
      cursor.reconcile(with: info(12, last: 104, added: 12, first: 1))
        == .rolledBack(to: id(104)))
    #expect(cursor.applied == id(104))
  }

  @Test func fewerEntriesEverAddedAreAnotherStreamThoughItsIDsAreHigher() {
    var cursor = started()
    #expect(cursor.reconcile(with: info(2, last: 900, added: 2, first: 899)) == .recreated)
    #expect(cursor.applied == .zero)
  }

  @Test func aDeletedStreamIsAnotherStream() {
    var cursor = started()
    #expect(cursor.reconcile(with: .absent) == .recreated)
    #expect(cursor.applied == .zero)
  }

  @Test func idsAsText() {
    #expect(StreamID("1795215022029-7") == StreamID(millis: 1_795_215_022_029, sequence: 7))
    #expect(StreamID("1795215022029-7")?.description == "1795215022029-7")
    for bad in ["", "-", "1", "1-", "-1", "1-2-3", "a-1", "1-18446744073709551616", " 1-1"] {
      #expect(StreamID(bad) == nil, "\(bad)")
    }
    #expect(id(9) < id(10))
    #expect(StreamID(millis: 9, sequence: 1) < StreamID(millis: 9, sequence: 2))
  }
}

@Suite struct BackoffTests {
  @Test func waitsGrowAndNeverPassTheLimit() {
    var backoff = Backoff(seed: 1)
    var longest: Int64 = 0
    for attempt in 0..<40 {
      let wait = backoff.next(after: .connectionLost(""))
      let bound = min(Backoff.limitNanos, Backoff.firstNanos << Int64(min(attempt, 16)))
      #expect(wait >= Backoff.floorNanos && wait <= bound)
      longest = max(longest, wait)
    }
    #expect(longest > Backoff.limitNanos / 2)
    backoff.reset()
    #expect(backoff.next(after: .loading) <= Backoff.firstNanos)
  }

  @Test func theSeedDecidesTheJitter() {
    var one = Backoff(seed: 5)
    var two = Backoff(seed: 5)
    var other = Backoff(seed: 6)
    let waits = (0..<10).map { _ in one.next(after: .loading) }
    #expect(waits == (0..<10).map { _ in two.next(after: .loading) })
    #expect(waits != (0..<10).map { _ in other.next(after: .loading) })
  }

  @Test func whatNeedsSomebodyIsTriedSeldom() {
    var backoff = Backoff(seed: 2)
    for _ in 0..<20 {
      #expect(backoff.next(after: .permission("")) >= Backoff.limitNanos / 4)
    }
  }

  /// The first word of an error reply decides; its text is made fit for a terminal.
  @Test func errorRepliesHaveNames() {
    func fault(_ text: String) -> RedisFault {
      var text = text
      return text.withUTF8 { RedisFault(reply: $0) }
    }
    #expect(fault("NOAUTH Authentication required.").needsAttention)
    #expect(fault("LOADING Redis is loading") == .loading)
    #expect(fault("MOVED 3999 127.0.0.1:6381") == .moved("MOVED 3999 127.0.0.1:6381"))
    #expect(fault("NOPERM this user") == .permission("NOPERM this user"))
    #expect(fault("WRONGTYPE Operation") == .wrongType("WRONGTYPE Operation"))
    #expect(fault("ERR invalid password") == .authentication("ERR invalid password"))
    #expect(fault("ERR \u{1B}[31m") == .refused("ERR ?[31m"))
    #expect(fault(String(repeating: "x", count: 900)).description.utf8.count < 200)
  }
}
