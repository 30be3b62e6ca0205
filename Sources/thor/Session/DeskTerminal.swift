import Configuration
import CursesBackend
import Glibc
import Panes
import Reactor
import TerminalKit
import Workstation

/// The terminal of a desk: taken over once, given back on every way out.
struct DeskTerminal: ~Copyable {
  private var backend: CursesBackend
  private var surface: Surface
  let glyphs: Glyphs
  private(set) var theme: Theme
  /// Why only ASCII is drawn, where nobody asked for it.
  let asciiReason: String?

  /// - Throws: one line that says what kind of terminal is needed.
  init(_ settings: DeskSettings) throws(CommandFailure) {
    guard isatty(0) == 1, isatty(1) == 1 else {
      throw CommandFailure(
        .failed, "the workstation needs a terminal on standard input and output")
    }
    let display = settings.configuration.display
    let backend = try DeskTerminal.open(display)
    glyphs = backend.capabilities.isUnicode ? .unicode : .ascii
    theme = settings.theme.adapted(to: backend.capabilities.depth)
    surface = Surface(width: backend.width, height: backend.height, glyphs: glyphs)
    asciiReason =
      !backend.capabilities.isUnicode && display.ascii == .automatic
      ? DeskTerminal.asciiReason() : nil
    self.backend = backend
  }

  private static func asciiReason() -> String {
    let named = localeNames.compactMap { name in
      Environment.value(name).map { "\(name)=\(ConfigurationError.quoted($0))" }
    }.first
    return "drawing with ASCII: the locale (\(named ?? "LANG is not set")) is not UTF-8"
  }

  /// The variables that name the locale of characters; the first that is set counts.
  private static let localeNames = ["LC_ALL", "LC_CTYPE", "LANG"]

  /// Takes the terminal over, with a crash handler that gives it back.
  private static func open(_ display: DisplaySettings) throws(CommandFailure) -> CursesBackend {
    do throws(TerminalError) {
      var backend = try CursesBackend(
        input: 0, output: 1, capabilities: capabilities(display.ascii),
        hasMouse: display.usesMouse)
      do throws(SystemError) {
        try CrashGuard.arm(
          descriptor: backend.output, settings: backend.restoreSettings,
          bytes: backend.restoreBytes)
      } catch {
        try? backend.suspend()
        throw TerminalError.system(code: error.code, operation: error.operation)
      }
      return backend
    } catch {
      throw CommandFailure(.failed, error.description)
    }
  }

  private static func capabilities(_ ascii: DisplaySettings.Ascii) -> TerminalCapabilities {
    var found = TerminalCapabilities(
      terminal: Environment.value("TERM"), colorTerm: Environment.value("COLORTERM"),
      noColor: Environment.value("NO_COLOR"),
      locale: localeNames.lazy.compactMap(Environment.value).first)
    switch ascii {
    case .automatic: break
    case .always: found.isUnicode = false
    case .never: found.isUnicode = true
    }
    return found
  }

  var input: Int32 { backend.input }
  var output: Int32 { backend.output }
  var hasPendingOutput: Bool { backend.hasPendingOutput }
  var writtenBytes: UInt64 { backend.writtenBytes }
  /// How long to wait for the rest of a key.
  var inputTimeoutMillis: Int? { backend.inputTimeoutMillis }

  mutating func readInput(into events: inout [InputEvent]) throws(TerminalError) {
    try backend.readInput(into: &events)
  }

  mutating func expireInput(into events: inout [InputEvent]) { backend.expireInput(into: &events) }

  mutating func flush() throws(TerminalError) { try backend.flush() }

  /// Draws a frame and writes it.
  ///
  /// - Returns: what is where on it; nil when the terminal did not take it.
  mutating func present(_ desk: Desk, _ view: DeskView) throws(TerminalError) -> ScreenMap? {
    let map = Screen.draw(desk, view: view, on: &surface)
    return try backend.present(surface) == .dropped ? nil : map
  }

  /// Takes the terminal's new size.
  mutating func resize() {
    guard backend.refreshSize() else { return }
    fitSurface()
  }

  private mutating func fitSurface() {
    surface = Surface(width: backend.width, height: backend.height, glyphs: glyphs)
  }

  /// Takes another theme, as far as the terminal has its colours.
  mutating func wear(_ theme: Theme) { self.theme = theme.adapted(to: backend.capabilities.depth) }

  mutating func repaint() { backend.repaint() }

  /// A terminal that is gone is found out by the next frame.
  mutating func ringBell() { try? backend.ringBell() }

  /// Gives the terminal back for a while.
  mutating func suspend() { try? backend.suspend() }

  /// Takes the terminal again, in its size of now; the next frame draws everything.
  mutating func retake() {
    try? backend.retake()
    fitSurface()
  }

  /// Gives the terminal back as it was. Nothing may be drawn any more.
  mutating func close() {
    try? backend.suspend()
    try? CrashGuard.disarm()
  }
}
