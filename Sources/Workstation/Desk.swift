import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

/// The state of the screen: what is selected, open and waited for. Keys go in, actions come out.
///
/// It holds no price, order or position; those it reads from the engine when it needs them. It
/// reads no clock either, so that a test can play any story of keys in no time.
public struct Desk: Sendable {
  public internal(set) var mode = DeskMode.browse
  public internal(set) var focus = PaneName.watchlist
  /// What the folded places show: the pane that had the focus last among those that share one.
  public internal(set) var sidePane = PaneName.heatmap
  public internal(set) var lowerPane = PaneName.positions
  public internal(set) var bottomPane = PaneName.log
  /// The pane of the trade page that gets the focus back.
  var tradeFocus = PaneName.watchlist
  /// What the blotter is narrowed to and sorted by, and which of its panes had the focus last.
  public internal(set) var blotter = BlotterState()
  var blotterPane = PaneName.history
  var blotterSide = PaneName.statistics
  /// What the risk rules said, and who changed them, also before the start.
  public internal(set) var riskLog = LogBook()
  /// Why trading is not active.
  var haltReason: String?
  public internal(set) var watchlist: [InstrumentIndex] = []
  public internal(set) var rows: [PaneName: Int] = [.watchlist: 0]
  public internal(set) var heatmapAreas = HeatmapAreas.equal
  public internal(set) var toasts = ToastStack()
  public internal(set) var log = LogBook()
  /// What the trader has done to the ladder and the tape.
  public internal(set) var ladder = LadderState()
  public internal(set) var tape = TapeState()
  /// The first row shown of the tables that the wheel has scrolled.
  public internal(set) var firstRows: [PaneName: Int] = [:]
  /// Where the trader wants the edges between panes.
  var edges = PaneEdges()
  var dragged: DraggedEdge?
  /// What is where on the screen, as it was drawn last.
  public internal(set) var map = ScreenMap()
  /// Whether anything changed since the last frame.
  public internal(set) var needsFrame = true

  /// One-key trading, while it is armed.
  public internal(set) var armed: ArmedTrading?
  var bannerCount = 0
  /// When a burst of keys came while it was armed: none of them means anything.
  var swallowedBurstAt: Int64?

  let keymap: Keymap
  let presets: [Int: Quantity]
  let sizing: SizingTerms
  /// The themes there are, for the palette.
  let themes: [String]
  /// The last quantity ordered of a symbol, which a new ticket starts with.
  var lastQuantities: [Symbol: Quantity] = [:]
  /// The distances that a new bracket starts with.
  var lastBracket = Bracket(targetTicks: 20, stopTicks: 10)
  /// The order and the position that are selected; rows move under them.
  var chosenOrder: OrderIndex?
  var chosenPosition: InstrumentIndex?
  /// How many lines have waited to be sent.
  private var lineCount = 0
  /// The beginning of a key sequence.
  var pendingKeys: [Key] = []
  /// Log lines that have not been written to the log file yet.
  var unwritten: [LogEntry] = []

  /// - Parameter presets: quantities by digit, 1 to 9.
  public init(
    keymap: Keymap, watchlist: [InstrumentIndex], presets: [Int: Quantity],
    sizing: SizingTerms = SizingTerms(), themes: [String] = []
  ) {
    self.themes = themes
    self.sizing = sizing
    self.keymap = keymap
    self.watchlist = watchlist
    self.presets = presets
  }

  /// The instrument that buy, sell and flatten are about.
  public var selectedInstrument: InstrumentIndex? {
    guard let row = rows[.watchlist], watchlist.indices.contains(row) else { return nil }
    return watchlist[row]
  }

  /// Takes a terminal's event and says what is to be done about it.
  ///
  /// - Parameters:
  ///   - isAlone: whether it came by itself; a burst of keys is a paste or a bounce.
  ///   - engine: read for touches, positions and orders.
  public mutating func handle(
    _ event: InputEvent, isAlone: Bool, now: DeskTime, engine: Engine
  ) -> [DeskAction] {
    defer { checkArmed(now: now) }
    switch event {
    case .key(let key):
      needsFrame = true
      // Nothing is done blind: on a screen too small to show anything a key can only quit or stop.
      if map.isTooSmall {
        switch keymap.match([key], in: DeskMode.browse.contexts) {
        case .command(Command.quit.rawValue): return [.quit]
        case .command(Command.suspend.rawValue): return [.suspend]
        default: return []
        }
      }
      return handle(key, isAlone: isAlone, now: now, engine: engine)
    case .paste(let text):
      needsFrame = true
      disarm("something was pasted", now: now)
      paste(text, now: now, engine: engine)
      return []
    case .mouse(let mouse):
      take(mouse, now: now, engine: engine)
      return []
    case .focus(false):
      disarm("the terminal has lost the focus", now: now)
      return []
    case .focus, .resize, .modeReport:
      return []
    }
  }

  /// Time has passed: toasts go, and a line that has settled is sent.
  public mutating func passed(now: DeskTime) -> [DeskAction] {
    if toasts.passed(now: now.monotonicNanos) { needsFrame = true }
    if let action = passArmed(now: now) { return [action] }
    guard case .confirm(var confirmation) = mode else { return [] }
    if confirmation.gate.passed(now: now.monotonicNanos) == .send {
      return send(confirmation, now: now)
    }
    mode = .confirm(confirmation)
    if let end = confirmation.expiresAt, now.monotonicNanos >= end,
      confirmation.gate.deadline == nil
    {
      leave(confirmation)
    }
    return []
  }

  /// When `passed` must be called next (monotonic nanoseconds).
  public var deadline: Int64? {
    var deadline = toasts.deadline
    if case .confirm(let confirmation) = mode, let settles = confirmation.deadline {
      deadline = min(deadline ?? .max, settles)
    }
    if let armed { deadline = min(deadline ?? .max, armed.gate.deadline) }
    return deadline
  }

  /// A frame has reached the terminal as a whole.
  ///
  /// - Parameter line: the waiting line that stood on it to its last character; a line that was
  ///   not on the screen, or not all of it, has been read by nobody.
  public mutating func painted(line: Int?, now: DeskTime) {
    if map.shownBanner == armed?.number { armed?.gate.painted(now: now.monotonicNanos) }
    guard case .confirm(var confirmation) = mode, confirmation.number == line else { return }
    confirmation.gate.painted(now: now.monotonicNanos)
    mode = .confirm(confirmation)
  }

  /// The number of the line that waits to be sent.
  public var waitingLine: Int? {
    guard case .confirm(let confirmation) = mode else { return nil }
    return confirmation.number
  }

  /// Shows a line that waits to be sent.
  mutating func show(_ confirmation: Confirmation) {
    lineCount += 1
    var confirmation = confirmation
    confirmation.number = lineCount
    mode = .confirm(confirmation)
  }

  /// The selected row of each pane, as the engine's rows stand now.
  public func selectedRows(_ engine: Engine) -> [PaneName: Int] {
    var rows = rows
    rows[.orders] = chosenOrder.flatMap { OrdersPane.rows(engine).firstIndex(of: $0) }
    rows[.positions] = chosenPosition.flatMap { chosen in
      PositionsPane.rows(engine).firstIndex { $0.instrument == chosen }
    }
    return rows
  }

  /// Puts a line into the log.
  public mutating func note(_ level: LogEntry.Level, _ text: String, now: DeskTime) {
    let entry = LogEntry(at: now.wall, level: level, text: text)
    log.add(entry)
    unwritten.append(entry)
    needsFrame = true
  }

  /// Puts a line into the log and into the corner.
  public mutating func announce(_ level: LogEntry.Level, _ text: String, now: DeskTime) {
    note(level, text, now: now)
    toasts.show(
      LogEntry(at: now.wall, level: level, text: text), now: now.monotonicNanos)
  }

  /// Hands over the log lines that are new since the last call.
  public mutating func takeUnwritten() -> [LogEntry] {
    defer { unwritten.removeAll(keepingCapacity: true) }
    return unwritten
  }

  /// Adds a symbol to the watchlist where it is new.
  public mutating func watch(_ instrument: InstrumentIndex) {
    guard !watchlist.contains(instrument) else { return }
    watchlist.append(instrument)
    needsFrame = true
  }

  /// Adds a symbol where it is new and selects it.
  mutating func select(_ instrument: InstrumentIndex) {
    watch(instrument)
    rows[.watchlist] = watchlist.firstIndex(of: instrument)
    firstRows[.watchlist] = nil
    show(.watchlist)
  }

  /// Sends what a line says and closes it, so that it cannot be sent again.
  mutating func send(_ confirmation: Confirmation, now: DeskTime) -> [DeskAction] {
    mode = .browse
    needsFrame = true
    if case .arm(let instrument) = confirmation.action {
      arm(instrument, now: now)
      return []
    }
    if let ticket = confirmation.ticket, ticket.isNew {
      lastQuantities[ticket.symbol] = ticket.quantity
      if let bracket = ticket.bracket { lastBracket = bracket }
    }
    // The engine tells of no mark, and it lasts for a quote only: the log keeps what was confirmed.
    if case .settle = confirmation.action {
      announce(.info, "confirmed: \(confirmation.line)", now: now)
    }
    followSent(confirmation)
    return [confirmation.action]
  }

  /// Goes back from a line without sending it.
  mutating func leave(_ confirmation: Confirmation) {
    mode = confirmation.ticket.map { .ticket($0) } ?? .browse
    needsFrame = true
  }
}
