import MarketModel
import Panes
import TerminalKit

/// The whole screen as a function of the desk and the engine.
public enum Screen {
  public static let leastWidth = 60
  public static let leastHeight = 16

  /// Draws everything for one frame.
  ///
  /// - Returns: what is where, to be handed to the desk once the frame is on the terminal.
  @discardableResult
  public static func draw(
    _ desk: Desk, view: DeskView, on surface: inout Surface
  ) -> ScreenMap {
    surface.clear(view.theme[.text])
    let bounds = surface.bounds
    guard bounds.width >= leastWidth, bounds.height >= leastHeight else {
      drawTooSmall(view.theme, on: &surface)
      var map = ScreenMap()
      map.isTooSmall = true
      return map
    }
    let bottom = bottomHeight(desk, width: bounds.width)
    let banner = Banner.make(desk, view, width: bounds.width)
    let top = Layout.rows(
      bounds, [.fixed(1), .fixed(banner == nil ? 0 : 1), .weight(1), .fixed(bottom)])
    let parts = [top[0], top[2], top[3]]
    let isBannerWhole = banner?.draw(view.theme, in: top[1], on: &surface) ?? false
    StatusBar.draw(view, in: parts[0], on: &surface)
    var map = drawPage(desk, view, in: parts[1], on: &surface)
    map.shownBanner = isBannerWhole ? banner?.armed : nil
    map.shownLine = drawBottom(desk, view, in: parts[2], on: &surface)
    let tickets = ticketArea(desk, map, parts[1])
    let form = drawOverlay(desk, view, in: parts[1], tickets: tickets, on: &surface)
    // On a narrow screen more than one would cover what is traded.
    let toasts = desk.toasts.shown.prefix(bounds.width < 100 ? 1 : ToastStack.countLimit)
      .map { Toast($0.text, role: role($0.level)) }
    let toastArea = form.map { ToastPlace.area(of: parts[1], beside: $0) } ?? parts[1]
    surface.drawToasts(toasts, in: toastArea, theme: view.theme)
    return map
  }

  private static func drawTooSmall(_ theme: Theme, on surface: inout Surface) {
    let text = "thor needs 60 x 16, this is \(surface.width) x \(surface.height)"
    let line = surface.bounds.row(surface.height / 2)
    surface.draw(text, in: line, style: theme[.text], align: .center)
  }

  private static func drawPage(
    _ desk: Desk, _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> ScreenMap {
    var map = ScreenMap()
    let places =
      switch desk.focus.page {
      case .risk: RiskLayout.places(rect)
      case .blotter:
        BlotterLayout.places(rect, table: desk.blotterPane, side: desk.blotterSide)
      case .trade:
        PageLayout(rect, side: desk.sidePane, lower: desk.lowerPane, bottom: desk.bottomPane)
          .places
      }
    for place in desk.edges.applied(to: places.filter { !$0.rect.isEmpty }) {
      let table = draw(place.pane, view, in: place.rect, on: &surface, &map)
      map.places.append(ScreenMap.Place(pane: place.pane, rect: place.rect, table: table))
    }
    return map
  }

  /// Draws a pane and notes in `map` what the desk's keys need of it.
  ///
  /// - Returns: the rows of a table.
  private static func draw(
    _ pane: PaneName, _ view: DeskView, in rect: Rect, on surface: inout Surface,
    _ map: inout ScreenMap
  ) -> TableGeometry? {
    switch pane {
    case .watchlist: return WatchlistPane.draw(view, in: rect, on: &surface)
    case .positions: return PositionsPane.draw(view, in: rect, on: &surface)
    case .orders: return OrdersPane.draw(view, in: rect, on: &surface)
    case .ladder:
      let drawing = LadderPane.draw(view, in: rect, on: &surface)
      map.ladder = drawing?.window
      return drawing?.table
    case .heatmap: map.tiles = HeatmapPane.draw(view, in: rect, on: &surface)
    case .latency: LatencyPane.draw(view, in: rect, on: &surface)
    case .sources: SourcesPane.draw(view, in: rect, on: &surface)
    case .session: SessionPane.draw(view, in: rect, on: &surface)
    case .account: AccountPane.draw(view, in: rect, on: &surface)
    case .log: LogPane.draw(view, in: rect, on: &surface)
    case .limits: return LimitsPane.draw(view, in: rect, on: &surface)
    case .exposure: ExposurePane.draw(view, in: rect, on: &surface)
    case .breaches: BreachesPane.draw(view, in: rect, on: &surface)
    case .history, .fills, .trades:
      let drawing = BlotterPane.draw(pane, view, in: rect, on: &surface)
      map.rowCounts[pane] = drawing?.rowCount ?? 0
      return drawing?.table
    case .symbolProfit, .hourProfit:
      map.rowCounts[pane] = ProfitPane.rowCount(pane, view)
      return ProfitPane.draw(pane, view, in: rect, on: &surface)
    case .statistics: StatisticsPane.draw(view, in: rect, on: &surface)
    case .equity: EquityPane.draw(view, in: rect, on: &surface)
    case .tape: map.tape = TapePane.draw(view, in: rect, on: &surface)
    }
    return nil
  }

  /// Where a ticket stands: at the right, but not over the ladder it comes from.
  private static func ticketArea(_ desk: Desk, _ map: ScreenMap, _ rect: Rect) -> Rect {
    guard desk.focus == .ladder, let ladder = map.places.first(where: { $0.pane == .ladder }),
      ladder.rect.x >= TicketOverlay.width
    else { return rect }
    return rect.leading(TicketOverlay.width)
  }

  /// - Returns: what it covers; nil where nothing lies over the page.
  private static func drawOverlay(
    _ desk: Desk, _ view: DeskView, in rect: Rect, tickets: Rect, on surface: inout Surface
  ) -> Rect? {
    let keymap = desk.keymap
    switch desk.mode {
    case .browse, .filter: return nil
    case .ticket(let ticket):
      return TicketOverlay.draw(
        ticket, editing: nil, keymap: keymap, view: view, in: tickets, on: &surface)
    case .edit(let field, let editor, let ticket):
      return TicketOverlay.draw(
        ticket, editing: (field, editor), keymap: keymap, view: view, in: tickets, on: &surface)
    case .confirm(let confirmation):
      if case .roll(let from, let into) = confirmation.action {
        return RollOverlay.draw(from: from, into: into, view: view, in: tickets, on: &surface)
      }
      return confirmation.ticket.map {
        TicketOverlay.draw($0, editing: nil, keymap: keymap, view: view, in: tickets, on: &surface)
      }
    case .limit(let edit):
      return LimitOverlay.draw(edit, keymap: keymap, view: view, in: rect, on: &surface)
    case .settlement(let edit):
      return SettlementOverlay.draw(edit, keymap: keymap, view: view, in: rect, on: &surface)
    case .sizing(let choice):
      return SizingOverlay.draw(
        choice, terms: desk.sizing, keymap: keymap, view: view, in: tickets, on: &surface)
    case .search(let search):
      return SearchOverlay.draw(search, view: view, in: rect, on: &surface)
    case .palette(let palette):
      return PaletteOverlay.draw(palette, keymap: keymap, view: view, in: rect, on: &surface)
    case .help(let line, _):
      HelpOverlay.draw(keymap, firstLine: line, view: view, in: rect, on: &surface)
      // Nothing stands beside help either: it is read from edge to edge.
      return rect
    }
  }

  private static func bottomHeight(_ desk: Desk, width: Int) -> Int {
    guard case .confirm(let confirmation) = desk.mode else { return 1 }
    return ConfirmLine.height(confirmation, width: width)
  }

  /// - Returns: the number of the waiting line, where all of it is on the screen.
  private static func drawBottom(
    _ desk: Desk, _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> Int? {
    if case .confirm(let confirmation) = desk.mode {
      let isWhole = ConfirmLine.draw(confirmation, view: view, in: rect, on: &surface)
      return isWhole ? confirmation.number : nil
    }
    if case .filter(let editor, _) = desk.mode {
      surface.fill(rect, style: view.theme[.input])
      surface.draw(" show rows with ", in: rect, style: view.theme[.hint])
      surface.drawEditor(
        editor, in: rect.dropping(columns: 16), style: view.theme[.input],
        cursorStyle: view.theme[.inputCursor])
      return nil
    }
    let account = view.engine.account
    let worth =
      " equity \(view.figures.amount(account.equity))  day \(view.figures.gain(account.dayProfit)) "
    let room = Surface.columns(of: worth)
    surface.draw(worth, in: rect, style: view.theme[.textStrong], align: .trailing)
    let left = rect.leading(max(0, rect.width - room))
    surface.draw(KeyBar.spans(desk, view.theme, width: left.width), in: left)
    return nil
  }

  private static func role(_ level: LogEntry.Level) -> Role {
    switch level {
    case .info: .toastInfo
    case .success: .toastSuccess
    case .warning: .toastWarning
    case .error: .toastError
    }
  }
}
