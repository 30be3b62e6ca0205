import CSQLite
import Glibc
import MarketModel

/// One connection to one SQLite file, closed with the value, and the place where SQLite's result
/// codes become errors.
final class SQLiteDatabase {
  let path: String
  private var handle: OpaquePointer?

  /// Opens an existing file.
  init(path: String) throws(JournalError) {
    self.path = path
    let code = thor_sqlite_open(path, &handle)
    guard code == SQLITE_OK else {
      let error = failure(code)
      sqlite3_close_v2(handle)
      handle = nil
      throw error
    }
  }

  /// Opens an existing file for reading alone.
  ///
  /// - Parameter isFixed: whether nobody writes meanwhile, so that not even a lock is taken.
  init(reading path: String, isFixed: Bool) throws(JournalError) {
    self.path = path
    let code = thor_sqlite_open_reading(
      "file:" + SQLiteDatabase.escaped(path) + (isFixed ? "?immutable=1" : ""), &handle)
    guard code == SQLITE_OK else {
      let error = failure(code)
      sqlite3_close_v2(handle)
      handle = nil
      throw error
    }
  }

  private static func escaped(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in path.utf8 {
      switch byte {
      case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"), 0..<33, 127...:
        bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  deinit { sqlite3_close_v2(handle) }

  // MARK: Copying

  /// Copies all of it into another database as it is at one moment, while others may write.
  func copy(into other: SQLiteDatabase) throws(JournalError) {
    guard let backup = sqlite3_backup_init(other.handle, "main", handle, "main") else {
      throw other.failure(sqlite3_errcode(other.handle))
    }
    let code = sqlite3_backup_step(backup, -1)
    let end = sqlite3_backup_finish(backup)
    guard code == SQLITE_DONE else { throw other.failure(code == SQLITE_OK ? SQLITE_BUSY : code) }
    try other.check(end)
  }

  // MARK: Running

  /// Runs statements that give no rows.
  func execute(_ sql: String) throws(JournalError) {
    try check(sqlite3_exec(handle, sql, nil, nil, nil))
  }

  /// Prepares a statement that is kept and used again.
  func prepare(_ sql: String) throws(JournalError) -> SQLiteStatement {
    var statement: OpaquePointer?
    try check(
      sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil))
    return SQLiteStatement(statement, of: self)
  }

  /// The integer that a statement gives in its first row; nil without a row or for NULL.
  func integer(_ sql: String) throws(JournalError) -> Int64? {
    let statement = try prepare(sql)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return statement.isNull(0) ? nil : statement.integer(0)
  }

  /// The text that a statement gives in its first row; nil without a row or for NULL.
  func text(_ sql: String) throws(JournalError) -> String? {
    let statement = try prepare(sql)
    defer { statement.reset() }
    guard try statement.step() else { return nil }
    return statement.isNull(0) ? nil : statement.text(0)
  }

  /// Whether a transaction is open.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// Ends a transaction that failed, if it has not ended by itself.
  func rollBack() {
    guard isInTransaction else { return }
    sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
  }

  // MARK: Settings

  /// How long a statement waits for another process's lock.
  func waitForLocks(milliseconds: Int32) throws(JournalError) {
    try check(sqlite3_busy_timeout(handle, milliseconds))
  }

  func defend() throws(JournalError) { try check(thor_sqlite_defend(handle)) }

  /// Whether closing may write the log back into the file.
  func setCheckpointOnClose(_ isEnabled: Bool) throws(JournalError) {
    try check(thor_sqlite_checkpoint_on_close(handle, isEnabled ? 1 : 0))
  }

  // MARK: The write-ahead log

  /// Moves what the log holds into the file. `isWhole` also empties the log, and waits for readers.
  ///
  /// - Returns: the pages that stay in the log because somebody still reads them.
  func checkpoint(isWhole: Bool) throws(JournalError) -> Int {
    var pagesInLog: Int32 = 0
    var pagesMoved: Int32 = 0
    let mode = isWhole ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE
    let code = sqlite3_wal_checkpoint_v2(handle, "main", mode, &pagesInLog, &pagesMoved)
    // Readers may finish later; what they keep from being moved is as durable in the log.
    guard code & 0xFF != SQLITE_BUSY else { return max(Int(pagesInLog), 0) }
    try check(code)
    return max(Int(pagesInLog) - Int(pagesMoved), 0)
  }

  // MARK: Closing

  func close() throws(JournalError) {
    guard handle != nil else { return }
    try check(sqlite3_close(handle))
    handle = nil
  }

  // MARK: Errors

  func check(_ code: Int32) throws(JournalError) {
    guard code == SQLITE_OK else { throw failure(code) }
  }

  /// What a result code means here, with SQLite's message and the system's where it has one.
  func failure(_ code: Int32, systemError number: Int32 = 0) -> JournalError {
    let known = handle == nil ? 0 : sqlite3_system_errno(handle)
    let systemError = known == 0 ? number : known
    var message = handle == nil ? "out of memory" : String(cString: sqlite3_errmsg(handle))
    let isSystems = [SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_FULL].contains(code & 0xFF)
    if isSystems, systemError != 0 { message += " (\(errnoText(systemError)))" }
    return JournalError(problem(code, systemError: systemError, message), path: path)
  }

  private func problem(
    _ code: Int32, systemError: Int32, _ message: String
  ) -> JournalError.Problem {
    switch code & 0xFF {
    case SQLITE_FULL: return .diskFull(message: message)
    case SQLITE_IOERR where [ENOSPC, EFBIG, EDQUOT].contains(systemError):
      return .diskFull(message: message)
    case SQLITE_IOERR where systemError == EROFS: return .readOnly(message: message)
    case SQLITE_READONLY: return .readOnly(message: message)
    case SQLITE_PERM, SQLITE_AUTH: return .denied(message: message)
    case SQLITE_CANTOPEN where systemError == EROFS: return .readOnly(message: message)
    case SQLITE_CANTOPEN where [EACCES, EPERM].contains(systemError):
      return .denied(message: message)
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy(message: message)
    case SQLITE_CORRUPT: return .damaged(sequence: nil, message: message)
    case SQLITE_NOTADB: return .notADatabase
    case SQLITE_CONSTRAINT:
      return .damaged(sequence: nil, message: "another program wrote into it: \(message)")
    default: return .inputOutput(code: code, message: message)
    }
  }
}

/// The system's words for an error number.
func errnoText(_ number: CInt) -> String {
  strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
