import Foundation
import TestSupport
import Testing

/// `thor feed file`: recorded ticks as a collector would publish them.
@Suite(.ownThreads) struct FeedFileTests {
  private static let header = "ts,symbol,last,bid,ask,lastSize,bidSize,askSize,source"

  /// Rows half a second apart, ES and NQ in turn.
  private static func rows(_ count: Int) -> [String] {
    (0..<count).map { number in
      let half = number % 2 == 0 ? "000" : "500"
      let second = String(format: "%02d:%02d", number / 120, number / 2 % 60)
      let quarter = number % 2 == 0 ? "00" : "25"
      return "2026-01-05T14:\(second).\(half)Z,\(number % 2 == 0 ? "ES" : "NQ"),"
        + "\(5000 + number).\(quarter),\(4999 + number).75,\(5000 + number).\(quarter),"
        + "2,10,12,SCHWAB"
    }
  }

  private func text(_ rows: [String]) -> String {
    ([Self.header] + rows + [""]).joined(separator: "\n")
  }

  @Test func publishesEveryRowAsItStands() throws {
    let bus = try FeedBus()
    let file = try bus.write(text(Self.rows(200)))
    let run = try bus.feed("file", file, "--speed", "max")
    #expect(run.waitForExit() == 0)
    #expect(run.error == "feed file: 200 events published\n")
    let entries = bus.entries()
    #expect(entries.count == 200)
    let first = try #require(entries.first)
    #expect(first["symbol"] == "ES" && first["source"] == "SCHWAB")
    #expect(first["last"] == "5000" && first["bid"] == "4999.75" && first["lastSize"] == "2")
    #expect(first["timestamp"]?.hasPrefix("2026-01-05T14:00:00") == true)
    #expect(entries[199]["last"] == "5199.25")
    #expect(Set(entries.map { $0["ingest_id"] ?? "" }).count == 200)
    #expect(bus.latest("NQ") == entries[199])
    let numbers = entries.filter { $0["symbol"] == "NQ" }.compactMap { Int($0["seq"] ?? "") }
    #expect(numbers == Array(1...100))
  }

  @Test func readsGzipAlike() throws {
    let bus = try FeedBus()
    let plain = try bus.write(text(Self.rows(300)))
    let packed = try bus.pack(plain)
    for (file, stream) in [(plain, "plain"), (packed, "packed")] {
      let run = try bus.feed("file", file, "--speed", "max", "--stream", stream)
      #expect(run.waitForExit() == 0)
    }
    func values(_ stream: String) -> [[String: String]] {
      bus.entries(stream).map { entry in entry.filter { $0.key != "ingest_id" } }
    }
    #expect(values("plain").count == 300)
    #expect(values("plain") == values("packed"))
  }

  @Test func takesSymbolsAndSource() throws {
    let bus = try FeedBus()
    let file = try bus.write(text(Self.rows(100)))
    let run = try bus.feed(
      "file", file, "--speed", "max", "--symbols", "NQ", "--source", "CSV")
    #expect(run.waitForExit() == 0)
    let entries = bus.entries()
    #expect(entries.count == 50)
    #expect(entries.allSatisfy { $0["symbol"] == "NQ" && $0["source"] == "CSV" })
    #expect(bus.latest("ES").isEmpty)
  }

  /// The first row is now, and the others keep their distance at the speed asked for.
  @Test func movesTheTimesToNow() throws {
    let bus = try FeedBus()
    let file = try bus.write(text(Self.rows(9)))
    let start = Date()
    let run = try bus.feed("file", file, "--speed", "8", "--rebase-time")
    #expect(run.waitForExit() == 0)
    let took = Date().timeIntervalSince(start)
    // Four seconds of the file at eight times the speed.
    #expect(took >= 0.5 && took < 10)
    let times = bus.entries().compactMap { FeedBus.seconds($0["timestamp"]) }
    #expect(times.count == 9)
    #expect(abs(try #require(times.first) - start.timeIntervalSince1970) < 5)
    for (one, next) in zip(times, times.dropFirst()) {
      #expect(abs(next - one - 0.0625) < 0.001)
    }
  }

  @Test func keepsThePaceOfTheFile() throws {
    let bus = try FeedBus()
    let file = try bus.write(text(Self.rows(5)))
    let start = Date()
    let run = try bus.feed("file", file, "--speed", "4")
    #expect(run.waitForExit() == 0)
    #expect(Date().timeIntervalSince(start) >= 0.5)
    #expect(bus.entries().last?["timestamp"]?.hasPrefix("2026-01-05T14:00:02") == true)
  }

  @Test func loopsUntilItIsInterrupted() throws {
    let bus = try FeedBus()
    let file = try bus.write(text(Self.rows(10)))
    let run = try bus.feed("file", file, "--speed", "max", "--loop")
    #expect(bus.waitForLength(35))
    run.signal(SIGINT)
    #expect(run.waitForExit() == 130)
    let entries = bus.entries()
    #expect(Set(entries.map { $0["ingest_id"] ?? "" }).count == entries.count)
    #expect(Set(entries.prefix(40).map { $0["last"] ?? "" }).count == 10)
  }

  @Test(arguments: [
    ("2026-01-05T14:00:00Z,ES,5000,x,5000.25,1,1,1,SIM", "line 3, column 4 (bid): expected"),
    ("yesterday,ES,5000,4999.75,5000.25,1,1,1,SIM", "line 3, column 1 (timestamp): expected"),
    ("2026-01-05T14:00:00Z,e s,5000,4999.75,5000,1,1,1,SIM", "line 3, column 2 (symbol): expected"),
    ("2026-01-05T14:00:00Z,ES,5000", "line 3: expected"),
  ])
  func namesThePlaceInABadFile(_ row: String, _ place: String) throws {
    let bus = try FeedBus()
    let file = try bus.write(text([Self.rows(1)[0], row]))
    let run = try bus.feed("file", file, "--speed", "max")
    #expect(run.waitForExit() == 65)
    #expect(run.error.contains("\(file): \(place)"), "\(run.error)")
    #expect(run.error.split(separator: "\n").count == 1)
  }

  @Test func aTruncatedGzipIsNoWholeFile() throws {
    let bus = try FeedBus()
    let packed = try bus.pack(bus.write(text(Self.rows(2_000))))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: packed))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: packed))
    let run = try bus.feed("file", packed, "--speed", "max")
    #expect(run.waitForExit() == 65)
    #expect(run.error.contains(packed) && run.error.contains("expected whole data"))
  }

  @Test func saysWhatIsMissing() throws {
    let bus = try FeedBus()
    let none = try bus.feed("file", "/nowhere/ticks.csv")
    #expect(none.waitForExit() == 1)
    #expect(none.error.contains("/nowhere/ticks.csv: No such file"))
    let file = try bus.write(text(Self.rows(3)))
    let server = try ProgramRun(
      DeskStory.thor, ["feed", "file", file, "--redis", "redis://127.0.0.1:1"])
    #expect(server.waitForExit() == 69)
    #expect(server.error.contains("redis://127.0.0.1:1"))
    let speed = try bus.feed("file", file, "--speed", "fast")
    #expect(speed.waitForExit() == 2)
    #expect(speed.error.contains("--speed expects a number above 0, got 'fast'"))
  }
}
