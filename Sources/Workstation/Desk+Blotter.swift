import Engine
import MarketModel
import Panes
import TerminalKit

/// The blotter page: what its tables are narrowed to and sorted by, and their export.
extension Desk {
  /// The table that the keys of the page are about: the one that had the focus last.
  var blotterTable: BlotterTable { BlotterTable(blotterPane) ?? .orders }

  mutating func changeBlotter(_ command: Command, _ engine: Engine) {
    let table = blotterTable
    switch command {
    case .blotterSymbol: chooseSymbol(engine)
    case .blotterSide:
      blotter.side = blotter.side == nil ? .buy : blotter.side == .buy ? .sell : nil
    case .blotterState:
      let next = blotter.states[table].map { $0 + 1 } ?? 0
      blotter.states[table] = next < table.states.count ? next : nil
    case .blotterClear: blotter.clear()
    case .blotterText: mode = .filter(LineEditor(blotter.text, limit: 40), before: blotter.text)
    case .blotterReverse: blotter.isAscending[table] = !(blotter.isAscending[table] ?? false)
    case .blotterSort: sortBlotter(by: 1)
    case .blotterSortBack: sortBlotter(by: -1)
    default: break
    }
    toFirstBlotterRow()
  }

  private mutating func sortBlotter(by step: Int) {
    let table = blotterTable
    let count = BlotterSheet.columnCount(of: table)
    blotter.columns[table] = ((blotter.columns[table] ?? 0) + step + count) % count
  }

  /// The next symbol with a fill, then all again.
  private mutating func chooseSymbol(_ engine: Engine) {
    let traded = (0..<engine.instruments.count).map { InstrumentIndex($0) }
      .filter { engine.hasTraded($0) }
    guard let chosen = blotter.instrument, let place = traded.firstIndex(of: chosen) else {
      blotter.instrument = traded.first
      return
    }
    blotter.instrument = place + 1 < traded.count ? traded[place + 1] : nil
  }

  private mutating func toFirstBlotterRow() {
    for pane in [PaneName.history, .fills, .trades] {
      rows[pane] = 0
      firstRows[pane] = nil
    }
  }

  /// What is typed narrows at once.
  mutating func filter(_ editor: LineEditor, before: String) {
    blotter.text = editor.text
    toFirstBlotterRow()
    mode = .filter(editor, before: before)
  }

  /// Enter and Esc while words are typed.
  mutating func finishFilter(_ editor: LineEditor, before: String, _ command: Command) {
    switch command {
    case .confirm: mode = .browse
    case .back:
      mode = .browse
      blotter.text = before
      toFirstBlotterRow()
    default: break
    }
  }
}
