import CSQLite

/// A prepared statement, finalised with the value.
final class SQLiteStatement {
  private var handle: OpaquePointer?
  private let database: SQLiteDatabase

  init(_ handle: OpaquePointer?, of database: SQLiteDatabase) {
    self.handle = handle
    self.database = database
  }

  deinit { sqlite3_finalize(handle) }

  // MARK: Parameters, counted from 1

  func bind(_ place: Int32, _ value: Int64) throws(JournalError) {
    try database.check(sqlite3_bind_int64(handle, place, value))
  }

  /// Runs a statement of (integer, integer, text, blob, blob) to its end. Nothing is copied: the
  /// bytes are read while the call lasts.
  func run(
    _ first: Int64, _ second: Int64, text: UnsafeBufferPointer<UInt8>,
    blob: UnsafeBufferPointer<UInt8>, digest: Digest
  ) throws(JournalError) {
    defer { reset() }
    guard let textCount = Int32(exactly: text.count), let blobCount = Int32(exactly: blob.count)
    else { throw database.failure(SQLITE_TOOBIG) }
    try bind(1, first)
    try bind(2, second)
    let characters = UnsafeRawPointer(text.baseAddress)?.assumingMemoryBound(to: CChar.self)
    try database.check(thor_sqlite_bind_text(handle, 3, characters, textCount))
    try database.check(
      thor_sqlite_bind_blob(handle, 4, blob.baseAddress, blobCount))
    try digest.withBytes { bytes throws(JournalError) in
      try database.check(
        thor_sqlite_bind_blob(handle, 5, bytes.baseAddress, Int32(Digest.byteCount)))
      _ = try step()
    }
  }

  /// Runs a statement whose last parameters are a digest and a blob to its end.
  func run(
    digest: Digest, at digestPlace: Int32, blob: [UInt8], at blobPlace: Int32
  ) throws(JournalError) {
    defer { reset() }
    guard let blobCount = Int32(exactly: blob.count) else { throw database.failure(SQLITE_TOOBIG) }
    try digest.withBytes { bytes throws(JournalError) in
      try database.check(
        thor_sqlite_bind_blob(
          handle, digestPlace, bytes.baseAddress, Int32(Digest.byteCount)))
      try blob.withUnsafeBufferPointer { blob throws(JournalError) in
        try database.check(thor_sqlite_bind_blob(handle, blobPlace, blob.baseAddress, blobCount))
        _ = try step()
      }
    }
  }

  /// Runs a statement without parameters to its end.
  func run() throws(JournalError) {
    defer { reset() }
    _ = try step()
  }

  // MARK: Rows

  /// Whether there is another row.
  func step() throws(JournalError) -> Bool {
    var systemError: Int32 = 0
    let code = thor_sqlite_step(handle, &systemError)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else { throw database.failure(code, systemError: systemError) }
    return false
  }

  /// Makes it ready to run again. What went wrong in the last run has been thrown by `step`.
  func reset() { sqlite3_reset(handle) }

  // MARK: Columns, counted from 0

  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
  func isText(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_TEXT }
  func isBlob(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_BLOB }
  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }
  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  /// A text's or blob's bytes, until the next step.
  func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
    let start = sqlite3_column_blob(handle, column)?.assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column)))
  }

  /// A blob of 32 bytes; nil for anything else.
  func digest(_ column: Int32) -> Digest? {
    isBlob(column) ? Digest(UnsafeRawBufferPointer(bytes(column))) : nil
  }
}
