import CPlatform
import Foundation

/// A real pseudo-terminal with a program on it, or with the test itself on its other side.
public final class PseudoTerminal {
  public struct Failure: Error, CustomStringConvertible {
    public let description: String
  }

  /// What the terminal shows.
  public private(set) var screen: ScreenReader
  /// All that was written to the terminal.
  public private(set) var output: [UInt8] = []
  /// How many reads of the terminal's side brought something, which is about one a write.
  public private(set) var chunks = 0
  /// The side a program sees as its terminal; kept open so that its settings can be read.
  public let secondary: Int32
  /// The side of whoever looks and types.
  public private(set) var primary: Int32
  /// The program's process id, when one was started.
  public private(set) var processID: Int32?
  public private(set) var exitStatus: Int32?

  /// A terminal without a program: hand `secondary` to what is to be tested.
  public init(columns: Int, rows: Int) throws {
    var ends: (Int32, Int32) = (-1, -1)
    let result = thor_open_terminal_pair(&ends.0, &ends.1, Int32(rows), Int32(columns))
    guard result == 0 else { throw Failure(description: "openpty: errno \(-result)") }
    (primary, secondary) = ends
    screen = ScreenReader(width: columns, height: rows)
    _ = thor_set_nonblocking(primary, 1)
  }

  /// Starts a program on a terminal of its own.
  ///
  /// - Parameter environment: laid over this process's own; nil values are taken out.
  public convenience init(
    running path: String, _ arguments: [String] = [], environment: [String: String?] = [:],
    columns: Int = 160, rows: Int = 48
  ) throws {
    try self.init(columns: columns, rows: rows)
    var merged = ProcessInfo.processInfo.environment
    merged["TERM"] = "xterm-256color"
    for (name, value) in environment { merged[name] = value }
    let result = Self.withVector([path] + arguments) { argv in
      Self.withVector(merged.map { "\($0.key)=\($0.value)" }) { envp in
        path.withCString { path in
          var plan = thor_spawn(
            path: path, arguments: argv, environment: envp, directory: nil, input: secondary,
            output: secondary, error: secondary, controlling_terminal: secondary,
            dies_with_parent: 0, new_session: 0)
          return thor_spawn(&plan)
        }
      }
    }
    guard result > 0 else { throw Failure(description: "start \(path): errno \(-result)") }
    processID = result
  }

  deinit {
    if let processID, exitStatus == nil {
      kill(processID, SIGKILL)
      var status: Int32 = 0
      _ = thor_wait(processID, &status, 1)
    }
    if primary >= 0 { close(primary) }
    close(secondary)
  }

  /// The path under which a program can open this terminal.
  public var path: String {
    ttyname(secondary).map { String(cString: $0) } ?? ""
  }

  // MARK: Typing

  /// Sends bytes as a keyboard would.
  public func send(_ text: String) {
    send(Array(text.utf8))
  }

  /// Sends bytes as a keyboard would.
  public func send(_ bytes: [UInt8]) {
    var left = bytes[...]
    let deadline = Date().addingTimeInterval(5)
    while !left.isEmpty, Date() < deadline {
      let written = left.withUnsafeBytes { write(primary, $0.baseAddress, $0.count) }
      if written > 0 {
        left = left.dropFirst(written)
      } else {
        pump(for: 0.01)
      }
    }
  }

  /// Sends a few bytes without reading what the program writes.
  public func sendBlind(_ text: String) {
    _ = text.withCString { write(primary, $0, strlen($0)) }
  }

  /// Whether the terminal claims to know mode 2026 when it is asked.
  public func answersSynchronizedOutput(_ knows: Bool) {
    screen.knowsSynchronizedOutput = knows
  }

  /// Changes the size; the program gets SIGWINCH from the kernel.
  public func resize(columns: Int, rows: Int) {
    screen.resize(width: columns, height: rows)
    _ = thor_terminal_resize(primary, Int32(rows), Int32(columns))
  }

  // MARK: Looking

  /// Reads what comes for a while.
  public func pump(for seconds: Double) {
    let deadline = Date().addingTimeInterval(seconds)
    repeat {
      if !readOnce(until: deadline) { return }
    } while Date() < deadline
  }

  /// Reads until the screen is as wanted.
  ///
  /// - Throws: `Failure` with the screen printed when the time is up.
  public func waitFor(
    _ what: String, timeout: Double = 10, _ isSo: (ScreenReader) -> Bool
  ) throws {
    let deadline = Date().addingTimeInterval(timeout)
    while !isSo(screen) {
      // Looked at again now and then: what is waited for may not be on the screen alone.
      let soon = min(deadline, Date().addingTimeInterval(0.02))
      guard Date() < deadline, readOnce(until: soon) || primary >= 0 else {
        if isSo(screen) { return }
        throw Failure(
          description: "waited \(timeout) s for: \(what)\n" + screen.text
            + "\nunknown: \(screen.unknown.prefix(8))")
      }
    }
  }

  /// Reads until the screen shows a text.
  public func waitFor(text: String, timeout: Double = 10) throws {
    try waitFor("'\(text)' on the screen", timeout: timeout) { $0.contains(text) }
  }

  /// - Returns: whether more may come.
  private func readOnce(until deadline: Date) -> Bool {
    guard primary >= 0 else { return false }
    var entry = thor_poll_entry(descriptor: primary, interest: 1, ready: 0)
    let patience = max(0, deadline.timeIntervalSinceNow)
    guard thor_poll(&entry, 1, Int64(patience * 1e9)) > 0 else { return patience > 0 }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(primary, &buffer, buffer.count)
    guard count > 0 else { return count < 0 && errno == EAGAIN }
    chunks += 1
    output += buffer[..<count]
    screen.feed(buffer[..<count])
    if !screen.replies.isEmpty { send(screen.takeReplies()) }
    return true
  }

  /// The line's settings, as `stty -g` prints them.
  public var settings: String {
    var line = termios()
    guard tcgetattr(secondary, &line) == 0 else { return "errno \(errno)" }
    let characters = withUnsafeBytes(of: &line.c_cc) { raw in
      raw.map { String($0, radix: 16) }.joined(separator: ":")
    }
    let flags = [line.c_iflag, line.c_oflag, line.c_cflag, line.c_lflag]
    return flags.map { String($0, radix: 16) }.joined(separator: ":") + ":" + characters
  }

  /// Keeps the line from echoing what is typed while no program has made it raw: what comes out
  /// of the terminal then is the program's own.
  public func stopEcho() {
    var line = termios()
    guard tcgetattr(secondary, &line) == 0 else { return }
    line.c_lflag &= ~tcflag_t(ECHO | ECHONL)
    tcsetattr(secondary, TCSANOW, &line)
  }

  // MARK: Ending

  /// Sends the program a signal.
  public func signal(_ number: Int32) {
    if let processID, exitStatus == nil { kill(processID, number) }
  }

  /// Takes the terminal away, as a lost connection does: the program gets SIGHUP.
  public func hangUp() {
    if primary >= 0 { close(primary) }
    primary = -1
  }

  /// Waits for the program's end, reading what it still writes.
  ///
  /// - Returns: its exit status, or 128 + signal; nil when the time is up.
  @discardableResult
  public func waitForExit(timeout: Double = 10) -> Int32? {
    guard let processID, exitStatus == nil else { return exitStatus }
    let deadline = Date().addingTimeInterval(timeout)
    while true {
      var status: Int32 = 0
      if thor_wait(processID, &status, 0) == 1 {
        exitStatus = status
        pump(for: 0.05)
        return status
      }
      guard Date() < deadline else { return nil }
      if primary >= 0 { pump(for: 0.02) } else { usleep(10_000) }
    }
  }

  static func withVector<Result>(
    _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var copies = words.map { strdup($0) }
    copies.append(nil)
    defer { for copy in copies { free(copy) } }
    return copies.withUnsafeBufferPointer { body($0.baseAddress!) }
  }
}

extension ScreenReader {
  /// The answers the terminal owes, once.
  mutating func takeReplies() -> [UInt8] {
    defer { replies = [] }
    return replies
  }
}
