import Foundation
import MarketModel
import TestSupport
import Testing

@testable import Journal

@Suite(.ownThreads) struct AccountLockTests {
  @Test func secondStartNamesTheFirst() throws {
    let desk = try Desk()
    let journal = try Journal.open(
      dataDirectory: desk.path, account: .paper, now: Desk.start, process: 1234)
    let before = try desk.files()
    let error = journalError { _ = try desk.open() }
    #expect(error?.problem == .inUse(account: "paper", process: 1234, since: Desk.start))
    #expect(
      error?.description
        == "account 'paper' is open in another thor (process 1234, since 2026-01-05 14:30 UTC); "
        + "close that one or choose another account")
    #expect(try desk.files() == before)
    journal.append(line: "{}", .filled, 0)
    try journal.commit()
    try journal.close()
    #expect(try desk.open().durableSequence == 1)
  }

  @Test func holderThatHasNotSignedYetIsStillAHolder() throws {
    let desk = try Desk()
    let journal = try desk.open()
    try Data().write(to: URL(filePath: desk.lockPath))
    let error = journalError { _ = try desk.open() }
    #expect(error?.problem == .inUse(account: "paper", process: nil, since: nil))
    #expect(
      error?.description
        == "account 'paper' is open in another thor; close that one or choose another account")
    try journal.close()
  }

  @Test func lockOfADeadProcessIsNoObstacle() throws {
    let desk = try Desk()
    try desk.fill(1)
    try Data("1 1767623400000000000\n".utf8).write(to: URL(filePath: desk.lockPath))
    let journal = try desk.open()
    let text = try String(contentsOfFile: desk.lockPath, encoding: .utf8)
    #expect(text == "\(getpid()) \(Desk.start.nanos)\n")
    try journal.close()
    #expect(try String(contentsOfFile: desk.lockPath, encoding: .utf8) == "")
  }

  @Test func lettingGoOfAJournalLetsGoOfTheAccount() throws {
    let desk = try Desk()
    do {
      let journal = try desk.open()
      journal.append(line: "{}", .filled, 0)
    }
    #expect(try desk.open().durableSequence == 0)
  }

  @Test func refusedFileLeavesTheAccountFree() throws {
    let desk = try Desk()
    try desk.fill(1)
    let whole = try Data(contentsOf: URL(filePath: desk.journalPath))
    try Data("no database at all".utf8).write(to: URL(filePath: desk.journalPath))
    #expect(journalError { _ = try desk.open() }?.problem == .notADatabase)
    try whole.write(to: URL(filePath: desk.journalPath))
    #expect(try desk.open().durableSequence == 1)
  }
}
