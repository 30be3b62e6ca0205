import Foundation
import TerminalKit
import TestSupport
import Testing

@testable import CursesBackend

/// Curses has one current screen in a process, so these run one after the other.
@Suite(.serialized, .ownThreads) struct CursesBackendTests {
  private static func capabilities(
    _ terminal: String = "xterm-256color", _ depth: ColorDepth = .palette
  ) -> TerminalCapabilities {
    TerminalCapabilities(terminal: terminal, depth: depth, isUnicode: true)
  }

  private static func backend(
    _ terminal: PseudoTerminal, _ wanted: TerminalCapabilities = capabilities(),
    hasMouse: Bool = false
  ) throws -> CursesBackend {
    try CursesBackend(
      input: terminal.secondary, output: terminal.secondary, capabilities: wanted,
      hasMouse: hasMouse)
  }

  /// Lets the terminal take all there is.
  private static func settle(_ backend: inout CursesBackend, _ terminal: PseudoTerminal) throws {
    try terminal.waitFor("the frame's bytes", timeout: 5) { _ in
      do { try backend.flush() } catch { return true }
      return !backend.hasPendingOutput
        && UInt64(terminal.output.count) == backend.writtenBytes
    }
  }

  /// The screen shows the surface, cell for cell.
  private static func expectSame(
    _ screen: ScreenReader, _ surface: Surface, _ comment: Comment? = nil
  ) {
    for y in 0..<surface.height {
      for x in 0..<surface.width {
        let wanted = surface[x, y]
        let seen = screen[x, y]
        guard seen.shows(wanted) else {
          Issue.record(
            "(\(x), \(y)): expected '\(wanted.text)' \(wanted.style), saw '\(seen.text)' \(seen.style)"
          )
          return
        }
      }
    }
    #expect(screen.unknown == [], comment)
  }

  @Test func aFrameIsOneWriteAndNothingWhenNothingChanged() throws {
    let terminal = try PseudoTerminal(columns: 40, rows: 8)
    var backend = try Self.backend(terminal)
    #expect(backend.width == 40 && backend.height == 8)
    var surface = Surface(width: 40, height: 8)
    surface.drawBox(surface.bounds, title: "Watchlist", style: Style())
    surface.draw(
      "ES 5012.25 ▲", x: 2, y: 2, style: Style(foreground: .indexed(46), attributes: .bold))
    let first = try backend.present(surface)
    try Self.settle(&backend, terminal)
    Self.expectSame(terminal.screen, surface)
    #expect(terminal.screen.isAlternate && !terminal.screen.isCursorVisible)
    #expect(first == .written(bytes: terminal.output.count))
    #expect(backend.writeCalls == 1)

    let second = try backend.present(surface)
    #expect(second == .unchanged)
    surface.draw("5012.50", x: 5, y: 2, style: Style(foreground: .indexed(46)))
    _ = try backend.present(surface)
    #expect(backend.writeCalls == 2)
    try Self.settle(&backend, terminal)
    Self.expectSame(terminal.screen, surface)
    #expect(backend.writtenBytes == UInt64(terminal.output.count))
  }

  @Test func theTerminalComesBackExactlyAsItWas() throws {
    let terminal = try PseudoTerminal(columns: 40, rows: 8)
    let before = terminal.settings
    var backend = try Self.backend(terminal, hasMouse: true)
    #expect(terminal.settings != before)
    _ = try backend.present(Surface(width: 40, height: 8))
    try Self.settle(&backend, terminal)
    #expect(terminal.screen.modes.isSuperset(of: [1049, 2004, 1004, 1002, 1006]))
    try backend.suspend()
    try Self.settle(&backend, terminal)
    #expect(terminal.settings == before)
    #expect(!terminal.screen.isAlternate && terminal.screen.isCursorVisible)
    #expect(terminal.screen.modes.isDisjoint(with: [1049, 2004, 1004, 1002, 1006, 2026]))
    #expect(terminal.screen.unknown == [])

    try backend.resume()
    var surface = Surface(width: 40, height: 8)
    surface.draw("back", x: 0, y: 0, style: Style())
    _ = try backend.present(surface)
    try Self.settle(&backend, terminal)
    Self.expectSame(terminal.screen, surface)
    #expect(terminal.screen.isAlternate && terminal.screen.modes.contains(2004))
    #expect(!terminal.screen.isCursorVisible)
    try backend.suspend()
    #expect(terminal.settings == before)
  }

  @Test func aCrashKnowsWhatToSend() throws {
    let terminal = try PseudoTerminal(columns: 40, rows: 8)
    var backend = try Self.backend(terminal, hasMouse: true)
    var surface = Surface(width: 40, height: 8)
    surface.draw("x", x: 0, y: 0, style: Style(foreground: .indexed(9), attributes: .reverse))
    _ = try backend.present(surface)
    try Self.settle(&backend, terminal)
    var screen = terminal.screen
    screen.feed(backend.restoreBytes)
    #expect(!screen.isAlternate && screen.isCursorVisible && screen.unknown == [])
    #expect(screen.modes.isDisjoint(with: [1049, 2004, 1004, 1002, 1006, 2026]))
    #expect(backend.restoreBytes.count <= 512)
    #expect(!backend.restoreSettings.isEmpty)
    try backend.suspend()
  }

  @Test(arguments: [
    ("xterm-256color", ColorDepth.palette), ("xterm-256color", .truecolor),
    ("tmux-256color", .palette), ("screen-256color", .truecolor), ("xterm", .sixteen),
    ("screen", .sixteen), ("linux", .sixteen), ("vt100", .mono), ("xterm-256color", .mono),
  ])
  func whateverIsDrawnIsShown(_ name: String, _ depth: ColorDepth) throws {
    let terminal = try PseudoTerminal(columns: 50, rows: 12)
    var backend = try Self.backend(terminal, Self.capabilities(name, depth))
    #expect(backend.capabilities.depth == depth)
    var random = SeededRandom(seed: 7)
    var surface = Surface(width: 50, height: 12)
    for frame in 0..<60 {
      random.scribble(on: &surface, depth: depth)
      _ = try backend.present(surface)
      try Self.settle(&backend, terminal)
      #expect(terminal.screen.lines == surface.lines)
      if depth != .sixteen { Self.expectSame(terminal.screen, surface, "frame \(frame)") }
    }
    try backend.suspend()
  }

  @Test func framesAreMarkedWhenTheTerminalAnswersForIt() throws {
    for knows in [true, false] {
      let terminal = try PseudoTerminal(columns: 40, rows: 8)
      terminal.answersSynchronizedOutput(knows)
      var backend = try Self.backend(terminal)
      var surface = Surface(width: 40, height: 8)
      _ = try backend.present(surface)
      try Self.settle(&backend, terminal)
      terminal.send("q")
      var events: [InputEvent] = []
      while !events.contains(.key(Key(.character("q")))) {
        try backend.readInput(into: &events)
      }
      #expect(events == [.key(Key(.character("q")))])
      #expect(backend.hasSynchronizedOutput == knows)
      surface.draw("x", x: 3, y: 3, style: Style())
      _ = try backend.present(surface)
      try Self.settle(&backend, terminal)
      #expect(terminal.screen.synchronizedFrames == (knows ? 1 : 0))
      #expect(terminal.screen[3, 3].text == "x")
      try backend.suspend()
    }
  }

  @Test func aResizeRepaints() throws {
    let terminal = try PseudoTerminal(columns: 60, rows: 10)
    var backend = try Self.backend(terminal)
    var surface = Surface(width: 60, height: 10)
    surface.drawBox(surface.bounds, title: "Orders", style: Style())
    _ = try backend.present(surface)
    try Self.settle(&backend, terminal)
    for (columns, rows) in [(40, 6), (80, 24), (20, 3), (61, 11)] {
      terminal.resize(columns: columns, rows: rows)
      let hasChanged = [backend.refreshSize(), backend.refreshSize()]
      #expect(hasChanged == [true, false])
      surface = Surface(width: backend.width, height: backend.height)
      surface.drawBox(surface.bounds, title: "Orders", style: Style(foreground: .indexed(3)))
      _ = try backend.present(surface)
      try Self.settle(&backend, terminal)
      Self.expectSame(terminal.screen, surface, "\(columns) × \(rows)")
    }
    try backend.suspend()
  }

  @Test func aTerminalThatTakesNothingCostsFramesAndNeverInput() throws {
    let terminal = try PseudoTerminal(columns: 160, rows: 48)
    var backend = try Self.backend(terminal)
    var random = SeededRandom(seed: 3)
    var surface = Surface(width: 160, height: 48)
    var dropped = 0
    for _ in 0..<40 {
      random.fill(&surface)
      if try backend.present(surface) == .dropped { dropped += 1 }
    }
    #expect(dropped > 20 && backend.droppedFrames == dropped && backend.hasPendingOutput)
    // Typed while the output stands still.
    terminal.sendBlind("b")
    var events: [InputEvent] = []
    try backend.readInput(into: &events)
    #expect(events == [.key(Key(.character("b")))])
    try Self.settle(&backend, terminal)
    _ = try backend.present(surface)
    try Self.settle(&backend, terminal)
    Self.expectSame(terminal.screen, surface)
    try backend.suspend()
  }

  @Test func moreColoursThanPairsStillDraw() throws {
    let terminal = try PseudoTerminal(columns: 80, rows: 24)
    var backend = try Self.backend(terminal, Self.capabilities("xterm-256color", .truecolor))
    var surface = Surface(width: 80, height: 24)
    for round in 0..<3 {
      for index in 0..<200 {
        surface.put(
          "x", x: index % 80, y: index / 80,
          style: Style(background: .rgb(UInt8(index), UInt8(round * 80), 9)))
      }
      _ = try backend.present(surface)
      try Self.settle(&backend, terminal)
      Self.expectSame(terminal.screen, surface, "round \(round)")
    }
    try backend.suspend()
  }

  @Test func whatIsNoTerminalIsSaid() throws {
    let terminal = try PseudoTerminal(columns: 40, rows: 8)
    let before = terminal.settings
    func error(_ input: Int32, _ wanted: TerminalCapabilities) -> TerminalError? {
      do throws(TerminalError) {
        _ = try CursesBackend(input: input, output: input, capabilities: wanted)
        return nil
      } catch {
        return error
      }
    }
    let file = open("/dev/null", O_RDWR)
    #expect(error(file, Self.capabilities()) == .notATerminal(descriptor: file))
    close(file)
    #expect(
      error(terminal.secondary, Self.capabilities("dumb")) == .cannotPlaceCursor(name: "dumb"))
    #expect(
      error(terminal.secondary, Self.capabilities("nonesuch"))?.description
        == "TERM=nonesuch: expected a terminal that terminfo knows, such as xterm-256color")
    #expect(terminal.settings == before && terminal.output.isEmpty)
  }

  @Test func aLostTerminalIsGone() throws {
    let terminal = try PseudoTerminal(columns: 40, rows: 8)
    var backend = try Self.backend(terminal)
    _ = try backend.present(Surface(width: 40, height: 8))
    terminal.hangUp()
    var events: [InputEvent] = []
    var failure: TerminalError?
    do throws(TerminalError) {
      try backend.readInput(into: &events)
    } catch {
      failure = error
    }
    #expect(failure == .gone)
  }

  /// The number for the record: a frame of 60 changed cells with coloured backgrounds.
  @Test func sixtyChangedCellsAreCheap() throws {
    let terminal = try PseudoTerminal(columns: 160, rows: 48)
    var backend = try Self.backend(terminal)
    var surface = Surface(width: 160, height: 48)
    _ = try backend.present(surface)
    var random = SeededRandom(seed: 11)
    var total = 0
    for _ in 0..<50 {
      for _ in 0..<60 {
        surface.put(
          random.character(), x: random.below(160), y: random.below(48),
          style: Style(
            foreground: .indexed(UInt8(random.below(256))),
            background: .indexed(UInt8(random.below(256)))))
      }
      guard case .written(let bytes) = try backend.present(surface) else {
        Issue.record("expected a frame")
        return
      }
      total += bytes
      try Self.settle(&backend, terminal)
    }
    let mean = total / 50
    #expect(mean < 60 * 45, "\(mean) bytes a frame")
    FileHandle.standardError.write(Data("60 cells: \(mean) bytes a frame\n".utf8))
    try backend.suspend()
  }
}
