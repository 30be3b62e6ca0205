import CZlib
import Glibc
import MarketCodec

/// A file of ticks as CSV, plain or gzip, read piece by piece.
final class TickFile {
  let path: String
  let sizeBytes: Int64
  private let file: OpaquePointer
  private var reader = TickCSVReader()
  private var chunk = [UInt8](repeating: 0, count: 128 << 10)
  private var isAtEnd = false

  /// - Throws: status 1 when it cannot be opened.
  init(_ path: String) throws(CommandFailure) {
    var status = stat()
    guard stat(path, &status) == 0, let file = thor_gzip_open(path) else {
      throw CommandFailure(.failed, "\(path): \(String(cString: strerror(errno)))")
    }
    self.path = path
    self.file = file
    sizeBytes = Int64(status.st_size)
  }

  deinit { thor_gzip_close(file) }

  /// How much of the file has been read, 0 to 1.
  var progress: Double {
    sizeBytes > 0 ? min(1, Double(thor_gzip_position(file)) / Double(sizeBytes)) : 1
  }

  var line: Int { reader.line }

  /// The next row; nil at the end.
  ///
  /// - Throws: status 65 with line and column for a row that is none, or damaged compression.
  func next() throws(CommandFailure) -> TickRecord? {
    do throws(TickCSVFailure) {
      while true {
        if try reader.next() { return reader.record }
        guard !isAtEnd else { return nil }
        let count = thor_gzip_read(file, &chunk, UInt32(chunk.count))
        if count < 0 {
          let text = String(cString: thor_gzip_failure(file))
          throw TickCSVFailure(line: reader.line, expectation: "expected whole data: \(text)")
        }
        isAtEnd = count == 0
        if isAtEnd { reader.finish() }
        chunk.withUnsafeBufferPointer {
          reader.feed(UnsafeBufferPointer(rebasing: $0[0..<Int(count)]))
        }
      }
    } catch {
      throw CommandFailure(.badData, "\(path): \(error)")
    }
  }

  /// Back to the first row.
  ///
  /// - Throws: when the file does not allow it, as a pipe does not.
  func rewind() throws(CommandFailure) {
    guard thor_gzip_rewind(file) == 0 else {
      throw CommandFailure(.failed, "\(path): cannot be read a second time")
    }
    reader = TickCSVReader()
    isAtEnd = false
  }
}
