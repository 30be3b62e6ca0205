import Panes
import Workstation

extension DeskSession {
  /// Writes what a table of the blotter shows, and says where.
  mutating func export(_ table: BlotterTable, _ now: DeskTime) {
    guard let exportDirectory else {
      return desk.announce(
        .error, "nowhere to export to: neither XDG_DATA_HOME nor HOME is set", now: now)
    }
    let sheet = BlotterSheet(table, engine: trading.shownEngine, ledger: trading.ledger)
    let rows = sheet.rows(desk.blotter)
    do throws(CommandFailure) {
      let place = try BlotterExport(sheet: sheet, rows: rows)
        .write(to: exportDirectory, account: account, at: now.wall)
      let count = rows.count == 1 ? "1 row" : "\(rows.count) rows"
      desk.announce(.success, "exported \(count) to \(place)", now: now)
    } catch {
      desk.announce(.error, "not exported: \(error.message)", now: now)
    }
  }
}
