import Foundation
import MarketModel
import TestSupport
import Testing

@testable import Journal

/// Commits that fail for real: nothing is lost, nothing is doubled, and the words say what to do.
@Suite(.ownThreads) struct FailureTests {
  /// A line that fills a page of the file by itself.
  private static let page = "{\"note\":\"\(String(repeating: "x", count: 4_000))\"}"

  @Test func fullFileKeepsWhatWaitsAndWritesItOnce() throws {
    let desk = try Desk()
    let journal = try desk.open()
    journal.append(line: "{\"n\":1}", .filled, 1)
    try journal.commit()
    let database = try journal.opened().database
    let pages = try #require(try database.integer("PRAGMA page_count"))
    _ = try database.integer("PRAGMA max_page_count=\(pages + 2)")

    for number in 2...11 { journal.append(line: FailureTests.page, .filled, number) }
    for _ in 1...3 {
      let error = journalError { try journal.commit() }
      #expect(
        error?.description == desk.journalPath
          + ": no room to write: database or disk is full; "
          + "free some space; what was acknowledged before is safe")
      #expect(error?.isWorthRetrying == true)
    }
    #expect(journal.pendingCount == 10 && journal.durableSequence == 1)
    #expect(try desk.stranger().integer("SELECT count(*) FROM events") == 1)
    #expect(!database.isInTransaction)

    journal.append(line: "{\"n\":12}", .filled, 12)
    _ = try database.integer("PRAGMA max_page_count=\(pages + 1_000)")
    try journal.commit()
    #expect(journal.durableSequence == 12 && journal.pendingCount == 0)
    let lines = try journal.lines()
    #expect(lines.count == 12 && lines.last == "12 filled {\"n\":12}")
    try journal.close()
    #expect(try desk.open().lines() == lines)
  }

  @Test func programThatHoldsTheFileIsWaitedForAndNamed() throws {
    let desk = try Desk()
    let journal = try desk.open()
    let stranger = try desk.stranger()
    try stranger.execute("BEGIN IMMEDIATE")
    journal.append(line: "{}", .filled, 1)
    let error = journalError { try journal.commit() }
    #expect(error?.problem == .busy(message: "database is locked"))
    try stranger.execute("ROLLBACK")
    try journal.commit()
    #expect(try journal.lines() == ["1 filled {}"])
  }

  @Test func programThatOnlyReadsHoldsNothingUp() throws {
    let desk = try Desk()
    let journal = try desk.open()
    journal.append(line: "{}", .filled, 1)
    try journal.commit()
    let stranger = try desk.stranger()
    try stranger.execute("BEGIN")
    #expect(try stranger.integer("SELECT count(*) FROM events") == 1)
    journal.append(line: "{}", .filled, 2)
    try journal.commit()
    try journal.checkpoint()
    #expect(try stranger.integer("SELECT count(*) FROM events") == 1)
    try journal.close()
    try stranger.execute("COMMIT")
    #expect(try stranger.integer("SELECT count(*) FROM events") == 2)
  }

  @Test func eventOfSomebodyElseIsNotWrittenOver() throws {
    let desk = try Desk()
    let journal = try desk.open()
    try desk.stranger().execute("INSERT INTO events VALUES (1, 0, 'x', x'7B7D', zeroblob(32))")
    journal.append(line: "{}", .filled, 1)
    let error = journalError { try journal.commit() }
    let words = "another program wrote into it: an event must follow the last one"
    #expect(error?.problem == .damaged(sequence: nil, message: words))
    // One event waits and one is there, but it is another.
    for _ in 1...2 {
      #expect(
        journalError { try journal.commit() }?.problem
          == .damaged(
            sequence: 1,
            message: "its hash is not that of its bytes and of all events before it"))
    }
    #expect(journal.pendingCount == 1)
    #expect(try desk.stranger().integer("SELECT count(*) FROM events") == 1)
  }

  @Test func commitThatFailedAfterItHappenedIsNotWrittenAgain() throws {
    let desk = try Desk()
    let journal = try desk.open()
    let stranger = try desk.stranger()
    try stranger.execute("BEGIN IMMEDIATE")
    for number in 1...3 { journal.append(line: "{\"n\":\(number)}", .filled, number) }
    #expect(journalError { try journal.commit() } != nil)
    // What the failed call was to write stands in the file, as after a lost answer.
    var chain = try EventChain(account: "paper", path: desk.journalPath)
    for number in 1...3 {
      let at = Desk.start.advanced(byNanos: Int64(number))
      let hash = chain.append(at: at, kind: "filled", payload: "{\"n\":\(number)}")
      try stranger.execute(
        "INSERT INTO events VALUES "
          + "(\(number), \(at.nanos), 'filled', CAST('{\"n\":\(number)}' AS BLOB), x'\(hash)')")
    }
    try stranger.execute("COMMIT")
    journal.append(line: "{\"n\":4}", .filled, 4)
    try journal.commit()
    #expect(try journal.lines() == (1...4).map { "\($0) filled {\"n\":\($0)}" })
  }

  @Test func fileThatIsMovedAwayIsMissed() throws {
    let desk = try Desk()
    let journal = try desk.open()
    try FileManager.default.moveItem(atPath: desk.journalPath, toPath: desk.path + "/away")
    journal.append(line: "{}", .filled, 1)
    #expect(journalError { try journal.commit() }?.problem == .gone)
    try FileManager.default.moveItem(atPath: desk.path + "/away", toPath: desk.journalPath)
    try journal.commit()
    #expect(try journal.lines() == ["1 filled {}"])
  }

  /// A disk that does not answer: the loop has its answer after a second, and the commit its end.
  @Test func diskThatDoesNotAnswerHoldsNobodyUp() throws {
    let desk = try Desk()
    let journal = try Journal.open(
      dataDirectory: desk.path, account: .paper, now: Desk.start, fault: JournalFault("hang:2:1800")
    )
    journal.append(line: "{\"n\":1}", .filled, 1)
    try journal.commit()
    journal.append(line: "{\"n\":2}", .filled, 2)
    let stalled = JournalError(.stalled, path: journal.path)
    #expect(journalError { try journal.commit() } == stalled)
    journal.append(line: "{\"n\":3}", .filled, 3)
    #expect(journalError { try journal.commit() } == stalled)
    #expect(journalError { try journal.checkpoint() } == stalled)
    #expect(journal.durableSequence == 1 && journal.pendingCount == 2 && stalled.isWorthRetrying)
    while journalError({ try journal.commit() }) == stalled { usleep(20_000) }
    #expect(journal.durableSequence == 3 && journal.pendingCount == 0)
    try journal.close()
    #expect(try desk.open().lines() == (1...3).map { "\($0) filled {\"n\":\($0)}" })
  }

  @Test func faultsAreReadAsTheyAreWritten() {
    for text in ["", "error", "error:0", "error:1:0", "hang:1", "kill-before-commit:1:2", "x:1"] {
      #expect(JournalFault(text) == nil, "\(text)")
    }
    for text in ["error:1", "error:2:3", "hang:1:5", "kill-before-commit:4", "kill-after-commit:1"]
    {
      #expect(JournalFault(text) != nil, "\(text)")
    }
  }

  // MARK: The system's own refusals, in processes of their own

  /// A limit on file sizes stands in for a full disk: the system refuses the write half-way.
  @Test func diskThatIsFullForAWhile() async throws {
    let desk = try Desk()
    await #expect(processExitsWith: .success) { [path = desk.path as String] in
      signal(SIGXFSZ, SIG_IGN)
      let journal = try Journal.open(dataDirectory: path, account: .paper, now: Desk.start)
      journal.append(line: "{\"n\":1}", .filled, 1)
      try journal.commit()
      let log = "\(Desk.journalPath(in: path))-wal"
      let size = try #require(
        FileManager.default.attributesOfItem(atPath: log)[.size] as? UInt64)
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(1), &limit)
      let whole = limit
      for room in [0, 1, 24, 4_000, 4_120, 9_000] as [UInt64] {
        limit.rlim_cur = rlim_t(size + room)
        setrlimit(__rlimit_resource_t(1), &limit)
        journal.append(line: FailureTests.page, .filled, 2)
        journal.append(line: FailureTests.page, .filled, 3)
        journal.append(line: FailureTests.page, .filled, 4)
        let error = journalError { try journal.commit() }
        guard case .diskFull = error?.problem else {
          Issue.record("room \(room): \(String(describing: error))")
          return
        }
      }
      var status = whole
      setrlimit(__rlimit_resource_t(1), &status)
      try journal.commit()
      #expect(journal.durableSequence == 19)
      try journal.close()
    }
    #expect(try desk.open().lines().count == 19)
    #expect(try desk.stranger().text("PRAGMA integrity_check") == "ok")
  }

  @Test func directoryThatMayNotBeWritten() async throws {
    let desk = try Desk()
    try desk.fill(3)
    let before = try desk.files()
    chmod("\(desk.path)/accounts", 0o555)
    chmod(desk.journalPath, 0o644)
    chmod(desk.lockPath, 0o666)
    chmod(desk.path, 0o755)
    await #expect(processExitsWith: .success) { [path = desk.path as String] in
      if geteuid() == 0 { #expect(seteuid(65_534) == 0) }
      let error = journalError {
        _ = try Journal.open(dataDirectory: path, account: .paper, now: Desk.start)
      }
      // Root leaves a file that is another's; anybody else a directory that takes no log.
      switch error?.problem {
      case .denied, .readOnly: break
      default: Issue.record("\(String(describing: error))")
      }
      let swing = try #require(AccountName("swing"))
      let other = journalError {
        _ = try Journal.open(dataDirectory: path, account: swing, now: Desk.start)
      }
      #expect(other?.problem == .denied(message: "Permission denied"))
    }
    #expect(try desk.files() == before)
    chmod("\(desk.path)/accounts", 0o700)
  }
}
