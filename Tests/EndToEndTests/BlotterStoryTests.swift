import Foundation
import TestSupport
import Testing

/// The blotter on a real terminal: trades made, seen, narrowed, and written to files.
@Suite(.serialized, .ownThreads) struct BlotterStoryTests {
  private func trade(_ story: DeskStory, _ key: String, _ title: String, _ said: String) throws {
    story.pass(seconds: 0.2)
    try story.sendTicket(key, title)
    try story.terminal.waitFor("the fill") { _ in story.countInLog(said) == 1 }
  }

  private func exports(_ story: DeskStory, _ kind: String) throws -> [String] {
    let folder = story.home + "/data/thor/exports"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(kind) }.sorted().map { folder + "/" + $0 }
  }

  @Test func twoTradesAreSeenNarrowedAndExported() throws {
    let story = try DeskStory()
    try story.showQuotes()
    try trade(story, "b", "BUY ES", "filled T1 BUY 1 ES at 5000.25")
    story.quote("ES", "5002.00", "5002.25")
    try story.terminal.waitFor(text: "5002.25")
    try trade(story, "s", "SELL ES", "filled T2 SELL 1 ES at 5002.00")
    story.terminal.send("\u{1b}[B")
    story.quote("NQ", "17999.75", "18000.00", source: "EXCEL")
    try trade(story, "b", "BUY NQ", "filled T3 BUY 1 NQ at 18000.00")
    story.terminal.send("5")
    try story.terminal.waitFor(text: "Orders (3)")
    try story.waitFor(line: "T3", "NQ", "BUY", "FILLED")
    try story.waitFor(line: "ES", "LONG", "5000.25", "5002.00", "+87.50")
    try story.terminal.waitFor(text: "Trades (1)")

    story.terminal.send("f")
    try story.terminal.waitFor(text: "show rows with")
    story.terminal.send("sell\r")
    try story.terminal.waitFor(text: "Orders (1 of 3: \"sell\")")
    story.terminal.send("x")
    try story.terminal.waitFor(text: "Orders (3)")
    story.terminal.send("u")
    try story.terminal.waitFor(text: "Orders (2 of 3: ES)")
    story.terminal.send("e")
    try story.terminal.waitFor(text: "exported 2 rows to")
    let csv = try #require(try exports(story, ".csv").first)
    let lines = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\r\n")
    #expect(lines.count == 3 && lines[0].hasPrefix("at,order,symbol,side,quantity,filled,type"))
    #expect(lines[1].contains(",T2,ES,SELL,1,1,") && lines[2].contains(",T1,ES,BUY,1,1,"))
    // What the file says is what the screen says, row by row.
    let screen = story.terminal.screen.lines.filter { $0.contains("FILLED") && $0.contains(" ES ") }
    #expect(screen.count == 2 && screen[0].contains("T2") && screen[1].contains("T1"))
    let json = try Data(
      contentsOf: URL(fileURLWithPath: try #require(exports(story, ".json").first)))
    let objects = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
    #expect(objects.map { $0["order"] as? String } == ["T2", "T1"])
    #expect(
      objects[0]["average"] as? String == "5002" && objects[0]["state"] as? String == "FILLED")
    // Nothing is written over.
    story.terminal.send("e")
    try story.terminal.waitFor("a second file") { _ in (try? exports(story, ".csv").count) == 2 }
    let mode = try FileManager.default.attributesOfItem(atPath: csv)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(story.quit() == 0)

    // After a restart it is all there again, from the journal.
    try story.start()
    try story.terminal.waitFor(text: "Watchlist")
    story.terminal.send("5")
    try story.terminal.waitFor(text: "Orders (3)")
    try story.waitFor(line: "ES", "LONG", "5000.25", "5002.00", "+87.50")
    try story.waitFor(line: "slippage", "0.00 t")
    #expect(story.quit() == 0)
  }
}
