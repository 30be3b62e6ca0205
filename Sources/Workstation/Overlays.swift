import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

/// The line that waits to be sent, in place of the key bar at the bottom.
enum ConfirmLine {
  /// The most rows a line takes; no order's line needs more at the least width.
  private static let rowLimit = 4

  /// How many rows the line and its keys take: one where both fit side by side.
  static func height(_ confirmation: Confirmation, width: Int) -> Int {
    // The market may reach the price while the line waits: it must not move for that.
    let warning = confirmation.isJoin ? Surface.columns(of: takesOffer) : 0
    let line = Surface.columns(of: confirmation.line) + warning
    if line + Surface.columns(of: confirmation.hint) + 4 <= width { return 1 }
    let longest = confirmation.line + (confirmation.isJoin ? takesOffer : "")
    return min(rowLimit, rows(longest, width).count + 1)
  }

  private static func rows(_ text: String, _ width: Int) -> [String] {
    Surface.wrapped(text, width: max(1, width - 2))
  }

  private static let takesOffer = ", TAKES THE OFFER"

  /// In the ladder a price is joined, not taken: what would trade at once, as the touch stands now,
  /// says so.
  private static func warning(_ confirmation: Confirmation, _ engine: Engine) -> String {
    guard confirmation.isJoin, let ticket = confirmation.ticket, ticket.type.hasLimit,
      let limit = ticket.limit, let symbol = engine.instruments.index(of: ticket.symbol),
      let touch = Desk.touch(ticket.side, symbol, engine)
    else { return "" }
    switch ticket.side {
    case .buy: return limit >= touch ? takesOffer : ""
    case .sell: return limit <= touch ? ", TAKES THE BID" : ""
    }
  }

  /// - Returns: whether every word of the line is on the screen.
  static func draw(
    _ confirmation: Confirmation, view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> Bool {
    let theme = view.theme
    let isPanic = confirmation.repeatKey == .panic
    let style = theme[isPanic ? .toastError : .toastWarning]
    let hint = " \(confirmation.hint) "
    let line = confirmation.line + warning(confirmation, view.engine)
    surface.fill(rect, style: style)
    if rect.height == 1 {
      surface.draw(" \(line) ", in: rect, style: style.adding(.bold))
      surface.draw(hint, in: rect, style: style, align: .trailing)
      return height(confirmation, width: rect.width) == 1
    }
    let rows = rows(line, rect.width)
    for (place, row) in rows.enumerated() where place < rect.height - 1 {
      surface.draw(" \(row)", in: rect.row(place), style: style.adding(.bold))
    }
    surface.draw(hint, in: rect.lower(1), style: style, overflow: .ellipsis)
    return rows.count <= rect.height - 1
  }
}

/// The symbol search in the middle of the screen.
enum SearchOverlay {
  static func draw(
    _ search: SymbolSearch, view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> Rect {
    let theme = view.theme
    return surface.drawFinder(
      "Find a symbol", width: 40, height: 14, editor: search.editor,
      (search.matches.count, search.selected), otherwise: "nothing listed matches", theme, in: rect
    ) { row, _ in
      let instrument = view.engine.instruments[search.matches[row]]
      let last = view.engine.quote(of: search.matches[row]).last
      let price = last.map { view.figures.price($0, decimals: instrument.priceDecimals) } ?? ""
      let name = instrument.symbol.description
      let gap = String(repeating: " ", count: max(1, 10 - name.count))
      return [
        Span(name + gap, theme.onPopup(.textStrong)),
        Span(price, theme.onPopup(.text)),
      ]
    }
  }
}

extension Surface {
  /// A box in the middle with a line to type in and the list of what fits below it.
  ///
  /// - Parameters:
  ///   - matches: how many fit, and which of them is selected.
  ///   - otherwise: said where nothing fits.
  ///   - line: a row of the list, in so many columns.
  /// - Returns: the box.
  mutating func drawFinder(
    _ title: String, width: Int, height: Int, editor: LineEditor,
    _ matches: (count: Int, selected: Int), otherwise: String, _ theme: Theme, in rect: Rect,
    line: (_ row: Int, _ width: Int) -> [Span]
  ) -> Rect {
    let box = rect.centered(width: min(width, rect.width), height: min(height, rect.height))
    fill(box, style: theme[.popup])
    let inner = drawBox(
      box, title: title, style: theme[.popupBorder], titleStyle: theme[.popupTitle]
    ).inset(columns: 1)
    drawEditor(
      editor, in: inner.row(0), style: theme[.input], cursorStyle: theme[.inputCursor])
    let list = inner.dropping(rows: 1)
    guard matches.count > 0 else {
      draw(otherwise, in: list.row(0), style: theme.onPopup(.textDim))
      return box
    }
    let styles = TableStyles(
      header: theme[.tableHeader], base: theme[.popup], selection: theme[.selection])
    drawList(count: matches.count, selected: matches.selected, in: list, styles: styles) { row in
      line(row, list.width)
    }
    return box
  }
}

/// Help, made from the keymap, so that it cannot be wrong.
enum HelpOverlay {
  /// The lines of help: contexts, then a line for each command with all its keys.
  static func lines(_ keymap: Keymap) -> [(keys: String, summary: String)] {
    var lines: [(String, String)] = []
    for context in KeyContext.allCases {
      let bindings = keymap.help(context.rawValue)
      guard !bindings.isEmpty else { continue }
      if !lines.isEmpty { lines.append(("", "")) }
      lines.append(("", context.title))
      var seen: [String] = []
      for binding in bindings where !seen.contains(binding.command) {
        seen.append(binding.command)
        let keys = bindings.filter { $0.command == binding.command }.map(\.keys)
        let summary = Command(rawValue: binding.command)?.summary ?? binding.command
        lines.append((keys.joined(separator: "  "), summary))
      }
    }
    return lines
  }

  static func draw(
    _ keymap: Keymap, firstLine: Int, view: DeskView, in rect: Rect, on surface: inout Surface
  ) {
    let theme = view.theme
    let box = rect.centered(width: min(80, rect.width), height: rect.height)
    surface.fill(box, style: theme[.popup])
    let lines = lines(keymap)
    let inner = surface.drawBox(
      box, title: "Help: keys (up and down scroll, Esc closes)", style: theme[.popupBorder],
      titleStyle: theme[.popupTitle]
    ).inset(columns: 1)
    let start = max(0, min(firstLine, lines.count - inner.height))
    for (row, line) in lines.dropFirst(start).prefix(inner.height).enumerated() {
      let isHeading = line.keys.isEmpty
      surface.draw(
        line.keys, in: inner.row(row).leading(20), style: theme.onPopup(.hintKey),
        overflow: .ellipsis)
      surface.draw(
        line.summary, in: isHeading ? inner.row(row) : inner.row(row).dropping(columns: 22),
        style: isHeading ? theme[.popupTitle] : theme[.popup], overflow: .ellipsis)
    }
  }
}

extension KeyContext {
  /// What help calls the keys of a context.
  var title: String {
    switch self {
    case .main: "On the desk"
    case .ladder: "In the ladder"
    case .tape: "On the tape"
    case .heatmap: "On the heatmap"
    case .armed: "While one-key trading is armed"
    case .risk: "On the risk page"
    case .blotter: "On the blotter page"
    case .ticket: "In the order ticket"
    case .sizing: "While sizes are offered"
    case .confirm: "When a line waits to be sent"
    case .search: "In the symbol search and the palette"
    case .help: "In this help"
    case .edit: "While a number is typed"
    }
  }
}

extension Theme {
  /// A role's look on the ground of a popup instead of the screen's.
  func onPopup(_ role: Role) -> Style {
    var style = self[role]
    style.background = self[.popup].background
    return style
  }
}
