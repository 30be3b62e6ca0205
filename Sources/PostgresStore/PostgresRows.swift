import CPostgres

/// Rows of an answer in binary form, read by place.
final class PostgresRows {
  private let result: OpaquePointer

  init(_ result: OpaquePointer) { self.result = result }

  deinit { thor_pg_result_free(result) }

  var count: Int { Int(thor_pg_row_count(result)) }

  /// A column's bytes as long as this value lives; nil for NULL.
  func bytes(_ row: Int, _ column: Int) -> UnsafeBufferPointer<UInt8>? {
    var length: Int32 = 0
    let value = thor_pg_value(result, Int32(row), Int32(column), &length)
    return value.map {
      UnsafeBufferPointer(start: $0.assumingMemoryBound(to: UInt8.self), count: Int(length))
    }
  }

  func text(_ row: Int, _ column: Int) -> String? {
    bytes(row, column).map { String(decoding: $0, as: UTF8.self) }
  }

  /// An integer of two, four or eight bytes.
  func integer(_ row: Int, _ column: Int) -> Int64? {
    guard let bytes = bytes(row, column), [2, 4, 8].contains(bytes.count) else { return nil }
    let isNegative = bytes[0] & 0x80 != 0
    let magnitude = bytes.reduce(isNegative ? UInt64.max : 0) { $0 << 8 | UInt64($1) }
    return Int64(bitPattern: magnitude)
  }

  func bool(_ row: Int, _ column: Int) -> Bool? {
    bytes(row, column).map { $0.first == 1 }
  }
}
