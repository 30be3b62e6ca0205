import Glibc

/// Reads a password from a file that nobody else can read.
public enum PasswordFile {
  private static let maximumBytes = 4096

  /// The first line of the file at `path`, which may begin with `~/` when `home` is known.
  ///
  /// - Throws: when the file cannot be read, belongs to another user, lets group or others in
  ///   (its mode must be 0600 or 0400), or is empty.
  public static func read(
    _ path: Marked<String>, home: String?
  ) throws(ConfigurationErrors) -> String {
    let resolved = try expand(path, home: home)
    let descriptor = try FileBytes.open(resolved)
    defer { close(descriptor) }
    try checkAccess(descriptor, path: resolved)
    let bytes = try FileBytes.drain(descriptor, path: resolved, limit: maximumBytes)
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    guard !line.isEmpty, let password = String(validating: line, as: UTF8.self) else {
      throw refusal(resolved, expected: "a password on the first line", got: "none")
    }
    return password
  }

  private static func expand(
    _ path: Marked<String>, home: String?
  ) throws(ConfigurationErrors) -> String {
    if path.value.hasPrefix("/") { return path.value }
    if path.value.hasPrefix("~/"), let home { return home + path.value.dropFirst() }
    throw ConfigurationErrors(
      ConfigurationError(
        at: path.mark, expected: "an absolute path or one in ~/",
        got: ConfigurationError.quoted(path.value)))
  }

  private static func checkAccess(
    _ descriptor: CInt, path: String
  ) throws(ConfigurationErrors) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileBytes.unreadable(path, reason: "no answer about its mode")
    }
    guard status.st_uid == geteuid() else {
      throw refusal(path, expected: "a file of the user who runs this", got: "another's")
    }
    guard status.st_mode & 0o077 == 0 else {
      let mode = "0" + String(status.st_mode & 0o777, radix: 8)
      throw refusal(path, expected: "mode 0600 (chmod 600)", got: "mode \(mode)")
    }
  }

  private static func refusal(_ path: String, expected: String, got: String) -> ConfigurationErrors
  {
    ConfigurationErrors(ConfigurationError(at: Mark(file: path), expected: expected, got: got))
  }
}
