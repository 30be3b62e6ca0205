import Glibc

/// Reads whole small files and says in our own words why one cannot be read.
enum FileBytes {
  /// The bytes of the file at `path`.
  ///
  /// - Throws: when it cannot be opened or read, is a directory, or holds more than `limit` bytes.
  static func read(_ path: String, limit: Int) throws(ConfigurationErrors) -> [UInt8] {
    let descriptor = try open(path)
    defer { close(descriptor) }
    return try drain(descriptor, path: path, limit: limit)
  }

  /// Opens a regular file for reading; the caller closes the descriptor.
  static func open(_ path: String) throws(ConfigurationErrors) -> CInt {
    // Without O_NONBLOCK a named pipe without a writer would hang the start.
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw unreadable(path, reason: errnoText(errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw unreadable(path, reason: "something that is no regular file")
    }
    return descriptor
  }

  /// All bytes that `descriptor` has left.
  static func drain(
    _ descriptor: CInt, path: String, limit: Int
  ) throws(ConfigurationErrors) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path, reason: errnoText(errno)) }
      guard count > 0 else { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= limit else { throw tooLarge(path, limit: limit) }
    }
  }

  static func tooLarge(
    _ path: String, limit: Int = YAMLParser.maximumBytes
  ) -> ConfigurationErrors {
    ConfigurationErrors(
      ConfigurationError(
        at: Mark(file: path), expected: "at most \(limit) bytes", got: "a larger file"))
  }

  static func unreadable(_ path: String, reason: String) -> ConfigurationErrors {
    ConfigurationErrors(
      ConfigurationError(at: Mark(file: path), expected: "a readable file", got: reason))
  }

  private static func errnoText(_ number: CInt) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
  }
}
