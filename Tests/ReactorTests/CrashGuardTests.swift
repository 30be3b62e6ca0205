import Foundation
import TestSupport
import Testing

@testable import Reactor

@Suite(.serialized, .ownThreads) struct CrashGuardTests {
  /// A crash in a process of its own, whose terminal is ours to look at.
  private func crash(
    signal: Int32, _ body: (PseudoTerminal) async throws -> Void
  ) async throws {
    let terminal = try PseudoTerminal(columns: 60, rows: 5)
    setenv("THOR_TEST_TERMINAL", terminal.path, 1)
    let before = terminal.settings
    try await body(terminal)
    #expect(terminal.settings == before)
    terminal.pump(for: 0.1)
    #expect(!terminal.screen.isAlternate && terminal.screen.isCursorVisible)
    #expect(terminal.screen.text.contains("thor: crashed (signal \(signal));"))
    #expect(terminal.screen.unknown == [])
  }

  @Test func aSegmentationFaultGivesTheTerminalBack() async throws {
    try await crash(signal: SIGSEGV) { _ in
      await #expect(processExitsWith: .signal(SIGSEGV)) {
        try CrashVictim.takeTerminal()
        kill(getpid(), SIGSEGV)
        sleep(5)
      }
    }
  }

  @Test func aSwiftTrapGivesTheTerminalBack() async throws {
    #if arch(x86_64)
      let trap = SIGILL
    #else
      let trap = SIGTRAP
    #endif
    try await crash(signal: trap) { _ in
      await #expect(processExitsWith: .signal(trap)) {
        try CrashVictim.takeTerminal()
        let numbers: [Int] = []
        let index = Int(getpid())
        _ = numbers[index]
      }
    }
  }

  @Test func anAbortGivesTheTerminalBack() async throws {
    try await crash(signal: SIGABRT) { _ in
      await #expect(processExitsWith: .signal(SIGABRT)) {
        try CrashVictim.takeTerminal()
        abort()
      }
    }
  }

  @Test func tooManyBytesAreRefused() {
    #expect(throws: SystemError.self) {
      try CrashGuard.arm(
        descriptor: -1, settings: [], bytes: Array(repeating: 0x20, count: 4096))
    }
  }
}

/// What the crashing process does to the terminal first.
enum CrashVictim {
  static func takeTerminal() throws {
    guard let name = getenv("THOR_TEST_TERMINAL") else { exit(3) }
    let terminal = open(name, O_RDWR | O_NOCTTY)
    var settings = termios()
    guard terminal >= 0, tcgetattr(terminal, &settings) == 0 else { exit(4) }
    let saved = withUnsafeBytes(of: settings) { Array($0) }
    cfmakeraw(&settings)
    guard tcsetattr(terminal, TCSANOW, &settings) == 0 else { exit(5) }
    dup2(terminal, 2)
    let enter = "\u{1b}[?1049h\u{1b}[?25lworking"
    _ = enter.withCString { write(terminal, $0, strlen($0)) }
    try CrashGuard.arm(
      descriptor: terminal, settings: saved, bytes: Array("\u{1b}[?25h\u{1b}[?1049l".utf8))
  }
}
