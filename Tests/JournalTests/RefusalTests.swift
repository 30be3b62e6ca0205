import Foundation
import MarketModel
import Testing

@testable import Journal

/// Files that are refused: each by its own name, and none of them changed.
@Suite struct RefusalTests {
  /// Opens and reads an account whose file somebody has been at; the file must stay as it is.
  private func refusal(_ desk: Desk) throws -> JournalError? {
    let before = try desk.files()
    let error = journalError { _ = try desk.open().lines() }
    #expect(try desk.files() == before)
    return error
  }

  private func spoiled(_ events: Int, _ sql: String) throws -> JournalError? {
    let desk = try Desk()
    try desk.fill(events)
    do {
      let stranger = try desk.stranger()
      try stranger.execute(sql)
    }
    return try refusal(desk)
  }

  @Test func textFile() throws {
    let desk = try Desk()
    try desk.fill(1)
    try Data("sequence,at,kind\n".utf8).write(to: URL(filePath: desk.journalPath))
    let error = try refusal(desk)
    #expect(error?.problem == .notADatabase)
    #expect(
      error?.description == desk.journalPath
        + ": expected a journal, found a file that is no SQLite database; "
        + "nothing was changed; move it away or name another data directory")
  }

  @Test func databaseOfAnotherProgram() throws {
    let error = try spoiled(1, "PRAGMA application_id=77")
    #expect(error?.problem == .otherProgram(applicationID: 77))
    let unnamed = try spoiled(1, "PRAGMA application_id=0; PRAGMA user_version=0")
    #expect(unnamed?.problem == .otherProgram(applicationID: 0))
  }

  @Test func newerVersion() throws {
    let known = JournalSchema.current.version
    let error = try spoiled(1, "PRAGMA user_version=\(known + 1)")
    #expect(error?.problem == .newerSchema(found: known + 1, known: known))
    let words =
      "written by a newer thor (journal version \(known + 1), this one knows up to \(known))"
    #expect(error?.description.contains(words) == true)
  }

  @Test func anotherAccountsFile() throws {
    let desk = try Desk()
    try desk.fill(1)
    try FileManager.default.moveItem(
      atPath: desk.journalPath, toPath: "\(desk.path)/accounts/swing.sqlite")
    let swing = try #require(AccountName("swing"))
    let error = journalError { _ = try desk.open(swing) }
    #expect(error?.problem == .otherAccount(found: "paper", expected: "swing"))
  }

  @Test func fileWithoutAnOwner() throws {
    let error = try spoiled(1, "DELETE FROM meta")
    #expect(
      error?.problem == .damaged(sequence: nil, message: "it does not say whose it is"))
  }

  @Test func directoryInItsPlace() throws {
    let desk = try Desk()
    try FileManager.default.createDirectory(
      atPath: desk.journalPath, withIntermediateDirectories: true)
    #expect(journalError { _ = try desk.open() }?.problem == .notAFile)
  }

  @Test func pipeInItsPlace() throws {
    let desk = try Desk()
    try desk.fill(1)
    try FileManager.default.removeItem(atPath: desk.journalPath)
    #expect(mkfifo(desk.journalPath, 0o600) == 0)
    #expect(journalError { _ = try desk.open() }?.problem == .notAFile)
  }

  @Test func directoryInPlaceOfTheLock() throws {
    let desk = try Desk()
    try FileManager.default.createDirectory(
      atPath: desk.lockPath, withIntermediateDirectories: true)
    let error = journalError { _ = try desk.open() }
    #expect(error == JournalError(.notAFile, path: desk.lockPath))
  }

  @Test func fileInPlaceOfTheDirectory() throws {
    let desk = try Desk()
    try Data().write(to: URL(filePath: "\(desk.path)/accounts"))
    let error = journalError { _ = try desk.open() }
    #expect(error?.problem == .directory(message: "Not a directory"))
    #expect(error?.path == "\(desk.path)/accounts")
  }

  @Test func directoryThatCannotBeMade() throws {
    let error = journalError {
      _ = try Journal.open(dataDirectory: "/proc/thor/data/", account: .paper, now: Desk.start)
    }
    #expect(error?.path == "/proc/thor")
    #expect(
      error?.description == "/proc/thor: expected a directory that can be written: "
        + "No such file or directory; make the directory yours or name another data directory")
  }

  // MARK: Damage

  /// After a crash the log holds what the file does not have yet: refusing must not merge them.
  @Test func refusedFileKeepsItsLog() throws {
    let crashed = try Desk()
    do {
      let desk = try Desk()
      try desk.fill(3)
      let stranger = try desk.stranger()
      try stranger.setCheckpointOnClose(false)
      try stranger.execute("DROP TRIGGER events_stay; DELETE FROM events WHERE sequence = 2")
      try FileManager.default.copyItem(
        atPath: "\(desk.path)/accounts", toPath: "\(crashed.path)/accounts")
    }
    #expect(try crashed.files().count == 2)
    let error = try refusal(crashed)
    #expect(
      error?.problem == .damaged(sequence: 2, message: "expected it here, found event 3"))
  }

  @Test func missingEvent() throws {
    let error = try spoiled(9, "DROP TRIGGER events_stay; DELETE FROM events WHERE sequence = 4")
    #expect(
      error?.problem == .damaged(sequence: 4, message: "expected it here, found event 5"))
  }

  @Test func missingFirstEvent() throws {
    let error = try spoiled(2, "DROP TRIGGER events_stay; DELETE FROM events WHERE sequence = 1")
    #expect(
      error?.problem == .damaged(sequence: 1, message: "expected it here, found event 2"))
  }

  @Test func eventWithANumberBelowTheFirst() throws {
    let error = try spoiled(
      1, "DROP TRIGGER events_follow; INSERT INTO events VALUES (-3, 0, 'x', x'00', zeroblob(32))")
    #expect(error?.problem == .damaged(sequence: 1, message: "expected it here, found event -3"))
  }

  @Test func fileCutShort() throws {
    let desk = try Desk()
    try desk.fill(5_000)
    let handle = try #require(FileHandle(forWritingAtPath: desk.journalPath))
    let size = try handle.seekToEnd()
    try handle.truncate(atOffset: size / 2 / 4096 * 4096)
    try handle.close()
    let error = try refusal(desk)
    guard case .damaged = error?.problem else {
      Issue.record("expected damage, got \(String(describing: error))")
      return
    }
  }

  @Test func overwrittenPageNamesTheFirstEventLost() throws {
    let desk = try Desk()
    try desk.fill(5_000)
    let handle = try #require(FileHandle(forWritingAtPath: desk.journalPath))
    let pages = try handle.seekToEnd() / 4096
    try handle.seek(toOffset: pages / 2 * 4096)
    try handle.write(contentsOf: Data(repeating: 0xAA, count: 4096))
    try handle.close()
    let error = try refusal(desk)
    guard case .damaged(let sequence?, _) = error?.problem else {
      Issue.record("expected damage at an event, got \(String(describing: error))")
      return
    }
    #expect((2...5_000).contains(sequence))
    #expect(error?.description.contains("damaged at event \(sequence): ") == true)
  }
}
