import Foundation
import MarketModel
import TestSupport
import Testing

@testable import Journal
@testable import PostgresStore

/// Events reach the server in order, once, as they are, whatever the server does meanwhile.
@Suite(.enabled(if: PostgresServer.programs != nil), .ownThreads) struct MirrorTests {
  @Test func theServerHasTheJournalsOwnBytes() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    try journal.fill(1_500)
    let mirror = try desk.mirror(journal)
    #expect(mirror.follow(journal))
    #expect(try desk.events() == journal.printed())
    try journal.fill(1, from: 1_501)
    #expect(mirror.follow(journal))
    #expect(try desk.events() == journal.printed())
    #expect(
      try desk.ask("SELECT last_sequence, derive_failure IS NULL FROM thor.accounts") == "1501|t")
    // Another start of the desk goes on where the server is.
    try journal.fill(3, from: 1_502)
    mirror.close()
    #expect(try desk.mirror(journal).follow(journal))
    #expect(try desk.events() == journal.printed())
  }

  @Test func anEventsTimeIsExactAndReadable() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    journal.append(Array("{}".utf8), .source, at: UnixNanos(1_767_623_400_123_456_789))
    try journal.commit()
    #expect(try desk.mirror(journal).follow(journal))
    let text = try desk.ask(
      "SET timezone TO 'UTC'; SELECT at_ns, at FROM thor.journal_events")
    #expect(text == "1767623400123456789|2026-01-05 14:30:00.123456+00")
  }

  /// Killed while events come in, several times.
  @Test func aServerThatDiesLosesAndDoublesNothing() throws {
    let server = try PostgresServer()
    let desk = try DatabaseDesk(server: server)
    desk.migrate()
    let journal = try desk.open()
    let mirror = try desk.mirror(journal)
    for round in 0..<3 {
      try journal.fill(3_000, from: round * 3_000 + 1)
      // Somewhere on the way, also between a commit and its answer.
      mirror.run(journal, seconds: 5) { mirror.mirrored >= Int64(round * 3_000 + 700) }
      server.kill()
      mirror.run(journal, seconds: 5) { mirror.downSinceNanos != nil }
      #expect(mirror.downSinceNanos != nil)
      guard case .waiting(let fault) = mirror.state else {
        Issue.record("expected a fault, got \(mirror.state)")
        return
      }
      #expect("\(fault)".contains("cannot be reached"), "\(fault)")
      try server.start()
    }
    #expect(mirror.follow(journal, seconds: 40))
    #expect(mirror.downSinceNanos == nil)
    #expect(try desk.events() == journal.printed())
  }

  /// The server commits and its answer never comes: the connection is cut from the other side.
  @Test func aCommitWhoseAnswerWasLostIsFoundAgain() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    let mirror = try desk.mirror(journal)
    #expect(mirror.follow(journal))
    try journal.fill(20)
    // Sent and not read: the answer is in the socket when the connection is given up.
    mirror.process(now: Polling.now, durable: journal.durableSequence)
    for _ in 0..<200 {
      if try desk.events().count == 20 { break }
      usleep(10_000)
    }
    #expect(try desk.events().count == 20)
    #expect(mirror.mirrored == 0)
    mirror.abandonConnection()
    #expect(mirror.follow(journal))
    #expect(try desk.events() == journal.printed())
  }

  /// A server that stands still: no call takes long, and when it moves again both its late work
  /// and a new connection's come to one story.
  @Test func aServerThatStandsStillHoldsNobodyUp() throws {
    let server = try PostgresServer()
    let desk = try DatabaseDesk(server: server)
    desk.migrate()
    let journal = try desk.open()
    let mirror = try desk.mirror(journal)
    try journal.fill(400)
    #expect(mirror.follow(journal))
    server.pause()
    try journal.fill(6_000, from: 401)
    var callNanos: [Int64] = []
    var offset: Int64 = 0
    // The clock is told to be ahead now and then: silence is found after ten seconds of it.
    for step in 0..<400 {
      if step == 200 { offset += 11_000_000_000 }
      let start = Polling.now
      mirror.process(now: start + offset, durable: journal.durableSequence)
      callNanos.append(Polling.now - start)
      usleep(1_000)
    }
    // A batch is read and sent within: in a debug build some milliseconds. A call that waited for
    // the server would not come back at all; a few of them may be kept from the processor.
    let slow = callNanos.filter { $0 >= 100_000_000 }
    #expect(slow.count <= 4, "\(slow) ns")
    guard case .waiting(.silent) = mirror.state else {
      Issue.record("expected silence, got \(mirror.state)")
      return
    }
    server.resume()
    let isDone = Polling.run(
      until: { mirror.mirrored == journal.durableSequence && mirror.state == .live }, seconds: 40
    ) { now in
      mirror.process(now: now + offset, durable: journal.durableSequence)
      return (mirror.descriptor, mirror.deadlineNanos - offset)
    }
    #expect(isDone)
    #expect(try desk.events() == journal.printed())
  }

  @Test func anotherHistoryIsNamedAndLeftAlone() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let first = try desk.open()
    try first.fill(10)
    #expect(try desk.mirror(first).follow(first))
    let kept = try desk.events()
    try first.close()
    try FileManager.default.removeItem(atPath: desk.directory + "/accounts")
    // The same up to event 6, another one from 7 on, and longer.
    let second = try desk.open()
    try second.fill(6)
    try second.fill(20, from: 100)
    let mirror = try desk.mirror(second)
    mirror.run(second) { mirror.downSinceNanos != nil }
    #expect(mirror.state == .waiting(.otherHistory(account: "paper", sequence: 7)))
    #expect(try desk.events() == kept)
  }

  @Test func aJournalThatEndsBeforeTheServersCopyIsNamed() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let first = try desk.open()
    try first.fill(10)
    #expect(try desk.mirror(first).follow(first))
    try first.close()
    try FileManager.default.removeItem(atPath: desk.directory + "/accounts")
    let second = try desk.open()
    try second.fill(6)
    let mirror = try desk.mirror(second)
    mirror.run(second) { mirror.downSinceNanos != nil }
    #expect(mirror.state == .waiting(.otherHistory(account: "paper", sequence: 7)))
  }
}
