import CPlatform
import Foundation
import MarketModel
import TestSupport

@testable import Journal
@testable import PostgresStore

/// A database of a test's own on a server that all of a run share, and a journal to bring there.
final class DatabaseDesk {
  let server: PostgresServer
  let database: String
  let directory: String

  /// The run's server, ended with the process.
  nonisolated(unsafe) private static var shared: PostgresServer?
  private static let lock = NSLock()

  private static func sharedServer() throws -> PostgresServer {
    try lock.withLock {
      if let shared { return shared }
      let server = try PostgresServer()
      shared = server
      atexit { DatabaseDesk.shared = nil }
      return server
    }
  }

  init(server own: PostgresServer? = nil) throws {
    server = try own ?? DatabaseDesk.sharedServer()
    database = try server.makeDatabase()
    directory = NSTemporaryDirectory() + "thor-mirror-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: directory) }

  static let start = UnixNanos(1_767_623_400_000_000_000)  // 2026-01-05T14:30:00Z

  func address(user: String = "postgres") throws -> DatabaseAddress {
    try DatabaseAddress(server.url(database, user: user), password: .forbidden)
  }

  @discardableResult
  func ask(_ sql: String, user: String = "postgres") throws -> String {
    try server.ask(sql, in: database, user: user)
  }

  /// Migrates and returns what became of it.
  @discardableResult
  func migrate(_ schema: DatabaseSchema = .current, user: String = "postgres")
    -> DatabaseMigration.Outcome?
  {
    guard let address = try? address(user: user) else { return nil }
    let migration = DatabaseMigration(address, schema: schema)
    Polling.run(until: { migration.outcome != nil }) { now in
      migration.process(now: now)
      return (migration.descriptor, migration.deadlineNanos)
    }
    return migration.outcome
  }

  func open() throws -> Journal {
    try Journal.open(dataDirectory: directory, account: .paper, now: DatabaseDesk.start)
  }

  func mirror(_ journal: Journal, user: String = "postgres") throws -> JournalMirror {
    JournalMirror(
      try address(user: user), account: .paper, journalPath: journal.path, seed: 1)
  }

  /// What the server has of the account, as the journal's own reader would print it.
  func events() throws -> [String] {
    try ask(
      "SELECT sequence, at_ns, kind, convert_from(payload, 'UTF8'), encode(hash, 'hex') "
        + "FROM thor.journal_events ORDER BY sequence"
    ).split(separator: "\n").map(String.init)
  }
}

/// A loop around something that waits for a database.
enum Polling {
  static var now: Int64 { thor_monotonic_nanos() }

  /// Runs `step` until a condition holds or the time is up; whether it held. `step` says what to
  /// wait for.
  @discardableResult
  static func run(
    until isDone: () -> Bool, seconds: Double = 20,
    _ step: (Int64) -> (DatabaseDescriptor?, Int64)
  ) -> Bool {
    let end = now + Int64(seconds * 1e9)
    while now < end {
      let (descriptor, deadline) = step(now)
      if isDone() { return true }
      var entries: [thor_poll_entry] = []
      if let descriptor {
        let interest: Int16 = (descriptor.wantsRead ? 1 : 0) | (descriptor.wantsWrite ? 2 : 0)
        entries.append(
          thor_poll_entry(descriptor: descriptor.descriptor, interest: interest, ready: 0))
      }
      let rest = max(0, min(min(deadline, end) - now, 50_000_000))
      _ = entries.withUnsafeMutableBufferPointer { thor_poll($0.baseAddress, $0.count, rest) }
    }
    return isDone()
  }
}

extension JournalMirror {
  /// Runs until all of a journal is there; whether that came about.
  @discardableResult
  func follow(_ journal: Journal, seconds: Double = 20) -> Bool {
    run(journal, seconds: seconds) { [self] in
      mirrored == journal.durableSequence && state == .live
    }
  }

  @discardableResult
  func run(
    _ journal: Journal, durable: Int64? = nil, seconds: Double = 20, until isDone: () -> Bool
  ) -> Bool {
    Polling.run(until: isDone, seconds: seconds) { now in
      process(now: now, durable: durable ?? journal.durableSequence)
      return (descriptor, deadlineNanos)
    }
  }
}

extension Journal {
  /// Puts events on disk that no table follows from.
  func fill(_ count: Int, from first: Int = 1) throws {
    for number in first..<(first + count) {
      append(
        Array("{\"type\":\"source\",\"n\":\(number)}".utf8), .source,
        at: DatabaseDesk.start.advanced(byNanos: Int64(number)))
    }
    try commit()
  }

  /// Its events as `DatabaseDesk.events` prints the server's.
  func printed() throws -> [String] {
    var lines: [String] = []
    try forEachEvent { event in
      lines.append(
        "\(event.sequence)|\(event.at.nanos)|\(event.kindText)|"
          + "\(String(decoding: event.payload, as: UTF8.self))|\(event.hash)")
    }
    return lines
  }
}
