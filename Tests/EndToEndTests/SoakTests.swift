import Foundation
import TestSupport
import Testing

/// What takes minutes, and what only the release program can show: `script/soak` runs these.
@Suite(
  .serialized, .ownThreads, .enabled(if: ProcessInfo.processInfo.environment["THOR_SOAK"] == "1"))
struct SoakTests {
  private static let configuration = "watchlist: [ES, NQ, YM, RTY]"

  private func say(_ text: String) { print("soak: \(text) (load \(ProcessFigures.load))") }

  private func number(_ value: Double, _ decimals: Int = 2) -> String {
    String(format: "%.\(decimals)f", value)
  }

  // MARK: Memory

  /// Ten million ticks through feed, codec, rules, engine and screen: the process grows no more.
  @Test func memorySoak() throws {
    let total = 10_000_000
    let story = try DeskStory(configuration: Self.configuration)
    try story.waitUntilLive()
    let process = try #require(story.terminal.processID)
    let start = Date()
    let feed = try ProgramRun(
      DeskStory.thor,
      [
        "feed", "simulate", "--rate", "1000000", "--count", "\(total)", "--max-length", "400000",
        "--symbols", "ES,NQ,YM,RTY", "--redis", "unix://" + story.redis.socketPath,
      ])
    var samples: [(ticks: Int, bytes: Int)] = []
    while feed.waitForExit(timeout: 0) == nil {
      story.pass(seconds: 0.5)
      let ticks = entriesAdded(story.redis)
      guard ticks >= (samples.last?.ticks ?? 0) + total / 10 else { continue }
      samples.append((ticks, try #require(ProcessFigures.residentBytes(of: process))))
    }
    #expect(feed.exitStatus == 0, "\(feed.error)")
    try story.terminal.waitFor("the feed to have read all", timeout: 60) { screen in
      screen.contains("lag 0")
    }
    story.pass(seconds: 2)
    samples.append((total, try #require(ProcessFigures.residentBytes(of: process))))
    let seconds = Date().timeIntervalSince(start)
    for sample in samples { say("\(sample.ticks) ticks: \(sample.bytes / 1_024) KiB resident") }
    say("\(Int(Double(total) / seconds)) ticks/s through a server and the screen")
    let first = try #require(samples.first).bytes
    let last = try #require(samples.last).bytes
    #expect(samples.allSatisfy { $0.bytes < 64 << 20 })
    #expect(last - first < 2 << 20, "grew from \(first) to \(last) bytes")
    #expect(story.quit() == 0)
    #expect(story.countInLog("\(total) ticks applied") == 1)
  }

  private func entriesAdded(_ redis: RedisServer) -> Int {
    let lines = redis.command("XINFO", "STREAM", "quotes:stream:unified")
      .components(separatedBy: "\n")
    let place = lines.firstIndex(of: "entries-added") ?? lines.count
    return place + 1 < lines.count ? Int(lines[place + 1]) ?? 0 : 0
  }

  // MARK: Rest and start

  /// Thirty seconds without a tick: a desk that waits costs next to nothing.
  @Test func idleSoak() throws {
    let story = try DeskStory(configuration: Self.configuration)
    try story.showQuotes()
    story.pass(seconds: 3)
    let process = try #require(story.terminal.processID)
    let before = try #require(ProcessFigures.processorSeconds(of: process))
    let bytes = story.terminal.output.count
    let start = Date()
    story.pass(seconds: 30)
    let seconds = Date().timeIntervalSince(start)
    let used = try #require(ProcessFigures.processorSeconds(of: process)) - before
    let percent = 100 * used / seconds
    say("idle: \(number(percent, 3)) % of a core over \(number(seconds, 0)) s")
    say("idle: \(story.terminal.output.count - bytes) bytes to the terminal")
    #expect(percent < 0.5)
    #expect(story.quit() == 0)
  }

  /// From the start of the process to the first line on the terminal, seen from its other side.
  @Test func firstFrameSoak() throws {
    let story = try DeskStory(configuration: Self.configuration, starts: false)
    var millis: [Double] = []
    for _ in 0..<20 {
      let start = Date()
      try story.start()
      try story.terminal.waitFor(text: "THOR")
      millis.append(Date().timeIntervalSince(start) * 1_000)
      #expect(story.quit() == 0)
    }
    millis.sort()
    let texts = [("best", millis[0]), ("median", millis[10]), ("worst", millis[19])]
    say("first frame: " + texts.map { "\($0) \(number($1, 1)) ms" }.joined(separator: ", "))
    #expect(millis[10] < 100)
  }

  /// The benchmark's desk is the real one, and it and its server are gone afterwards.
  @Test func benchRenderSoak() throws {
    let run = try ProgramRun(DeskStory.thor, ["bench", "render", "--json"])
    #expect(run.waitForExit(timeout: 180) == 0, "\(run.error)")
    say(run.output.trimmingCharacters(in: .newlines))
    let object = try #require(run.objects.first)
    #expect(object["keys"] as? Int == 300)
    #expect(object["writes_per_frame"] as? Double == 1)
    #expect((object["bytes_per_frame"] as? Double ?? .infinity) <= 2_300)
    #expect((object["cpu_percent"] as? Double ?? .infinity) < 15)
    #expect(!FileManager.default.fileExists(atPath: run.folder + "/.local"))
  }

  // MARK: The allocator

  /// The decode path of a release build never calls the allocator.
  @Test func allocationSoak() throws {
    let path = try #require(ProcessInfo.processInfo.environment["THOR_ALLOCATION_PROOF"])
    let server = try RedisServer()
    let proof = try ProgramRun(path, [server.socketPath])
    #expect(proof.waitForExit(timeout: 120) == 0)
    for line in proof.output.split(separator: "\n") { say(String(line)) }
    let counts = Dictionary(
      proof.objects.compactMap { object in
        (object["what"] as? String).flatMap { what in
          (object["allocations"] as? Int).map { (what, $0) }
        }
      }, uniquingKeysWith: { one, _ in one })
    #expect(counts["a block freed at once"] == 200)
    #expect(counts["decode"] == 0)
    #expect(counts["refuse"] == 0)
    #expect(counts["decode and apply"] == 0)
    #expect((counts["feed, decode and apply"] ?? .max) <= 400)
  }
}
