import Foundation
import TestSupport

/// A real server and the feed commands on it.
final class FeedBus {
  let redis: RedisServer
  private static let stream = "quotes:stream:unified"

  init() throws { redis = try RedisServer() }

  /// Starts `thor feed` with these words on the server.
  func feed(_ words: String...) throws -> ProgramRun {
    try ProgramRun(
      DeskStory.thor, ["feed"] + words + ["--redis", "unix://" + redis.socketPath])
  }

  func length(_ stream: String = stream) -> Int {
    Int(redis.command("XLEN", stream).filter(\.isNumber)) ?? -1
  }

  /// Waits until the stream has so many entries.
  func waitForLength(_ wanted: Int) -> Bool {
    let deadline = Date().addingTimeInterval(10)
    while Date() < deadline {
      if length() >= wanted { return true }
      usleep(5_000)
    }
    return false
  }

  /// Every entry's fields, in the order of the stream.
  func entries(_ stream: String = stream) -> [[String: String]] {
    let lines = redis.command("XRANGE", stream, "-", "+").components(separatedBy: "\n")
    var entries: [[String: String]] = []
    var place = 0
    while place < lines.count {
      if FeedBus.isID(lines[place]) {
        entries.append([:])
        place += 1
      } else if place + 1 < lines.count, !entries.isEmpty {
        entries[entries.count - 1][lines[place]] = lines[place + 1]
        place += 2
      } else {
        place += 1
      }
    }
    return entries
  }

  /// The hash of a symbol's newest event; empty where there is none.
  func latest(_ symbol: String) -> [String: String] {
    let lines = redis.command("HGETALL", "quotes:latest:\(symbol)").components(separatedBy: "\n")
    var fields: [String: String] = [:]
    for place in stride(from: 0, to: lines.count - 1, by: 2) {
      fields[lines[place]] = lines[place + 1]
    }
    return fields.filter { !$0.key.isEmpty }
  }

  private static func isID(_ line: String) -> Bool {
    let parts = line.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
  }

  // MARK: Files

  /// A file beside the server's, gone with it.
  func write(_ text: String) throws -> String {
    let path = redis.directory + "/ticks-\(UUID().uuidString.prefix(8)).csv"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  /// The file packed by gzip.
  func pack(_ path: String) throws -> String {
    let run = try ProgramRun("/bin/gzip", ["-k", path])
    guard run.waitForExit() == 0 else { throw RedisServer.Failure("gzip: \(run.error)") }
    return path + ".gz"
  }

  /// An event's time in seconds since 1970: ISO 8601 with a fraction of any length.
  static func seconds(_ timestamp: String?) -> Double? {
    guard let timestamp, let dot = timestamp.firstIndex(of: ".") else { return nil }
    let whole = String(timestamp[..<dot]) + "Z"
    let fraction = timestamp[dot...].dropLast()
    let date = ISO8601DateFormatter().date(from: whole)
    return date.flatMap { date in Double("0" + fraction).map { date.timeIntervalSince1970 + $0 } }
  }
}
