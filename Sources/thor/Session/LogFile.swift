import Glibc
import MarketModel
import Panes

/// The log on disk: what the screen's log says, a line each, with its instant.
struct LogFile {
  private let descriptor: Int32

  /// Opens the log for appending; nil where there is no directory for it. A desk without a log
  /// file trades all the same.
  init?(directory: String?) {
    guard let directory else { return nil }
    do throws(CommandFailure) { try FileStatus.makeDirectory(directory) } catch { return nil }
    let opened = open(directory + "/log", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard opened >= 0 else { return nil }
    descriptor = opened
  }

  func write(_ entry: LogEntry) {
    var line = "\(entry.at) \(entry.level) \(entry.text)\n"
    line.withUTF8 { _ = Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
