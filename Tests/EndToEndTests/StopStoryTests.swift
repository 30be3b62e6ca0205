import Foundation
import Glibc
import TestSupport
import Testing

/// Ctrl-Z and fg, under a real shell with job control.
@Suite(.serialized, .ownThreads) struct StopStoryTests {
  /// An interactive shell whose lines are told from the workstation's by a mark of their own.
  private func startShell(_ story: DeskStory) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(
      running: "/bin/bash", ["--norc", "--noprofile", "-i"],
      environment: story.environment(["PS1": "shell> ", "HISTFILE": nil]))
    try terminal.waitFor(text: "shell>")
    return terminal
  }

  private func waitForDesk(_ terminal: PseudoTerminal) throws {
    try terminal.waitFor("the desk") { $0.isAlternate && $0.contains("live from") }
  }

  /// The shell has the terminal: it runs a command whose output is not what was typed.
  private func expectShell(_ terminal: PseudoTerminal, _ number: Int) throws {
    try terminal.waitFor("the shell's screen") { !$0.isAlternate && $0.isCursorVisible }
    #expect(terminal.screen.modes.isDisjoint(with: [1000, 1002, 1004, 1006]))
    // What is typed while the terminal changes hands is thrown away: it may take a second try.
    for _ in 0..<10 where !terminal.screen.contains("mark\(number + 1)") {
      terminal.send("echo mark$((\(number)+1))\r")
      terminal.pump(for: 0.5)
    }
    try terminal.waitFor(text: "mark\(number + 1)")
  }

  /// Keys are read raw: one alone, without Enter, is answered.
  private func expectKeysWork(_ terminal: PseudoTerminal) throws {
    terminal.send("?")
    try terminal.waitFor(text: "find a symbol and select it")
    terminal.send("?")
    try terminal.waitFor("help to go") { !$0.contains("find a symbol and select it") }
  }

  /// Behind a script the whole job stops, else the script would keep the terminal.
  @Test(arguments: [false, true])
  func theStopKeyGivesTheShellItsTerminal(isInScript: Bool) throws {
    let story = try DeskStory(starts: false)
    let terminal = try startShell(story)
    let command = "\(DeskStory.thor) --redis unix://\(story.redis.socketPath)"
    terminal.send(isInScript ? "bash -c '\(command); echo ended$?'\r" : command + "\r")
    try waitForDesk(terminal)
    story.quote("ES", "5000.00", "5000.25")
    try terminal.waitFor(text: "5000.25")
    // Also while a form is open: it is there again afterwards.
    terminal.send("b")
    try terminal.waitFor(text: "BUY ES")
    terminal.send([0x1A])
    try expectShell(terminal, 10)
    terminal.send("jobs\r")
    try terminal.waitFor(text: "Stopped")
    terminal.resize(columns: 120, rows: 36)
    terminal.send("fg\r")
    try waitForDesk(terminal)
    try terminal.waitFor(text: "BUY ES")
    terminal.send("\u{1b}")
    try terminal.waitFor("the ticket to go") { !$0.contains("BUY ES") }
    try expectKeysWork(terminal)
    #expect(terminal.screen.unknown == [])
    terminal.send("q")
    if isInScript { try terminal.waitFor(text: "ended0") }
    try expectShell(terminal, 20)
  }

  /// Stopped by others it cannot give the terminal back, but it takes it again and paints it.
  @Test func aStopFromOutsideIsOutlived() throws {
    let story = try DeskStory(starts: false)
    let terminal = try startShell(story)
    terminal.send("\(DeskStory.thor) --redis unix://\(story.redis.socketPath)\r")
    try waitForDesk(terminal)
    let shell = try #require(terminal.processID)
    let id = try #require(child(of: shell))
    kill(id, SIGSTOP)
    try terminal.waitFor(text: "Stopped")
    terminal.send("stty sane; echo scribble\r")
    try terminal.waitFor(text: "scribble")
    terminal.send("fg\r")
    try terminal.waitFor("the desk alone") {
      $0.isAlternate && $0.contains("live from") && !$0.contains("scribble")
    }
    try expectKeysWork(terminal)
    terminal.send("q")
    try expectShell(terminal, 30)
  }

  /// Nobody could continue the leader of a terminal: it does not stop.
  @Test func withoutAShellTheStopKeyDoesNothing() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.terminal.send([0x1A])
    story.pass(seconds: 0.3)
    try waitForDesk(story.terminal)
    try expectKeysWork(story.terminal)
    #expect(story.quit() == 0)
  }

  private func child(of parent: Int32) -> Int32? {
    let list = try? String(
      contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
    return list?.split(separator: " ").first.flatMap { Int32($0) }
  }
}
