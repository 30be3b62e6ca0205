import CPlatform
import Glibc

/// A program we started and answer for.
public struct ChildProcess: Sendable {
  public let id: Int32
  /// Its exit status, or 128 + the signal that ended it; nil while it runs as far as we know.
  public private(set) var exitStatus: Int32?

  /// Starts a program found through PATH.
  ///
  /// It gets SIGTERM when the thread that started it is gone, however we end, unless it is to
  /// outlive us. Then it has a session of its own too: what is sent to our process group or comes
  /// from our terminal does not reach it.
  /// - Parameters:
  ///   - input: descriptor for its input; nil is /dev/null.
  ///   - output: descriptor for its output and errors; nil is /dev/null.
  ///   - environment: `NAME=value` entries; nil passes on our own.
  /// - Throws: `SystemError` naming the program when it cannot be started.
  public init(
    _ path: String, _ arguments: [String], environment: [String]? = nil,
    directory: String? = nil, input: Int32? = nil, output: Int32? = nil,
    outlivesParent: Bool = false
  ) throws(SystemError) {
    let result = Self.withVector([path] + arguments) { argv in
      Self.withVector(environment ?? []) { envp in
        path.withCString { path in
          Self.withOptional(directory) { directory in
            var plan = thor_spawn(
              path: path, arguments: argv, environment: environment == nil ? nil : envp,
              directory: directory, input: input ?? -1, output: output ?? -1, error: output ?? -1,
              controlling_terminal: -1, dies_with_parent: outlivesParent ? 0 : 1,
              new_session: outlivesParent ? 1 : 0)
            return thor_spawn(&plan)
          }
        }
      }
    }
    id = try SystemError.check(result, "start \(path)")
  }

  /// Sends it a signal; nothing happens when it has ended.
  public func send(_ signal: Signal) {
    if exitStatus == nil { Glibc.kill(id, signal.rawValue) }
  }

  /// Ends it without asking.
  public func kill() {
    if exitStatus == nil { Glibc.kill(id, SIGKILL) }
  }

  /// Looks whether it has ended.
  ///
  /// - Parameter isBlocking: waits until it has.
  /// - Returns: its exit status, or nil while it runs.
  @discardableResult
  public mutating func reap(isBlocking: Bool = false) throws(SystemError) -> Int32? {
    if let exitStatus { return exitStatus }
    var status: Int32 = 0
    let ended = thor_wait(id, &status, isBlocking ? 1 : 0)
    if try SystemError.check(ended, "wait for process \(id)") == 1 {
      exitStatus = status
    }
    return exitStatus
  }

  private static func withOptional<Result>(
    _ text: String?, _ body: (UnsafePointer<CChar>?) -> Result
  ) -> Result {
    guard let text else { return body(nil) }
    return text.withCString { body($0) }
  }

  private static func withVector<Result>(
    _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>?) -> Result
  ) -> Result {
    var copies = words.map { strdup($0) }
    copies.append(nil)
    defer { for copy in copies { free(copy) } }
    return copies.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
