import Foundation
import MarketModel

@testable import Journal

/// A data directory of a test's own, removed with the value.
final class Desk {
  let path: String
  private let isOwn: Bool

  init() throws {
    let base = FileManager.default.temporaryDirectory.path
    isOwn = true
    path = "\(base)/thor-journal-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  /// Another process's directory, which stays.
  init(of path: String) {
    self.path = path
    isOwn = false
  }

  deinit { if isOwn { try? FileManager.default.removeItem(atPath: path) } }

  static let start = UnixNanos(1_767_623_400_000_000_000)  // 2026-01-05T14:30:00Z

  var journalPath: String { Desk.journalPath(in: path) }
  var lockPath: String { "\(path)/accounts/paper.lock" }
  static func journalPath(in directory: String) -> String { "\(directory)/accounts/paper.sqlite" }

  func open(_ account: AccountName = .paper) throws(JournalError) -> Journal {
    try Journal.open(dataDirectory: path, account: account, now: Desk.start)
  }

  /// Makes an account with `count` events in one commit, and closes it.
  func fill(_ count: Int) throws {
    let journal = try open()
    for number in 1...count { journal.append(line: "{\"n\":\(number)}", .accepted, number) }
    try journal.commit()
    try journal.close()
  }

  /// Another program's connection to the file.
  func stranger() throws -> SQLiteDatabase { try SQLiteDatabase(path: journalPath) }

  /// The account's files by name, with their bytes. SQLite's shared memory and an empty log are no
  /// record.
  func files() throws -> [String: Data] {
    let folder = "\(path)/accounts"
    var result: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where !name.hasSuffix("-shm") && !name.hasSuffix(".lock") {
      let bytes = FileManager.default.contents(atPath: "\(folder)/\(name)")
      if name.hasSuffix("-wal"), bytes?.isEmpty == true { continue }
      result[name] = bytes
    }
    return result
  }

  func permissions(_ path: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
  }
}

extension Journal {
  func append(line: String, _ kind: JournalKind, _ offsetNanos: Int) {
    append(line.utf8, kind, at: Desk.start.advanced(byNanos: Int64(offsetNanos)))
  }

  /// All lines, as `sequence kind payload`.
  func lines() throws(JournalError) -> [String] {
    var result: [String] = []
    try forEachEvent { event in
      let payload = String(decoding: event.payload, as: UTF8.self)
      result.append("\(event.sequence) \(event.kindText) \(payload)")
    }
    return result
  }
}

extension EventChain {
  mutating func append(at instant: UnixNanos, kind: String, payload: String) -> Digest {
    Array(kind.utf8).withUnsafeBufferPointer { kind in
      Array(payload.utf8).withUnsafeBufferPointer { payload in
        append(at: instant, kind: kind, payload: payload)
      }
    }
  }
}

/// The error that a call throws; nil when it throws none.
func journalError(_ body: () throws -> Void) -> JournalError? {
  do { try body() } catch { return error as? JournalError }
  return nil
}
