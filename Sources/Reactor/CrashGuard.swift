import CPlatform

/// Gives the terminal back when the process crashes: a Swift trap runs no `deinit`.
public enum CrashGuard {
  /// Says what a crash is to restore; a later call replaces it.
  ///
  /// - Parameters:
  ///   - descriptor: the terminal.
  ///   - settings: its `termios` as it was before us, as raw bytes; empty when there is none.
  ///   - bytes: what ends the alternate screen and the modes that were switched on, at most 512.
  /// - Throws: `SystemError` when the bytes are too many or a handler cannot be installed.
  public static func arm(
    descriptor: Int32, settings: [UInt8], bytes: [UInt8]
  ) throws(SystemError) {
    let isWhole = settings.count == MemoryLayout<termios>.size
    let result = bytes.withUnsafeBytes { text in
      settings.withUnsafeBytes { raw in
        guard isWhole else {
          return thor_crash_guard(descriptor, nil, text.baseAddress, text.count)
        }
        var saved = raw.loadUnaligned(as: termios.self)
        return thor_crash_guard(descriptor, &saved, text.baseAddress, text.count)
      }
    }
    try SystemError.check(result, "install crash handler")
  }

  /// A crash says so and leaves the terminal alone: it is as it was already.
  public static func disarm() throws(SystemError) {
    try SystemError.check(thor_crash_guard(-1, nil, nil, 0), "install crash handler")
  }
}
