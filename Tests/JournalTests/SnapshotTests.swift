import Engine
import Execution
import Foundation
import MarketModel
import Risk
import Testing

@testable import Journal

/// A start from snapshots finds what a start from every event finds, or says that it cannot.
@Suite struct SnapshotTests {
  /// A desk's directory with all its files copied, and without its snapshots.
  private func withoutSnapshots(_ desk: Desk) throws -> Desk {
    let copy = try Desk()
    try FileManager.default.removeItem(atPath: copy.path)
    try FileManager.default.copyItem(atPath: desk.path, toPath: copy.path)
    try copy.stranger().execute("DELETE FROM snapshots")
    return copy
  }

  /// Trades at random and condenses as it goes, a few events a pass.
  private func trade(
    _ session: inout TradingSession, passes: Range<Int>, _ random: inout SplitMix
  ) throws {
    for pass in passes {
      session.randomPass(pass, &random)
      try session.commit()
      _ = try session.journal.condense(from: session.engine, limit: 13, interval: 60)
    }
  }

  /// The same ends and starts as without snapshots, and both kinds of start beside each other.
  @Test(arguments: Array(1...5) as [UInt64])
  func startsFromSnapshotsFindTheSameAccount(seed: UInt64) throws {
    let desk = try Desk()
    var random = SplitMix(state: seed)
    var now = Desk.start
    var pass = 0
    let terms = TradingSession.Terms(seed: seed)
    var left = account(of: TradingSession.freshEngine())
    var snapshots = 0
    for _ in 0..<8 {
      let plain = try TradingSession(try withoutSnapshots(desk.opened()), terms: terms, now: now)
      #expect(plain.report.snapshotAt == nil)
      var session = try TradingSession(desk, terms: terms, now: now)
      #expect(session.report.snapshotProblem == nil)
      #expect(session.report.events == plain.report.events)
      #expect(session.report.first == plain.report.first)
      #expect(session.report.orders == plain.report.orders)
      if session.report.snapshotAt != nil { snapshots += 1 }
      try #require(firstDifference(account(of: session.engine), left) == nil, "after \(pass)")
      try #require(firstDifference(account(of: plain.engine), left) == nil, "after \(pass)")
      let count = Int(random.next() % 40) + 20
      try trade(&session, passes: pass..<pass + count, &random)
      pass += count
      now = session.now
      left = account(of: session.engine)
      if random.next() % 4 == 0 { try session.recorder.close(session.engine) }
    }
    #expect(snapshots >= 5 && left.count > 100)
  }

  /// Also what does not show: the next ticks and commands have the same effects.
  @Test(arguments: Array(201...205) as [UInt64])
  func bothStartsGoOnAlike(seed: UInt64) throws {
    let desk = try Desk()
    var random = SplitMix(state: seed)
    let terms = TradingSession.Terms(seed: seed)
    var session = try TradingSession(desk, terms: terms, now: Desk.start)
    try trade(&session, passes: 1..<160, &random)
    let now = session.now
    try session.recorder.close(session.engine)
    var plain = try TradingSession(try withoutSnapshots(desk), terms: terms, now: now)
    var quick = try TradingSession(desk, terms: terms, now: now)
    #expect(quick.report.snapshotAt != nil && plain.report.snapshotAt == nil)
    for pass in 1_000..<1_080 {
      var same = random
      plain.randomPass(pass, &random)
      quick.randomPass(pass, &same)
      try #require(told(&plain) == told(&quick), "pass \(pass)")
    }
    plain.apply(.flatten(nil))
    quick.apply(.flatten(nil))
    for query in Input.Query.allCases {
      plain.apply(.query(query))
      quick.apply(.query(query))
    }
    #expect(told(&plain) == told(&quick))
    #expect(firstDifference(account(of: quick.engine), account(of: plain.engine)) == nil)
  }

  private struct Spoiling: CustomTestStringConvertible, Sendable {
    let sql: String
    /// In the report's words.
    let words: String
    var testDescription: String { sql }
  }

  private static let spoilings = [
    Spoiling(
      sql: "UPDATE snapshots SET format = 99 WHERE first = 1",
      words: "of version 99, this thor knows 2 to 3"),
    Spoiling(sql: "UPDATE snapshots SET hash = x'00'", words: "not whole"),
    Spoiling(sql: "DELETE FROM snapshots WHERE first = 1", words: "damaged"),
    Spoiling(
      sql: """
        DELETE FROM snapshots WHERE first = (SELECT first FROM snapshots LIMIT 1 OFFSET 1)
        """, words: "not one behind the other"),
    Spoiling(
      sql: """
        UPDATE snapshots SET body = CAST(substr(body, 1, 300) || x'00' || substr(body, 302) AS BLOB)
        """, words: "the snapshot is"),
    Spoiling(sql: "UPDATE snapshots SET body = substr(body, 1, 500)", words: "cut off at byte"),
    Spoiling(sql: "UPDATE snapshots SET began_at = began_at - 1", words: "no event vouches"),
    Spoiling(
      sql:
        "UPDATE snapshots SET hash = zeroblob(32) WHERE first = (SELECT max(first) FROM snapshots)",
      words: "its hash is not that of its bytes"),
  ]

  @Test(arguments: spoilings)
  private func spoiltSnapshotsAreNotUsed(_ spoiling: Spoiling) throws {
    let desk = try Desk()
    var random = SplitMix(state: 4)
    var session = try TradingSession(desk, now: Desk.start)
    try trade(&session, passes: 1..<160, &random)
    let left = account(of: session.engine)
    let now = session.now
    try session.recorder.close(session.engine)
    try desk.stranger().execute(spoiling.sql)
    var again = try TradingSession(desk, now: now)
    #expect(again.report.snapshotAt == nil)
    let problem = try #require(again.report.snapshotProblem)
    #expect(problem.contains(spoiling.words))
    #expect(again.report.description.contains("every event was read"))
    #expect(firstDifference(account(of: again.engine), left) == nil)
    // New ones take their place, from the first event on.
    while try again.journal.condense(from: again.engine, limit: 1_000, interval: 60) {}
    try again.recorder.close(again.engine)
    let third = try TradingSession(desk, now: now)
    #expect(third.report.snapshotProblem == nil && third.report.snapshotAt != nil)
    #expect(firstDifference(account(of: third.engine), left) == nil)
  }

  /// What is behind the last snapshot is checked at every start, what is before it by the audit.
  @Test func tamperingBeforeASnapshotIsForTheAudit() throws {
    let desk = try Desk()
    var random = SplitMix(state: 5)
    var session = try TradingSession(desk, now: Desk.start)
    try trade(&session, passes: 1..<120, &random)
    let left = account(of: session.engine)
    let now = session.now
    try session.recorder.close(session.engine)
    try desk.stranger().execute(
      "DROP TRIGGER events_hold; UPDATE events SET payload = x'7B7D' WHERE sequence = 20")
    let again = try TradingSession(desk, now: now)
    #expect(firstDifference(account(of: again.engine), left) == nil)
    let verdict = try JournalReader(path: desk.journalPath).forEachEvent { _ in }
    #expect(verdict.brokenSequence == 20)
    try again.journal.close()
    try desk.stranger().execute(
      "UPDATE events SET payload = x'7B7D' WHERE sequence = (SELECT max(sequence) FROM events)")
    let error = journalError { _ = try TradingSession(desk, now: now) }
    guard case .damaged(20, _) = error?.problem else {
      Issue.record("expected damage at 20, got \(String(describing: error))")
      return
    }
  }

  @Test func anAccountBegunAnewHasSnapshotsOfItsOwn() throws {
    let desk = try Desk()
    var random = SplitMix(state: 6)
    var session = try TradingSession(desk, now: Desk.start)
    try trade(&session, passes: 1..<100, &random)
    let now = session.now
    try session.recorder.close(session.engine)
    let journal = try desk.open()
    #expect(try journal.beginEpoch(user: "ada", reason: "", at: now) == 2)
    let begun = journal.durableSequence
    try journal.close()
    #expect(try desk.stranger().integer("SELECT count(*) FROM snapshots") == 0)
    var second = try TradingSession(desk, now: now)
    #expect(second.engine.orderCount == 0 && second.report.epoch == 2)
    try trade(&second, passes: 1..<100, &random)
    let left = account(of: second.engine)
    try second.recorder.close(second.engine)
    #expect(try desk.stranger().integer("SELECT min(first) FROM snapshots") == begun + 1)
    let third = try TradingSession(desk, now: now)
    #expect(third.report.snapshotAt != nil && third.report.epoch == 2)
    #expect(firstDifference(account(of: third.engine), left) == nil)
  }

  /// The event and its snapshot are written together, once, also where the disk is full for a while.
  @Test func aSnapshotThatCannotBeWrittenWaits() throws {
    let desk = try Desk()
    var random = SplitMix(state: 7)
    var session = try TradingSession(desk, now: Desk.start)
    for pass in 1..<80 {
      session.randomPass(pass, &random)
      try session.commit()
    }
    let database = try session.journal.opened().database
    let pages = try #require(try database.integer("PRAGMA page_count"))
    _ = try database.integer("PRAGMA max_page_count=\(pages)")
    #expect(throws: JournalError.self) {
      _ = try session.journal.condense(from: session.engine, limit: 1_000, interval: 200)
    }
    #expect(session.journal.pendingCount == 1)
    #expect(try !session.journal.condense(from: session.engine, limit: 1_000, interval: 200))
    _ = try database.integer("PRAGMA max_page_count=\(pages + 1_000)")
    for pass in 80..<90 {
      session.randomPass(pass, &random)
      try session.commit()
    }
    try session.recorder.commit()
    #expect(try database.integer("SELECT count(*) FROM snapshots") == 1)
    #expect(try database.integer("SELECT count(*) FROM events WHERE kind = 'snapshot'") == 1)
    let left = account(of: session.engine)
    try session.recorder.close(session.engine)
    let again = try TradingSession(desk, now: session.now)
    #expect(again.report.snapshotAt == 200)
    #expect(firstDifference(account(of: again.engine), left) == nil)
  }

  /// A slice that cannot be read is read later; the snapshot has what was condensed before it.
  @Test func aSliceThatCannotBeReadLosesNothingOfTheOthers() throws {
    let desk = try Desk()
    var random = SplitMix(state: 7)
    var session = try TradingSession(desk, now: Desk.start)
    for pass in 1..<80 {
      session.randomPass(pass, &random)
      try session.commit()
    }
    try session.recorder.commit()
    #expect(try session.journal.condense(from: session.engine, limit: 50, interval: 200))
    let connection = session.journal.connection
    session.journal.connection = nil
    #expect(throws: JournalError.self) {
      _ = try session.journal.condense(from: session.engine, limit: 50, interval: 200)
    }
    session.journal.connection = connection
    for _ in 0..<3 {
      #expect(try session.journal.condense(from: session.engine, limit: 50, interval: 200))
    }
    let left = account(of: session.engine)
    try session.recorder.close(session.engine)
    let again = try TradingSession(desk, now: session.now)
    #expect(again.report.snapshotAt ?? 0 >= 200)
    #expect(firstDifference(account(of: again.engine), left) == nil)
  }

  /// A change of the form needs a new version: then older snapshots are not read by it.
  @Test func formIsThatOfItsVersion() throws {
    let made = #""type":"order_made","ts":"2026-01-05T14:30:00.000000001Z","id":"T1","symbol":"ES""#
    let lines = [
      #"{"type":"opening","ts":"2026-01-05T14:30:00.000000000Z","cash":"5","currency":"USD"}"#,
      "{\(made),\"side\":\"SELL\",\"order_type\":\"STOP_LIMIT\",\"tif\":\"GTD\","
        + "\"quantity\":\"3\",\"limit\":\"4999\",\"stop\":\"5000.25\","
        + "\"expires\":\"2026-01-06T14:30:00.000000000Z\",\"touch\":\"5000.5\",\"post_only\":true,"
        + "\"reduce_only\":true,\"stale_quote\":true,\"list\":\"OCO\",\"leg\":0,\"legs\":1}",
      #"{"type":"accepted","ts":"2026-01-05T14:30:00.000000002Z","id":"T1"}"#,
      #"{"type":"triggered","ts":"2026-01-05T14:30:00.000000003Z","id":"T1","stop":"5000.25"}"#,
      """
      {"type":"modified","ts":"2026-01-05T14:30:00.000000004Z","id":"T1","quantity":"2",\
      "limit":"4998.75"}
      """,
      """
      {"type":"filled","ts":"2026-01-05T14:30:00.000000005Z","id":"T1","fill":1,"symbol":"ES",\
      "side":"SELL","price":"5000","quantity":"1","leaves":"1","commission":"2.25",\
      "liquidity":"MAKER","why":"quote","source":"SCHWAB","bid":"5000","ask":null}
      """,
      """
      {"type":"day","ts":"2026-01-05T14:30:00.000000006Z","baseline":"5","peak":"-7.5","day":1,\
      "trades":2,"trade_date":"2026-01-05"}
      """,
      """
      {"type":"canceled","ts":"2026-01-05T14:30:00.000000007Z","id":"T1","reason":"user",\
      "leaves":"1"}
      """,
      #"{"type":"source","ts":"2026-01-05T14:30:00.000000008Z","symbol":"ES"}"#,
    ]
    var engine = TradingSession.freshEngine()
    var writer = CondensedWriter()
    for line in lines {
      try Array(line.utf8).withUnsafeBufferPointer { line in
        // A made-up life of an order: what is condensed is not taken up.
        if line.contains(where: { $0 == UInt8(ascii: "T") }), engine.orderCount == 0 {
          _ = try? engine.restore(line: line)
        }
        try writer.append(line, from: engine)
      }
    }
    let sha = try #require(SHA256())
    writer.bytes.withUnsafeBytes { sha.update($0) }
    #expect(writer.version == 2)
    #expect("\(sha.finish())" == SnapshotTests.formDigest)
  }

  private static let formDigest =
    "59226c79e32c19d5f8c5e16628a0fd69122ce5f66fbc0edcd04129504676afc8"
}

extension Desk {
  /// Itself, once there is a journal in it.
  fileprivate func opened() throws -> Desk {
    try open().close()
    return self
  }
}
