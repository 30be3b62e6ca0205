import MarketModel

/// Rows under named columns, written as aligned text, as JSON lines or as CSV.
struct ResultTable {
  /// One value of a row.
  enum Cell {
    case text(String?)
    /// An exact decimal: a string in JSON, so that nobody reads it as a float.
    case decimal(String?)
    case count(Int64)
    case instant(UnixNanos?)
  }

  enum Form { case text, json, csv }

  static let options: [CommandOption] = [
    .flag("json", "one JSON object a row on standard output"),
    .flag("csv", "comma-separated values with a heading"),
  ]

  let columns: [StaticString]
  private(set) var rows: [[Cell]] = []

  init(_ columns: [StaticString]) { self.columns = columns }

  mutating func add(_ cells: [Cell]) { rows.append(cells) }

  static func form(_ invocation: Invocation) throws(CommandFailure) -> Form {
    let (json, csv) = (invocation.has("json"), invocation.has("csv"))
    guard !json || !csv else {
      throw .usage("\(invocation.command.label)expects --json or --csv, got both")
    }
    return json ? .json : csv ? .csv : .text
  }

  /// Writes all rows to standard output.
  func write(as form: Form) {
    var writer = OutputBuffer()
    switch form {
    case .text: writeText(to: &writer)
    case .json: for row in rows { writer.append(json(row) + "\n") }
    case .csv:
      writer.append(columns.map { "\($0)" }.joined(separator: ",") + "\r\n")
      for row in rows {
        writer.append(row.map { CSVField.text(plain($0)) }.joined(separator: ",") + "\r\n")
      }
    }
    writer.flush()
  }

  private func json(_ row: [Cell]) -> String {
    var line = JSONLine()
    for (name, cell) in zip(columns, row) {
      switch cell {
      case .text(let text), .decimal(let text): line.add(name, text)
      case .count(let number): line.add(name, number: number)
      case .instant(let instant): line.add(name, instant: instant)
      }
    }
    return line.text
  }

  private func plain(_ cell: Cell) -> String {
    switch cell {
    case .text(let text), .decimal(let text): text ?? ""
    case .count(let number): String(number)
    case .instant(let instant): instant.map { InstantForm.text($0) } ?? ""
    }
  }

  // MARK: Text

  private func writeText(to writer: inout OutputBuffer) {
    let texts = rows.map { $0.map(shown) }
    let widths = columns.indices.map { place in
      max("\(columns[place])".count, texts.map { $0[place].count }.max() ?? 0)
    }
    let heading = columns.map { "\($0)" }
    for (row, cells) in [(-1, heading)] + texts.enumerated().map({ ($0.offset, $0.element) }) {
      let line = cells.indices.map { place in
        let isRight = row < 0 ? isNumber(place) : isNumber(rows[row][place])
        return padded(cells[place], widths[place], isRight: isRight)
      }.joined(separator: "  ")
      writer.append(line.trimmedEnd + "\n")
    }
  }

  /// Seconds are enough for a person.
  private func shown(_ cell: Cell) -> String {
    guard case .instant(let instant?) = cell else { return plain(cell) }
    return String(instant.description.prefix(19)).map { $0 == "T" ? " " : $0 }
      .map(String.init).joined()
  }

  private func isNumber(_ place: Int) -> Bool { rows.first.map { isNumber($0[place]) } ?? false }

  private func isNumber(_ cell: Cell) -> Bool {
    switch cell {
    case .decimal, .count: true
    case .text, .instant: false
    }
  }

  private func padded(_ text: String, _ width: Int, isRight: Bool) -> String {
    let gap = String(repeating: " ", count: max(0, width - text.count))
    return isRight ? gap + text : text + gap
  }
}

extension String {
  fileprivate var trimmedEnd: Substring {
    self[..<(lastIndex { $0 != " " }.map { index(after: $0) } ?? startIndex)]
  }
}

/// A field of comma-separated values, quoted where it must be.
enum CSVField {
  static func text(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\"") && $0 >= 32
    }
    if isPlain { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }
}

/// Standard output in large writes.
struct OutputBuffer {
  private var bytes: [UInt8] = []

  mutating func append(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    if bytes.count > 1 << 16 { flush() }
  }

  mutating func flush() {
    bytes.withUnsafeBufferPointer { StandardStream.output.write($0) }
    bytes.removeAll(keepingCapacity: true)
  }
}
