import Foundation
import TestSupport
import Testing

/// A recorded file goes through Redis to the screen, and the screen shows what the file ends with.
@Suite(.serialized, .ownThreads) struct FileStoryTests {
  private struct Ending {
    var last = ""
    var bid = ""
    var ask = ""
  }

  @Test func whatThePanesShowAtTheEndIsWhatTheFileSays() throws {
    let story = try DeskStory(
      configuration: "watchlist: [ES, NQ, CL]\nrisk: {check_margin: false}\n")
    try story.waitUntilLive()
    let (path, endings) = try makeFile(in: story.home, rows: 30_000)
    let feed = Process()
    feed.executableURL = URL(fileURLWithPath: DeskStory.thor)
    feed.arguments = [
      "feed", "file", path, "--redis", "unix://" + story.redis.socketPath, "--speed", "max",
      "--rebase-time", "--source", "CSV",
    ]
    feed.standardError = FileHandle.nullDevice
    try feed.run()
    while feed.isRunning { story.pass(seconds: 0.05) }
    #expect(feed.terminationStatus == 0)
    for (symbol, ending) in endings {
      try story.waitFor(line: symbol, ending.last, ending.bid, ending.ask, "CSV", timeout: 20)
    }
    #expect(story.quit() == 0)
    #expect(story.countInLog("30000 ticks applied, 0 duplicates, 0 rejected") == 1)
  }

  /// Random walks on the instruments' ticks, from a seed; the last row of each symbol is kept.
  private func makeFile(in folder: String, rows: Int) throws -> (String, [String: Ending]) {
    var text = "ts,symbol,last,bid,ask,lastSize,bidSize,askSize,source\n"
    var state: UInt64 = 20_261_120
    func below(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
    let symbols = ["ES", "NQ", "CL"]
    let ticks = [0.25, 0.25, 0.01]
    var places = [20_000, 72_000, 7_800]
    var endings: [String: Ending] = [:]
    for row in 0..<rows {
      let index = Int(below(3))
      places[index] += Int(below(3)) - 1
      func price(_ place: Int) -> String {
        String(format: "%.2f", Double(place) * ticks[index])
      }
      let isTrade = below(4) == 0
      let ending = Ending(
        last: price(places[index]), bid: price(places[index]), ask: price(places[index] + 1))
      endings[symbols[index]] = ending
      let stamp = String(
        format: "2026-01-05T14:%02d:%02d.%09dZ", row / 6_000 % 60, row / 100 % 60, row)
      text += "\(stamp),\(symbols[index]),\(ending.last),\(ending.bid),\(ending.ask),"
      text += "\(isTrade ? "1" : ""),\(1 + below(50)),\(1 + below(50)),GENERATED\n"
    }
    let path = folder + "/ticks.csv"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return (path, endings)
  }
}
