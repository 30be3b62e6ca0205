import Glibc
import MarketModel
import Panes

/// Writes what a table of the blotter shows into files of the data directory: CSV and JSON.
struct BlotterExport {
  let sheet: BlotterSheet
  let rows: [Int]

  /// Writes both files and says which, the directory once.
  ///
  /// - Throws: what the system said. A file that is there already is never written over.
  func write(
    to directory: String, account: String, at now: UnixNanos
  ) throws(CommandFailure) -> String {
    let folder = directory + "/exports"
    try FileStatus.makeDirectory(folder)
    let stamp = "\(now)".prefix(19).filter { $0 != "-" && $0 != ":" }
    let base = "\(account)-\(sheet.table.rawValue)-\(stamp)Z"
    // Two within a second get numbers.
    for number in 1...99 {
      let name = folder + "/" + base + (number == 1 ? "" : "-\(number)")
      if FileStatus.exists(name + ".csv") || FileStatus.exists(name + ".json") { continue }
      try put(csv, to: name + ".csv")
      try put(json, to: name + ".json")
      return name + ".csv, .json"
    }
    throw CommandFailure(.failed, "\(folder)/\(base) is there 99 times already")
  }

  private func put(_ text: String, to path: String) throws(CommandFailure) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      guard count > 0 else { throw failure(path) }
      written += count
    }
  }

  private func failure(_ path: String) -> CommandFailure {
    CommandFailure(.failed, "cannot write \(path): \(String(cString: strerror(errno)))")
  }

  private var csv: String {
    var lines = [sheet.columns.map { "\($0.name)" }.joined(separator: ",")]
    for row in rows {
      lines.append(
        sheet.columns.indices.map { CSVField.text(sheet.value(row, $0).exact ?? "") }
          .joined(separator: ","))
    }
    return lines.joined(separator: "\r\n") + "\r\n"
  }

  /// An array, an object a line.
  private var json: String {
    let objects = rows.map { row in
      var line = JSONLine()
      for (place, column) in sheet.columns.enumerated() {
        line.add(column.name, sheet.value(row, place).exact)
      }
      return line.text
    }
    return "[\n" + objects.joined(separator: ",\n") + "\n]\n"
  }
}
