import Foundation
import TestSupport
import Testing

/// Disks that are full, fail, hang or may not be written: the desk stays, says so, takes no orders
/// meanwhile, and goes on by itself.
@Suite(.serialized, .ownThreads) struct FaultStoryTests {
  /// A desk that holds one ES, and is started again with something wrong.
  private static func holder(
    fault: String?, environment: [String: String?] = [:]
  ) throws -> DeskStory {
    let story = try DeskStory(starts: false)
    try story.start(environment: environment)
    try story.showQuotes()
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "filled T1 BUY 1 ES at 5000.25")
    #expect(story.quit() == 0)
    guard let fault else { return story }
    var more = environment
    more["THOR_JOURNAL_FAULT"] = fault
    try story.start(environment: more)
    try story.waitFor(line: "ES", "+1", "5000.25")
    try story.waitUntilLive()
    return story
  }

  /// Also what nobody acts on is a commit: the first quote's source makes the first one fail.
  private static func mustRecover(_ story: DeskStory, saying words: String) throws {
    story.quote("ES", "5000.00", "5000.25")
    try story.terminal.waitFor(text: " JOURNAL ")
    try story.terminal.waitFor(text: words)
    // What is open stays to be seen, keys are answered, and nothing is sent.
    try story.waitFor(line: "ES", "+1", "5000.25")
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: "not sent: the journal cannot be written")
    #expect(story.countInLog("accepted T2") == 0)
    try story.terminal.waitFor(text: "the journal is written again", timeout: 20)
    try story.terminal.waitFor("no banner") { !$0.contains(" JOURNAL ") }
    story.terminal.send("\u{1b}")
    story.quote("ES", "5000.00", "5000.25")
    story.pass(seconds: 0.3)
    try story.sendTicket("b", "BUY ES")
    try story.waitFor(line: "ES", "+2", "5000.25", timeout: 20)
    story.terminal.signal(SIGTERM)
    #expect(story.terminal.waitForExit() == 143)
  }

  @Test func aStoreThatReturnsErrors() throws {
    let story = try Self.holder(fault: "error:1:5")
    try Self.mustRecover(story, saying: "reading or writing failed")
  }

  @Test func aStoreThatHangs() throws {
    let story = try Self.holder(fault: "hang:1:7000")
    try Self.mustRecover(story, saying: "the disk does not answer")
  }

  @Test func aFaultThatIsNoneIsSaid() throws {
    let story = try DeskStory(starts: false)
    try story.start(environment: ["THOR_JOURNAL_FAULT": "explode:1"])
    #expect(story.terminal.waitForExit() == 2)
  }

  @Test(.enabled(if: Mount.isPossible))
  func aDiskThatIsFull() throws {
    let mount = try Mount(kilobytes: 1_024)
    let story = try Self.holder(fault: nil, environment: ["XDG_DATA_HOME": mount.path])
    try story.start(environment: ["XDG_DATA_HOME": mount.path])
    try story.waitFor(line: "ES", "+1", "5000.25")
    try story.waitUntilLive()
    // The log has some room of its own until it grows.
    story.quote("ES", "5000.00", "5000.25")
    story.pass(seconds: 1.5)
    mount.fill()
    try story.sendTicket("b", "BUY ES")
    try story.terminal.waitFor(text: " JOURNAL ")
    try story.terminal.waitFor(text: "no room to write")
    story.pass(seconds: 1)
    #expect(story.countInLog("filled T") == 1)
    try story.waitFor(line: "ES", "+1", "5000.25")
    // Something else may have needed the room first; then the order was refused.
    let isRefused = story.countInLog("not sent: the journal") > 0
    mount.empty()
    try story.terminal.waitFor(text: "the journal is written again")
    if isRefused {
      story.terminal.send("\u{1b}")
      story.quote("ES", "5000.00", "5000.25")
      story.pass(seconds: 0.3)
      try story.sendTicket("b", "BUY ES")
    }
    try story.waitFor(line: "ES", "+2", "5000.25")
    #expect(story.countInLog("filled T") == 2)
    #expect(story.quit() == 0)
  }

  @Test(.enabled(if: Mount.isPossible))
  func aDirectoryThatMayOnlyBeRead() throws {
    let mount = try Mount(kilobytes: 4_096)
    let environment = ["XDG_DATA_HOME": mount.path]
    let story = try Self.holder(fault: nil, environment: environment)
    try mount.makeReadOnly()
    try story.start(environment: environment)
    #expect(story.terminal.waitForExit() == 1)
    let words = String(decoding: story.terminal.output, as: UTF8.self)
    #expect(words.contains("Read-only file system"), "\(words.suffix(400))")
    // Looking into it needs no right to write.
    let run = try ProgramRun(
      DeskStory.thor, ["trades", "--json"],
      environment: story.environment(["XDG_DATA_HOME": mount.path]).compactMapValues { $0 })
    #expect(run.waitForExit() == 0, "\(run.error)")
    #expect(run.objects.count == 1)
  }
}

/// A small file system in memory, gone with this object. Only root may make one.
private final class Mount {
  let path: String

  static let isPossible: Bool = geteuid() == 0 && (try? Mount(kilobytes: 64)) != nil

  init(kilobytes: Int) throws {
    path = NSTemporaryDirectory() + "thor-mount-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard Self.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "none", path) else {
      try? FileManager.default.removeItem(atPath: path)
      throw CocoaError(.fileWriteNoPermission)
    }
  }

  deinit {
    _ = Self.run("umount", "-l", path)
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Takes all room that is left.
  func fill() {
    let descriptor = open(path + "/filler", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    let block = [UInt8](repeating: 0, count: 4_096)
    while write(descriptor, block, block.count) > 0 {}
  }

  func empty() { unlink(path + "/filler") }

  func makeReadOnly() throws {
    guard Self.run("mount", "-o", "remount,ro", path) else {
      throw CocoaError(.fileWriteVolumeReadOnly)
    }
  }

  private static func run(_ words: String...) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = words
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
