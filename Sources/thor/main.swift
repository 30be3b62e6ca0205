import Glibc
import MarketModel
import RedisFeed

// Temporary: the feed's commands before the table knows them.
let words = Array(CommandLine.arguments.dropFirst())
if words.starts(with: ["bench", "feed"]) {
  var options = BenchFeedOptions()
  options.isJSON = words.contains("--json")
  if let place = words.firstIndex(of: "--count") { options.count = Int(words[place + 1]) ?? 0 }
  if let place = words.firstIndex(of: "--socket") {
    options.server = ServerAddress(.unix(path: words[place + 1]))
  }
  do throws(CommandFailure) {
    exit(try BenchFeed.run(options) { QuoteBookSink() }.rawValue)
  } catch {
    StandardStream.error.writeLine(error.message)
    exit(error.status.rawValue)
  }
}
if words.starts(with: ["feed"]) {
  func value(_ name: String) -> String? {
    words.firstIndex(of: name).map { words[$0 + 1] }
  }
  let server = ServerAddress(.unix(path: value("--socket") ?? ""))
  do throws(CommandFailure) {
    if words[1] == "file" {
      var options = FeedFileOptions(path: words[2], server: server, seed: UInt64(getpid()))
      options.speed = value("--speed") == "max" ? nil : Double(value("--speed") ?? "1")
      options.rebasesTime = words.contains("--rebase-time")
      options.loops = words.contains("--loop")
      options.source = value("--source").flatMap { SourceName($0) }
      options.streamLimit = 2_000_000
      exit(try FeedFile.run(options).rawValue)
    }
    var options = FeedSimulateOptions(
      server: server, symbols: ["ES", "NQ", "YM", "RTY"].compactMap { Symbol($0) },
      sources: ["EXCEL", "SCHWAB"].compactMap { SourceName($0) })
    options.plan.ratePerSecond = Double(value("--rate") ?? "50") ?? 50
    options.plan.badPerMillion = Int(value("--bad") ?? "0") ?? 0
    options.count = value("--count").flatMap { Int($0) }
    exit(try FeedSimulate.run(options).rawValue)
  } catch {
    StandardStream.error.writeLine(error.message)
    exit(error.status.rawValue)
  }
}
exit(CommandTable.run(Array(CommandLine.arguments.dropFirst())).rawValue)
