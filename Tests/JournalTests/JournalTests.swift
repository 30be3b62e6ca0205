import Foundation
import MarketModel
import Testing

@testable import Journal

@Suite struct JournalTests {
  @Test func newAccountHasFilesOfItsOwnerAlone() throws {
    let desk = try Desk()
    try FileManager.default.removeItem(atPath: desk.path)
    let journal = try desk.open()
    #expect(journal.foundSchema == nil && journal.durableSequence == 0)
    journal.append(line: "{}", .accepted, 0)
    try journal.commit()
    for directory in [desk.path, "\(desk.path)/accounts"] {
      #expect(try desk.permissions(directory) == 0o700)
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(desk.path)/accounts")
    let expected = ["paper.lock", "paper.sqlite", "paper.sqlite-shm", "paper.sqlite-wal"]
    #expect(names.sorted() == expected)
    for name in names { #expect(try desk.permissions("\(desk.path)/accounts/\(name)") == 0o600) }
    try journal.close()
    let left = try FileManager.default.contentsOfDirectory(atPath: "\(desk.path)/accounts")
    #expect(left.sorted() == ["paper.lock", "paper.sqlite"])
  }

  @Test func fileSaysWhatItIs() throws {
    let desk = try Desk()
    let journal = try desk.open()
    let stranger = try desk.stranger()
    #expect(try stranger.integer("PRAGMA application_id") == 0x5468_6F72)
    #expect(
      try stranger.integer("PRAGMA user_version")
        == Int64(JournalSchema.current.version))
    #expect(try stranger.text("PRAGMA journal_mode") == "wal")
    #expect(try stranger.text("SELECT account FROM meta") == "paper")
    #expect(try stranger.integer("SELECT created_at FROM meta") == Desk.start.nanos)
    #expect(try stranger.integer("SELECT epoch FROM meta") == 1)
    #expect(try journal.opened().database.integer("PRAGMA synchronous") == 2)
  }

  @Test func eventsComeBackInOrder() throws {
    let desk = try Desk()
    let journal = try desk.open()
    journal.append(line: "{\"id\":\"o1\"}", .order, 1)
    journal.append(line: "{\"type\":\"accepted\"}", .accepted, 2)
    try journal.commit()
    journal.append(line: "{\"type\":\"filled\"}", .filled, 3)
    try journal.commit()
    #expect(journal.durableSequence == 3 && journal.pendingCount == 0)
    try journal.close()

    let again = try desk.open()
    #expect(again.foundSchema == JournalSchema.current.version && again.durableSequence == 3)
    let expected = [
      "1 order {\"id\":\"o1\"}", "2 accepted {\"type\":\"accepted\"}",
      "3 filled {\"type\":\"filled\"}",
    ]
    #expect(try again.lines() == expected)
    var instants: [Int64] = []
    try again.forEachEvent(after: 1) { instants.append($0.at.nanos(since: Desk.start)) }
    #expect(instants == [2, 3])
    again.append(line: "{}", .day, 4)
    try again.commit()
    #expect(try again.lines().last == "4 day {}")
  }

  @Test func payloadsOfAnySizeComeBack() throws {
    let desk = try Desk()
    let journal = try desk.open()
    let long = "{\"note\":\"\(String(repeating: "é", count: 1 << 20))\"}"
    for line in ["", "{\"a\":\"\\u0000\"}", long] { journal.append(line: line, .risk, 0) }
    try journal.commit()
    #expect(try journal.lines() == ["1 risk ", "2 risk {\"a\":\"\\u0000\"}", "3 risk \(long)"])
  }

  @Test func nothingIsThereBeforeTheCommitAndAllOfItAfter() throws {
    let desk = try Desk()
    let journal = try desk.open()
    let stranger = try desk.stranger()
    for number in 1...500 { journal.append(line: "{}", .filled, number) }
    #expect(try stranger.integer("SELECT count(*) FROM events") == 0)
    #expect(journal.pendingCount == 500)
    try journal.commit()
    #expect(try stranger.integer("SELECT count(*) FROM events") == 500)
    try journal.commit()
    #expect(try stranger.integer("SELECT count(*) FROM events") == 500)
  }

  @Test(arguments: [
    "UPDATE events SET kind = 'x' WHERE sequence = 1", "DELETE FROM events WHERE sequence = 2",
    "DELETE FROM events", "INSERT INTO events VALUES (2, 0, 'x', x'00', zeroblob(32))",
    "INSERT OR REPLACE INTO events VALUES (2, 0, 'x', x'00', zeroblob(32))",
    "INSERT INTO events VALUES (4, 0, 'x', x'00', zeroblob(32))",
    "INSERT INTO events VALUES (3, 0, 'x', 1, zeroblob(32))",
    "INSERT INTO events VALUES (3, 0, 'x', x'00', zeroblob(31))",
  ])
  func eventsAreOnlyAdded(_ sql: String) throws {
    let desk = try Desk()
    try desk.fill(2)
    let stranger = try desk.stranger()
    #expect(throws: JournalError.self) { try stranger.execute(sql) }
    #expect(try desk.open().lines() == ["1 accepted {\"n\":1}", "2 accepted {\"n\":2}"])
  }

  @Test func closedJournalSaysSo() throws {
    let desk = try Desk()
    let journal = try desk.open()
    try journal.close()
    try journal.close()
    journal.append(line: "{}", .filled, 0)
    let error = journalError { try journal.commit() }
    #expect(error?.description.contains("the journal is closed") == true)
  }

  @Test func closingWritesWhatWaits() throws {
    let desk = try Desk()
    let journal = try desk.open()
    journal.append(line: "{}", .filled, 0)
    try journal.close()
    #expect(try desk.open().durableSequence == 1)
  }

  @Test func checkpointEmptiesTheLogWithoutLosingAnything() throws {
    let desk = try Desk()
    let journal = try desk.open()
    for number in 1...50 {
      journal.append(line: "{}", .filled, number)
      try journal.commit()
      if number % 10 == 0 { try journal.checkpoint() }
    }
    #expect(try journal.lines().count == 50)
    #expect(try desk.stranger().text("PRAGMA integrity_check") == "ok")
  }

  @Test func accountsAreApart() throws {
    let desk = try Desk()
    let other = try #require(AccountName("swing-2.b_C"))
    let first = try desk.open()
    let second = try desk.open(other)
    first.append(line: "{}", .filled, 0)
    try first.commit()
    try second.commit()
    #expect(second.durableSequence == 0)
  }

  @Test func namesOfAccountsAreNamesOfFiles() {
    let longest = String(repeating: "x", count: 64)
    for name in ["paper", "A-1.b_2", "7", longest] { #expect(AccountName(name)?.text == name) }
    for name in ["", ".", "..", ".x", "-x", "a/b", "a b", "é", "a'b", "a\0", longest + "x"] {
      #expect(AccountName(name) == nil, "\(name)")
    }
  }
}
