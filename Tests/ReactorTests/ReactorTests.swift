import Foundation
import Testing

@testable import Reactor

@Suite struct TimerQueueTests {
  private func token(_ value: Int) -> Reactor.Token { Reactor.Token(rawValue: value) }

  @Test func timersFireInTheirOrder() {
    var queue = TimerQueue()
    queue.set(token(1), 30)
    queue.set(token(2), 10)
    queue.set(token(3), 30)
    queue.set(token(4), 20)
    #expect(queue.next == 10)
    var fired: [Int] = []
    queue.expire(nowNanos: 29) { fired.append($0.rawValue) }
    #expect(fired == [2, 4])
    queue.expire(nowNanos: 30) { fired.append($0.rawValue) }
    #expect(fired == [2, 4, 1, 3] && queue.next == nil)
  }

  @Test func aTokenHasOneTimer() {
    var queue = TimerQueue()
    queue.set(token(1), 10)
    queue.set(token(1), 50)
    #expect(queue.next == 50 && queue.deadline(of: token(1)) == 50)
    queue.cancel(token(1))
    #expect(queue.next == nil)
  }
}

@Suite(.serialized) struct ReactorTests {
  private let one = Reactor.Token(rawValue: 1)
  private let two = Reactor.Token(rawValue: 2)

  @Test func timersWakeInTheirOrderAndNeverEarly() throws {
    var reactor = try Reactor(signals: [])
    let start = reactor.clock.monotonicNanos
    reactor.setTimer(two, atMonotonicNanos: start + 30_000_000)
    reactor.setTimer(one, atMonotonicNanos: start + 10_000_000)
    reactor.setTimer(one, notLaterThanMonotonicNanos: start + 90_000_000)
    var events: [Reactor.Event] = []
    while events.isEmpty { try reactor.wait(into: &events) }
    #expect(reactor.clock.monotonicNanos - start >= 10_000_000)
    while events.count < 2 { try reactor.wait(into: &events) }
    #expect(events == [.timer(one), .timer(two)])
    #expect(reactor.clock.monotonicNanos - start >= 30_000_000)
  }

  @Test func aDeadlineBeforeAllTimeIsDueNow() throws {
    var reactor = try Reactor(signals: [])
    var events: [Reactor.Event] = []
    reactor.setTimer(one, atMonotonicNanos: .min)
    try reactor.wait(into: &events)
    #expect(events == [.timer(one)])
  }

  @Test func descriptorsAreReportedWithTheirTokens() throws {
    var reactor = try Reactor(signals: [])
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    reactor.watch(ends[0], for: .readable, as: one)
    var events: [Reactor.Event] = []
    try reactor.wait(into: &events, isPolling: true)
    #expect(events.isEmpty)
    #expect(write(ends[1], "x", 1) == 1)
    try reactor.wait(into: &events)
    #expect(events == [.ready(one, .readable)])
    reactor.watch(ends[1], for: .writable, as: two)
    events.removeAll()
    try reactor.wait(into: &events)
    #expect(events == [.ready(one, .readable), .ready(two, .writable)])
    reactor.unwatch(ends[1])
    close(ends[1])
    var byte: UInt8 = 0
    #expect(read(ends[0], &byte, 1) == 1)
    events.removeAll()
    try reactor.wait(into: &events)
    #expect(events == [.ready(one, .gone)])
    close(ends[0])
  }

  @Test func idlingSleeps() throws {
    var reactor = try Reactor(signals: [])
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    reactor.watch(ends[0], for: .readable, as: one)
    let start = reactor.clock.monotonicNanos
    reactor.setTimer(two, atMonotonicNanos: start + 200_000_000)
    var passes = 0
    var events: [Reactor.Event] = []
    while events.isEmpty {
      try reactor.wait(into: &events)
      passes += 1
    }
    #expect(passes <= 2 && events == [.timer(two)])
    close(ends[0])
    close(ends[1])
  }

  /// A thread of its own, because which signals are held back belongs to a thread.
  @Test func signalsBecomeEvents() async throws {
    let seen: [Reactor.Event] = try await withCheckedThrowingContinuation { result in
      Thread.detachNewThread {
        do {
          var reactor = try Reactor(signals: [.windowChange, .terminate, .hangUp])
          var events: [Reactor.Event] = []
          pthread_kill(pthread_self(), SIGWINCH)
          try reactor.wait(into: &events)
          pthread_kill(pthread_self(), SIGTERM)
          pthread_kill(pthread_self(), SIGHUP)
          try reactor.wait(into: &events)
          result.resume(returning: events)
        } catch {
          result.resume(throwing: error)
        }
      }
    }
    #expect(seen.first == .signal(.windowChange))
    #expect(seen.count == 3 && seen.contains(.signal(.terminate)))
    #expect(seen.contains(.signal(.hangUp)))
  }

  @Test func theClockCanStartWhereATestWantsIt() {
    let clock = Clock(startingAtUnixNanos: 1_763_678_845_000_000_000)
    let first = clock.unixNanos
    #expect(first >= 1_763_678_845_000_000_000)
    #expect(first < 1_763_678_855_000_000_000)
    #expect(clock.unixNanos >= first)
    #expect(Clock().unixNanos > 1_600_000_000_000_000_000)
  }

  @Test func childrenAreStartedAndReaped() throws {
    var child = try ChildProcess("sh", ["-c", "exit 7"])
    #expect(try child.reap(isBlocking: true) == 7)
    var sleeper = try ChildProcess("sleep", ["60"])
    #expect(try sleeper.reap() == nil)
    sleeper.send(.terminate)
    #expect(try sleeper.reap(isBlocking: true) == 128 + 15)
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    var talker = try ChildProcess(
      "sh", ["-c", "echo $WHO; ls /proc/self/fd | wc -l"],
      environment: ["WHO=thor", "PATH=/usr/bin:/bin"], output: ends[1])
    close(ends[1])
    let text = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true).readDataToEndOfFile()
    #expect(try talker.reap(isBlocking: true) == 0)
    // Its own three descriptors and the one `ls` reads with.
    #expect(String(decoding: text, as: UTF8.self) == "thor\n4\n")
  }

  @Test func whatCannotBeStartedIsNamed() {
    #expect(throws: SystemError(code: ENOENT, operation: "start /nowhere/redis-server")) {
      _ = try ChildProcess("/nowhere/redis-server", [])
    }
    #expect(
      SystemError(code: ENOENT, operation: "open x").description
        == "open x: No such file or directory (errno 2)")
  }

  @Test func useIsMeasured() throws {
    #expect(ResourceUse.residentBytes > 1 << 20)
    #expect(ResourceUse.processorNanos > 0)
    #expect(try ResourceUse.freeDiskBytes(at: "/tmp") > 0)
    #expect(throws: SystemError.self) { try ResourceUse.freeDiskBytes(at: "/nowhere/at/all") }
  }
}
