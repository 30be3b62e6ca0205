import CPlatform
import Foundation

/// A program without a terminal: started on files, so that nobody has to read while it writes.
public final class ProgramRun {
  public let processID: Int32
  /// Its exit status, or 128 + signal, once it has ended.
  public private(set) var exitStatus: Int32?
  /// A directory of its own, its HOME, gone with this object.
  public let folder: String

  /// - Parameter environment: all it gets beside HOME, PATH and a UTF-8 locale.
  public init(
    _ path: String, _ arguments: [String], environment: [String: String] = [:]
  ) throws {
    folder = NSTemporaryDirectory() + "thor-run-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let output = open(folder + "/output", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    let error = open(folder + "/error", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer {
      close(output)
      close(error)
    }
    let merged = ["HOME": folder, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"]
      .merging(environment) { $1 }
    processID = PseudoTerminal.withVector([path] + arguments) { argv in
      PseudoTerminal.withVector(merged.map { "\($0.key)=\($0.value)" }) { envp in
        path.withCString { path in
          var plan = thor_spawn(
            path: path, arguments: argv, environment: envp, directory: nil, input: -1,
            output: output, error: error, controlling_terminal: -1, dies_with_parent: 0,
            new_session: 0)
          return thor_spawn(&plan)
        }
      }
    }
    guard processID > 0 else {
      throw PseudoTerminal.Failure(description: "start \(path): errno \(-processID)")
    }
  }

  deinit {
    if exitStatus == nil {
      kill(processID, SIGKILL)
      var status: Int32 = 0
      _ = thor_wait(processID, &status, 1)
    }
    try? FileManager.default.removeItem(atPath: folder)
  }

  public func signal(_ number: Int32) {
    if exitStatus == nil { kill(processID, number) }
  }

  /// Waits for its end; nil when the time is up.
  @discardableResult
  public func waitForExit(timeout: Double = 30) -> Int32? {
    let deadline = Date().addingTimeInterval(timeout)
    while exitStatus == nil {
      var status: Int32 = 0
      if thor_wait(processID, &status, 0) == 1 {
        exitStatus = status
      } else if Date() < deadline {
        usleep(2_000)
      } else {
        break
      }
    }
    return exitStatus
  }

  public var output: String { text("output") }
  public var error: String { text("error") }

  private func text(_ name: String) -> String {
    (try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)) ?? ""
  }

  /// The objects on standard output, one a line.
  public var objects: [[String: Any]] {
    output.split(separator: "\n").compactMap {
      try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
    }
  }
}
