import Glibc
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
exit(CommandTable.run(Array(CommandLine.arguments.dropFirst())).rawValue)
