import CTerminal
import TerminalKit

/// Shows surfaces on a terminal through ncurses and reads what is typed there.
///
/// Curses draws into memory; what comes out is written in one `write(2)` a frame. The output never
/// blocks: while the terminal has not taken a frame, later ones are dropped.
public struct CursesBackend: ~Copyable {
  /// What became of a frame.
  public enum Presentation: Equatable, Sendable {
    /// It looked like the one before: nothing was written.
    case unchanged
    /// It was written, or begun: this many bytes in all.
    case written(bytes: Int)
    /// The terminal has not taken the frame before yet: this one was dropped.
    case dropped
  }

  public let input: Int32
  /// A descriptor of our own for the terminal; watch it for writing while `hasPendingOutput`.
  public var output: Int32 { writer.descriptor }
  /// What the terminal can do, with what its terminfo entry took away again.
  public let capabilities: TerminalCapabilities
  public private(set) var width: Int
  public private(set) var height: Int
  /// Frames dropped because the terminal did not take its bytes.
  public private(set) var droppedFrames = 0
  /// Whether the terminal said that it shows a frame as a whole (DEC mode 2026).
  public private(set) var hasSynchronizedOutput = false

  private let screen: CursesScreen
  private var writer: FrameWriter
  private var pairs: ColorPairs
  private var shown: [Cell] = []
  private var shownWidth = 0
  private var decoder = KeyDecoder()
  private var modes: TerminalModes
  private let savedSettings: [UInt8]
  private var isActive = true

  /// Takes the terminal over: raw line, alternate screen, pastes in brackets, focus events.
  ///
  /// - Parameter hasMouse: whether clicks and wheel come as events; without, the terminal's own
  ///   selecting and copying works.
  /// - Throws: `TerminalError`; the terminal is as it was then.
  public init(
    input: Int32, output: Int32, capabilities wanted: TerminalCapabilities, hasMouse: Bool = false
  ) throws(TerminalError) {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard thor_line_size(output, &rows, &columns) == 0 else {
      throw .notATerminal(descriptor: output)
    }
    // A serial line says 0 × 0.
    let size = (width: columns > 0 ? Int(columns) : 80, height: rows > 0 ? Int(rows) : 24)
    let screen = try CursesScreen(wanted, rows: size.height, columns: size.width)
    var saved = [UInt8](repeating: 0, count: thor_line_settings_size())
    guard thor_line_make_raw(input, &saved, saved.count) == 0 else {
      throw .notATerminal(descriptor: input)
    }
    self.input = input
    self.screen = screen
    (width, height) = size
    capabilities = screen.capabilities
    pairs = ColorPairs(
      depth: capabilities.depth, colorCount: screen.colorCount, pairLimit: screen.pairLimit)
    modes = TerminalModes(isKnown: wanted.knowsPrivateModes, hasMouse: hasMouse)
    savedSettings = saved
    writer = FrameWriter(output)
    writer.prepare(modes.enter)
  }

  // MARK: Output

  /// The bytes written to the terminal so far.
  public var writtenBytes: UInt64 { writer.writtenBytes }

  /// How many `write(2)` calls that took.
  public var writeCalls: Int { writer.writeCalls }

  /// Whether a frame waits for the terminal; then `flush()` when `output` is writable.
  public var hasPendingOutput: Bool { writer.isWaiting }

  /// Shows a surface: draws what differs from the one before and writes it at once.
  ///
  /// - Throws: `TerminalError.gone` when nobody is there any more.
  public mutating func present(_ surface: borrowing Surface) throws(TerminalError) -> Presentation {
    guard isActive else { return .dropped }
    if writer.isWaiting {
      try writer.flush()
      if writer.isWaiting {
        droppedFrames += 1
        return .dropped
      }
    }
    draw(surface)
    if pairs.isExhausted {
      // Colours of long ago hold what this frame needs: start afresh.
      repaint()
      draw(surface)
    }
    let count = thor_curses_update(curses)
    guard count > 0 else {
      return count < 0 ? try fail(count, "update") : .unchanged
    }
    let bytes = try take(count)
    let total = try writer.write(
      pairs.truecolor, bytes, isSynchronized: hasSynchronizedOutput)
    return .written(bytes: total)
  }

  /// Goes on writing a frame the terminal did not take as a whole.
  public mutating func flush() throws(TerminalError) {
    try writer.flush()
  }

  /// Makes the next frame draw everything: somebody else wrote on the terminal.
  public mutating func repaint() {
    shown.removeAll(keepingCapacity: true)
    pairs.reset()
    thor_curses_repaint(curses)
  }

  /// Asks the terminal for its size again, after SIGWINCH.
  ///
  /// - Returns: whether it has changed; the next frame then draws everything.
  public mutating func refreshSize() -> Bool {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard thor_line_size(writer.descriptor, &rows, &columns) == 0, rows > 0, columns > 0,
      Int(rows) != height || Int(columns) != width
    else { return false }
    width = Int(columns)
    height = Int(rows)
    thor_curses_resize(curses, rows, columns)
    repaint()
    return true
  }

  /// Rings the terminal's bell with the next write.
  public mutating func ringBell() throws(TerminalError) {
    guard isActive, !writer.isWaiting else { return }
    _ = try writer.write(TruecolorWriter(), [0x07], isSynchronized: false)
  }

  // MARK: Input

  /// How long to wait for the rest of a key before `expireInput(into:)`; nil: not at all.
  public var inputTimeoutMillis: Int? { decoder.timeoutMillis }

  /// Reads what is there (once) and appends what it means. Call it when `input` is readable.
  ///
  /// - Throws: `TerminalError.gone` at the end of input.
  public mutating func readInput(into events: inout [InputEvent]) throws(TerminalError) {
    let capacity = 4096
    var failure: Int = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      let got = thor_line_read(input, buffer.baseAddress, capacity)
      failure = got
      count = max(0, got)
    }
    if failure == -Int(again) { return }
    guard failure > 0 else { throw .gone }
    let first = events.count
    decoder.feed(bytes, into: &events)
    takeReports(&events, from: first)
  }

  /// Nothing more came in time: a lone ESC is the ESC key.
  public mutating func expireInput(into events: inout [InputEvent]) {
    decoder.expire(into: &events)
  }

  // MARK: Leaving

  /// What a crash handler must write to give the terminal back.
  public var restoreBytes: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = thor_curses_restore_bytes(curses, &bytes, bytes.count)
    return modes.leave + bytes.prefix(count)
  }

  /// The line's settings from before us, as raw `termios` bytes.
  public var restoreSettings: [UInt8] { savedSettings }

  /// Gives the terminal back for a while, exactly as it was.
  public mutating func suspend() throws(TerminalError) {
    guard isActive else { return }
    isActive = false
    let count = thor_curses_end(curses)
    let bytes = count > 0 ? try take(count) : []
    writer.finish(modes.leave + bytes)
    if thor_line_restore(input, savedSettings, savedSettings.count) < 0 { throw .gone }
  }

  /// Takes the terminal again; the next frame draws everything.
  public mutating func resume() throws(TerminalError) {
    guard !isActive else { return }
    var ignored = savedSettings
    guard thor_line_make_raw(input, &ignored, ignored.count) == 0 else { throw .gone }
    isActive = true
    writer.prepare(modes.enter)
    _ = refreshSize()
    repaint()
  }

  /// Takes the terminal again as after `suspend()`, also where nobody gave it back: somebody else
  /// had it while a signal had stopped us.
  public mutating func retake() throws(TerminalError) {
    isActive = false
    try resume()
  }

  // MARK: Parts

  private mutating func draw(_ surface: borrowing Surface) {
    let columns = min(width, surface.width)
    let rows = min(height, surface.height)
    let isComparable = shown.count == surface.cells.count && shownWidth == surface.width
    for row in 0..<rows {
      for column in 0..<columns {
        let index = row * surface.width + column
        let cell = surface.cells[index]
        if cell.isContinuation || isComparable && shown[index] == cell { continue }
        // A wide character in the last column of a smaller terminal would wrap. In the bottom
        // right corner curses inserts cells to keep the screen from scrolling, and halves it.
        let corner = row == height - 1 ? width - 2 : columns
        let fits = cell.width < 2 || column + 2 <= min(columns, corner)
        let (pair, attributes) = pairs.pair(for: cell.style, in: curses)
        thor_curses_put(
          curses, Int32(row), Int32(column), fits ? cell.scalarValue : 0x20,
          fits ? cell.markValue : 0, fits ? Int32(cell.width) : 1, attributes, pair)
        if !fits, column + 1 < columns {
          thor_curses_put(curses, Int32(row), Int32(column + 1), 0x20, 0, 1, attributes, pair)
        }
      }
    }
    shown = surface.cells
    shownWidth = surface.width
  }

  private func take(_ count: Int) throws(TerminalError) -> [UInt8] {
    var result: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      result = thor_curses_take(curses, buffer.baseAddress, count)
      filled = result == 0 ? count : 0
    }
    guard result == 0 else { return try fail(Int(result), "read the frame") }
    return bytes
  }

  private func fail<Result>(_ code: Int, _ operation: String) throws(TerminalError) -> Result {
    throw .system(code: Int32(clamping: -code), operation: operation)
  }

  /// Answers to our own questions are not for the workstation.
  private mutating func takeReports(_ events: inout [InputEvent], from first: Int) {
    for event in events[first...] {
      if case .modeReport(TerminalModes.synchronizedOutput, let isKnown) = event {
        hasSynchronizedOutput = isKnown
      }
    }
    if events.count > first {
      events.removeAll { if case .modeReport = $0 { true } else { false } }
    }
  }

  private var curses: OpaquePointer { screen.curses }
}

/// EAGAIN, as Linux has it on every machine we build for.
private let again = 11
