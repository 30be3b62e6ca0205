import Engine
import MarketModel
import TerminalKit

/// Everything panes draw from, for one frame. They keep nothing of it.
public struct DeskView {
  public let engine: Engine
  public let board: QuoteBoard
  public let feed: FeedStatus
  public let sessions: SessionBoard
  public let log: LogBook
  public let riskLog: LogBook
  public let account: String
  /// Wall clock, for the time of day and countdowns.
  public let now: UnixNanos
  /// The same, but never set back: what ages are counted by.
  public let steadyNow: UnixNanos
  /// Monotonic clock, for countdowns.
  public let monotonicNanos: Int64
  public let theme: Theme
  public let figures: FigureText
  public let watchlist: [InstrumentIndex]
  public let selectedInstrument: InstrumentIndex?
  public let selectedRows: [PaneName: Int]
  public let focus: PaneName
  /// What the trader has done to the ladder.
  public let ladder: LadderState
  public let tape: TapeState
  /// The first row shown of the tables that the wheel has scrolled.
  public let firstRows: [PaneName: Int]
  public let heatmapAreas: HeatmapAreas
  public let meters: FeedMeters
  public let ledger: TradeLedger
  /// What the trader has done to the blotter.
  public let blotter: BlotterState

  public init(
    engine: Engine, board: QuoteBoard, feed: FeedStatus, sessions: SessionBoard, log: LogBook,
    account: String, now: UnixNanos, steadyNow: UnixNanos? = nil, monotonicNanos: Int64,
    theme: Theme, glyphs: Glyphs,
    watchlist: [InstrumentIndex], selectedInstrument: InstrumentIndex?,
    selectedRows: [PaneName: Int], focus: PaneName, ladder: LadderState = LadderState(),
    tape: TapeState = TapeState(), firstRows: [PaneName: Int] = [:],
    heatmapAreas: HeatmapAreas = .equal, meters: FeedMeters = FeedMeters(),
    riskLog: LogBook = LogBook(), ledger: TradeLedger = TradeLedger(),
    blotter: BlotterState = BlotterState()
  ) {
    self.ledger = ledger
    self.blotter = blotter
    self.riskLog = riskLog
    self.engine = engine
    self.board = board
    self.feed = feed
    self.sessions = sessions
    self.log = log
    self.account = account
    self.now = now
    self.steadyNow = steadyNow ?? now
    self.monotonicNanos = monotonicNanos
    self.theme = theme
    self.figures = FigureText(glyphs)
    self.watchlist = watchlist
    self.selectedInstrument = selectedInstrument
    self.selectedRows = selectedRows
    self.focus = focus
    self.ladder = ladder
    self.tape = tape
    self.firstRows = firstRows
    self.heatmapAreas = heatmapAreas
    self.meters = meters
  }

  /// The title and border of a pane, brighter where the keys go.
  func box(_ pane: PaneName, _ title: String, in rect: Rect, on surface: inout Surface) -> Rect {
    let isFocused = pane == focus
    return surface.drawBox(
      rect, title: title, style: theme[isFocused ? .borderFocused : .border],
      titleStyle: theme[isFocused ? .titleFocused : .title])
  }

  func role(ofGain nanos: Int64) -> Role {
    nanos > 0 ? .pnlGain : nanos < 0 ? .pnlLoss : .pnlFlat
  }
}
