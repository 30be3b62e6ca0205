import Glibc

/// What a process or a machine that stopped left behind the last whole commit of SQLite's log.
///
/// SQLite itself cuts it off, silently: a frame counts only with a right checksum and a commit mark
/// behind it. Frames with the log's own salt that do not count were being written; others are old.
enum TornTail {
  private static let headerBytes = 32
  private static let frameHeaderBytes = 24

  /// The bytes of a write that was cut off; 0 where the log ends with a commit, and without a log.
  static func byteCount(ofLogBeside path: String) -> Int64 {
    let descriptor = open(path + "-wal", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_size > headerBytes else { return 0 }
    var log = LogReader(descriptor: descriptor, size: Int(status.st_size))
    return log.tornBytes()
  }

  private struct LogReader {
    let descriptor: CInt
    let size: Int
    private var checksum: (UInt32, UInt32) = (0, 0)

    init(descriptor: CInt, size: Int) {
      self.descriptor = descriptor
      self.size = size
    }

    mutating func tornBytes() -> Int64 {
      guard let header = bytes(at: 0, headerBytes), let magic = number(header, 0),
        magic & ~1 == 0x377F_0682, let pageBytes = number(header, 8), let salt = salt(header, 16)
      else { return 0 }
      let isBigEndian = magic & 1 == 1
      add(header[..<24], isBigEndian)
      let frameBytes = frameHeaderBytes + Int(pageBytes == 1 ? 65_536 : pageBytes)
      var committedEnd = headerBytes
      var ownEnd = headerBytes
      var isWhole = true
      var place = headerBytes
      while place + frameHeaderBytes <= size {
        let count = min(frameBytes, size - place)
        guard let frame = bytes(at: place, count), self.salt(frame, 8) ?? (0, 0) == salt else {
          break
        }
        ownEnd = place + count
        isWhole = isWhole && count == frameBytes && isRight(frame, isBigEndian)
        if isWhole, number(frame, 4) != 0 { committedEnd = ownEnd }
        place += frameBytes
      }
      return Int64(ownEnd - committedEnd)
    }

    /// Whether a frame's checksum follows from the one before it.
    private mutating func isRight(_ frame: [UInt8], _ isBigEndian: Bool) -> Bool {
      add(frame[..<8], isBigEndian)
      add(frame[frameHeaderBytes...], isBigEndian)
      return number(frame, 16) == checksum.0 && number(frame, 20) == checksum.1
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>, _ isBigEndian: Bool) {
      bytes.withUnsafeBytes { bytes in
        for place in stride(from: 0, to: bytes.count - 7, by: 8) {
          let first = bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)
          let second = bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self)
          checksum.0 &+= (isBigEndian ? first.bigEndian : first.littleEndian) &+ checksum.1
          checksum.1 &+= (isBigEndian ? second.bigEndian : second.littleEndian) &+ checksum.0
        }
      }
    }

    private func salt(_ bytes: [UInt8], _ place: Int) -> (UInt32, UInt32)? {
      guard let first = number(bytes, place), let second = number(bytes, place + 4) else {
        return nil
      }
      return (first, second)
    }

    private func number(_ bytes: [UInt8], _ place: Int) -> UInt32? {
      guard place + 4 <= bytes.count else { return nil }
      return bytes[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    private func bytes(at place: Int, _ count: Int) -> [UInt8]? {
      var bytes = [UInt8](repeating: 0, count: count)
      return pread(descriptor, &bytes, count, off_t(place)) == count ? bytes : nil
    }
  }
}
