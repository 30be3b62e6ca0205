import Foundation
import Glibc
import TestSupport
import Testing

/// The demo: one command, and nothing left behind.
@Suite(.serialized, .ownThreads) struct DemoStoryTests {
  private func start(_ words: [String], in folder: String) throws -> PseudoTerminal {
    try PseudoTerminal(
      running: DeskStory.thor, ["demo"] + words,
      environment: [
        "HOME": folder, "XDG_CONFIG_HOME": folder + "/config", "XDG_DATA_HOME": folder + "/data",
        "XDG_STATE_HOME": folder + "/state", "TMPDIR": folder, "LANG": "C.UTF-8", "NO_COLOR": nil,
      ])
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = "/tmp/thor-demo-test-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private enum End: CaseIterable {
    case key, terminate, kill, crash, groupKill, groupHangUp

    func come(to terminal: PseudoTerminal) {
      switch self {
      case .key: terminal.send("q")
      case .terminate: terminal.signal(SIGTERM)
      case .kill: terminal.signal(SIGKILL)
      case .crash: terminal.signal(SIGSEGV)
      // The program leads the group of its terminal: redis-server and collectors get it too.
      case .groupKill: if let id = terminal.processID { Glibc.kill(-id, SIGKILL) }
      case .groupHangUp: if let id = terminal.processID { Glibc.kill(-id, SIGHUP) }
      }
    }
  }

  @Test(arguments: End.allCases)
  private func movesAndLeavesNothingBehind(_ end: End) throws {
    try withFolder { folder in
      let terminal = try start([], in: folder)
      try terminal.waitFor(text: "DEMO SIM")
      try terminal.waitFor("both sources") { $0.contains("SCHWAB") && $0.contains("EXCEL") }
      let demo = try FileManager.default.contentsOfDirectory(atPath: folder)
        .first { $0.hasPrefix("thor-demo.") }
      #expect(demo != nil)
      // Its own server comes up later than the desk: that is no news, let alone an error.
      #expect(!terminal.screen.text.contains("cannot connect"))
      end.come(to: terminal)
      #expect(terminal.waitForExit() != nil)
      var isGone = false
      for _ in 0..<100 where !isGone {
        usleep(50_000)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder)
        isGone = !left.contains { $0.hasPrefix("thor-demo.") }
      }
      #expect(isGone)
      #expect(processes(mentioning: folder) == [])
    }
  }

  @Test func runsWithoutAServer() throws {
    try withFolder { folder in
      let terminal = try start(["--in-process", "--rate", "500"], in: folder)
      try terminal.waitFor("moving quotes") { $0.contains("FRESH") && $0.contains("SCHWAB") }
      terminal.send("q")
      #expect(terminal.waitForExit() == 0)
      #expect(terminal.screen.unknown == [])
    }
  }

  /// The demo's account is its own, and so are its limits.
  @Test func hasTheLimitsOfItsOwnAccount() throws {
    try withFolder { folder in
      let path = folder + "/config/thor"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try "accounts: {demo: {daily_loss_limit: 4321}, paper: {daily_loss_limit: 1}}\n".write(
        toFile: path + "/risk.yaml", atomically: true, encoding: .utf8)
      let terminal = try start(["--in-process"], in: folder)
      try terminal.waitFor(text: "FRESH")
      terminal.send("3")
      try terminal.waitFor("the limit") { screen in
        screen.lines.contains { $0.contains("day loss") && $0.contains("4,321.00") }
      }
      terminal.send("q")
      #expect(terminal.waitForExit() == 0)
    }
  }

  /// Command lines of processes, other than ours, that name a path.
  private func processes(mentioning path: String) -> [String] {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return all.filter { Int32($0) != nil && Int32($0) != getpid() }.compactMap { id in
      let line = FileManager.default.contents(atPath: "/proc/\(id)/cmdline") ?? Data()
      let text = String(decoding: line, as: UTF8.self).replacingOccurrences(of: "\0", with: " ")
      return text.contains(path) ? text : nil
    }
  }
}
