import Foundation
import TestSupport
import Testing

/// Terminals of every size and kind, and none at all.
@Suite(.serialized, .ownThreads) struct TerminalStoryTests {
  @Test func eightyByTwentyFourHasTheWatchlistAndAPaneAKeyAway() throws {
    let story = try DeskStory(columns: 80, rows: 24)
    try story.terminal.waitFor(text: "Watchlist")
    story.quote("ES", "5000.00", "5000.25")
    try story.terminal.waitFor(text: "5000.25")
    #expect(story.terminal.screen.contains("Positions"))
    story.terminal.send("o")
    try story.terminal.waitFor(text: "Orders")
    story.terminal.send("g")
    try story.terminal.waitFor(text: "Log")
    story.terminal.send("w")
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    #expect(story.terminal.screen.contains("5000.25"))
  }

  @Test func aTooSmallScreenSaysWhatIsNeededAndComesBack() throws {
    let story = try DeskStory(columns: 59, rows: 15)
    try story.terminal.waitFor(text: "thor needs 60 x 16, this is 59 x 15")
    story.terminal.resize(columns: 100, rows: 30)
    try story.terminal.waitFor(text: "Watchlist")
    #expect(story.terminal.screen.unknown == [])
  }

  @Test func aResizeInTheMiddleOfATicketLosesNothing() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send("b")
    try story.terminal.waitFor(text: "BUY ES")
    story.terminal.send("5")
    story.terminal.resize(columns: 80, rows: 24)
    try story.terminal.waitFor("the ticket in the small screen") { screen in
      screen.width == 80 && screen.contains("BUY ES")
    }
    story.terminal.resize(columns: 120, rows: 36)
    story.terminal.send("\r")
    try story.terminal.waitFor(text: "BUY 10 ES LIMIT 5000.25")
  }

  @Test func withoutUnicodeNothingButAsciiIsWritten() throws {
    let story = try DeskStory(environment: ["LANG": "C", "NO_COLOR": "1"])
    try story.showQuotes()
    #expect(story.terminal.output.allSatisfy { $0 < 0x80 })
    try story.waitFor(line: "ES", "5000.25", "FRESH")
  }

  @Test func nothingIsWrittenWhileNothingChanges() throws {
    let story = try DeskStory()
    try story.waitUntilLive()
    story.pass(seconds: 0.5)
    let bytes = story.terminal.output.count
    let chunks = story.terminal.chunks
    story.pass(seconds: 2)
    // Once a second, in one write, the clocks and countdowns move and our own paint time gets a point
    // (200 to 370 bytes); a page painted anew would be ten times as much.
    #expect(story.terminal.chunks - chunks <= 3)
    #expect(story.terminal.output.count - bytes < 3 * 500)
  }

  @Test func withoutATerminalItSaysSo() throws {
    let result = try run(["--redis", "redis://127.0.0.1:1"])
    #expect(result.status != 0)
    let piped = try run(["demo", "--in-process"])
    #expect(piped.status == 1)
    #expect(piped.error.contains("needs a terminal"))
  }

  @Test func withoutAServerItSaysSoAndOffersTheDemo() throws {
    let story = try DeskStory(starts: false)
    let terminal = try PseudoTerminal(
      running: DeskStory.thor, ["--redis", "unix://\(story.home)/none.sock"],
      environment: story.environment())
    try terminal.waitFor(text: "thor demo")
    #expect(terminal.waitForExit() == 69)
  }

  @Test(arguments: [
    ("watchlist: [ES\n", "config.yaml:2:1"), ("acount: x\n", "config.yaml:1:1"),
    ("display: {theme: drak}\n", "did you mean \"dark\""),
    ("display: {keymap: none-such}\n", "a known keymap"),
  ])
  func aBrokenConfigurationIsOneLineWithItsPlace(_ text: String, _ expected: String) throws {
    let home = try DeskStory.makeHome(text)
    defer { try? FileManager.default.removeItem(atPath: home) }
    let result = try run(["--wait"], ["HOME": home, "XDG_CONFIG_HOME": home + "/config"])
    #expect(result.status == 78)
    #expect(result.error.contains(expected), "\(result.error)")
  }

  @Test(arguments: [
    "--help", "--version", "demo --help", "feed simulate --help", "feed file --help",
    "engine --help", "bench feed --help",
  ])
  func helpComesWithAnExample(_ line: String) throws {
    let result = try run(line.split(separator: " ").map(String.init))
    #expect(result.status == 0)
    #expect(result.output.contains(line == "--version" ? "thor 0" : "example"))
    #expect(result.error.isEmpty)
  }

  @Test(arguments: [
    ("nonsense", "unknown command 'nonsense'"), ("demos", "did you mean 'demo'?"),
    ("demo --rate 0", "--rate expects a whole number from 1 to 200000, got '0'"),
    ("demo --rat 5", "did you mean '--rate'?"), ("--nonsense", "unknown option '--nonsense'"),
    ("feed", "feed expects simulate or file"), ("feed file", "feed file: expects FILE"),
    ("--redis redis://user:secret@desk", "without a password"),
    ("demo x", "unexpected argument 'x'"),
  ])
  func aWrongWordIsOneLineAndStatusTwo(_ line: String, _ expected: String) throws {
    let result = try run(line.split(separator: " ").map(String.init))
    #expect(result.status == (line.contains("secret") ? 78 : 2))
    #expect(result.error.contains(expected), "\(result.error)")
    #expect(!result.error.contains("secret"))
    #expect(result.output.isEmpty)
  }

  struct Result {
    let status: Int32
    let output: String
    let error: String
  }

  /// Runs the program without a terminal.
  func run(_ words: [String], _ environment: [String: String] = [:]) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: DeskStory.thor)
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let output = Pipe()
    let error = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = error
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    let complained = error.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: said, as: UTF8.self),
      error: String(decoding: complained, as: UTF8.self))
  }
}
