import Foundation
import Glibc
import TestSupport
import Testing

/// A journal that cannot be written for a while: the desk stays, shows nothing that is not on disk,
/// and goes on when it can.
@Suite(.serialized, .ownThreads) struct JournalStoryTests {
  @Test func aLockedJournalHoldsTheDeskBackAndLosesNothing() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.pass(seconds: 2.3)
    let hold = try WriteHold(story)
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: " JOURNAL ")
    try story.terminal.waitFor(text: "the journal cannot be written")
    #expect(story.countInLog("another program keeps it locked") == 1)
    // Neither told nor drawn, and nothing new is taken.
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "not sent: the journal cannot be written")
    story.quote("ES", "5002.25", "5002.50")
    story.pass(seconds: 2.2)
    let screen = story.terminal.screen
    #expect(!screen.contains("filled T1") && !screen.contains("+1 "))
    #expect(!screen.contains("5002.50"))
    #expect(story.countInLog("T1") == 0)
    #expect(story.terminal.exitStatus == nil)

    hold.release()
    try story.terminal.waitFor(text: "the journal is written again")
    try story.terminal.waitFor(text: "filled T1 BUY 1 ES at 5000.25")
    try story.waitFor(line: "ES", "+1", "5000.25")
    // What came meanwhile has been waiting in the stream.
    try story.terminal.waitFor(text: "5002.50")
    try story.terminal.waitFor(text: "+100.00")
    try story.terminal.waitFor("no banner") { !$0.contains(" JOURNAL ") }
    #expect(story.countInLog("filled T1") == 1)
    #expect(story.quit() == 0)
    #expect(story.countInLog("\(story.published) ticks applied") == 1)
    try story.start()
    try story.waitFor(line: "ES", "+1", "5000.25")
    #expect(story.quit() == 0)
  }

  /// What nobody acts on may wait, also for long.
  @Test func aSourceSwitchThatCannotBeWrittenEndsNothing() throws {
    let story = try DeskStory()
    try story.waitUntilLive()
    let hold = try WriteHold(story)
    story.quote("ES", "5000.00", "5000.25")
    try story.terminal.waitFor(text: " JOURNAL ")
    story.pass(seconds: 1.5)
    #expect(story.terminal.exitStatus == nil)
    hold.release()
    try story.terminal.waitFor(text: "the journal is written again")
    story.quote("ES", "5001.00", "5001.25")
    try story.terminal.waitFor(text: "5001.25")
    #expect(story.quit() == 0)
  }

  @Test func whoQuitsMeanwhileIsToldTheTruth() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.pass(seconds: 2.3)
    let hold = try WriteHold(story)
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: " JOURNAL ")
    #expect(story.quit() == 1)
    try story.terminal.waitFor(text: "what the desk had not told you by then is not in the account")
    hold.release()
    try story.start()
    try story.waitUntilLive()
    story.quote("ES", "5002.25", "5002.50")
    try story.terminal.waitFor(text: "5002.50")
    #expect(!story.terminal.screen.contains("+1 "))
    #expect(story.quit() == 0)
  }

  /// A file that has gone comes back, or the end says that it is missing.
  @Test func aFileThatWasMovedAwayIsMissedUntilItIsBack() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.pass(seconds: 2.3)
    let file = story.home + "/data/thor/accounts/paper.sqlite"
    try FileManager.default.moveItem(atPath: file, toPath: file + ".away")
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "it was moved or deleted while it is open; put it back")
    #expect(story.countInLog("filled") == 0)
    try FileManager.default.moveItem(atPath: file + ".away", toPath: file)
    try story.terminal.waitFor(text: "filled T1 BUY 1 ES at 5000.25")
    #expect(story.quit() == 0)
  }

  private static func send(_ story: DeskStory) throws {
    try story.sendTicket("b", "BUY ES")
  }
}

/// The lock that a `BEGIN IMMEDIATE` of another program holds: SQLite's write lock, byte 120 of the
/// log's index.
private final class WriteHold {
  private var descriptor: Int32

  init(_ story: DeskStory) throws {
    descriptor = open(story.home + "/data/thor/accounts/paper.sqlite-shm", O_RDWR | O_CLOEXEC)
    try #require(descriptor >= 0)
    var lock = flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = 120
    lock.l_len = 1
    try #require(fcntl(descriptor, F_SETLKW, &lock) == 0)
  }

  /// Ends the other program's transaction.
  func release() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }

  deinit { release() }
}
