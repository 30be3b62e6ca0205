import MarketModel

/// Where a file of ticks is not what was expected.
public struct TickCSVFailure: Error, Hashable, Sendable, CustomStringConvertible {
  public let line: Int
  /// The column's number from 1 and its name; nil when it is about the whole line.
  public let column: Int?
  public let columnName: String?
  public let expectation: String

  public init(
    line: Int, column: Int? = nil, columnName: String? = nil, expectation: String
  ) {
    self.line = line
    self.column = column
    self.columnName = columnName
    self.expectation = expectation
  }

  /// Such as `line 12, column 4 (bid): expected a decimal such as 5000.25`.
  public var description: String {
    guard let column else { return "line \(line): \(expectation)" }
    return "line \(line), column \(column) (\(columnName ?? "?")): \(expectation)"
  }
}

/// Reads ticks from CSV as it arrives in pieces: bytes in, rows out as an entry's fields.
///
/// The header names the columns: `ts` (or `timestamp`), `symbol`, `last`, `bid`, `ask` and
/// `source` must be there, the contract's other fields may be, in any order. No quotes: no value
/// of a tick needs them. Lines end with LF or CRLF.
public struct TickCSVReader: Sendable {
  public static let lineLimit = 4_096

  /// The names of the columns, then the bytes not yet taken.
  private var text: [UInt8] = []
  private var nameSpans: [ByteSpan] = []
  private var columns: [TickField] = []
  private var start = 0
  private var spans: [ByteSpan] = []
  private var isFinished = false
  /// The line that `next` read last, 1 for the header.
  public private(set) var line = 0

  public init() { text.reserveCapacity(128 << 10) }

  /// Adds bytes of the file.
  public mutating func feed(_ bytes: UnsafeBufferPointer<UInt8>) {
    let names = nameSpans.last.map { Int($0.offset) + Int($0.length) } ?? 0
    if start > names {
      text.removeSubrange(names..<start)
      start = names
    }
    text.append(contentsOf: bytes)
  }

  /// No more bytes follow; a last line without its end counts.
  public mutating func finish() { isFinished = true }

  /// Reads the next row into `withRow`'s fields; false when more bytes are needed, or at the end.
  ///
  /// - Throws: `TickCSVFailure` with line and column for anything that is not of the form.
  public mutating func next() throws(TickCSVFailure) -> Bool {
    if columns.isEmpty {
      guard let header = try takeLine() else { return false }
      try readHeader(header)
    }
    while let row = try takeLine() {
      if row.isEmpty { continue }
      try readRow(row)
      return true
    }
    return false
  }

  /// The row that `next` read, its values as they stand in the file.
  public func withRow<Result>(_ body: (EntryFields) -> Result) -> Result {
    text.withUnsafeBufferPointer { text in
      spans.withUnsafeBufferPointer { spans in body(EntryFields(text: text, spans: spans)) }
    }
  }

  /// The row that `next` read, as values; nil before the first.
  public var record: TickRecord? { withRow { TickRecord($0) } }

  private func failure(_ expectation: String, column: Int? = nil) -> TickCSVFailure {
    TickCSVFailure(
      line: line, column: column.map { $0 + 1 },
      columnName: column.flatMap { $0 < columns.count ? columns[$0].name : nil },
      expectation: expectation)
  }

  /// The next line without its end; nil when it is not whole.
  private mutating func takeLine() throws(TickCSVFailure) -> Range<Int>? {
    let limit = min(text.count, start + TickCSVReader.lineLimit + 1)
    let found = text[start..<limit].firstIndex(of: 0x0A)
    if found == nil, limit - start > TickCSVReader.lineLimit {
      line += 1
      throw failure("expected a line of at most \(TickCSVReader.lineLimit) bytes")
    }
    guard let end = found ?? (isFinished && start < text.count ? text.count : nil) else {
      return nil
    }
    line += 1
    let range = start..<(end > start && text[end - 1] == 0x0D ? end - 1 : end)
    start = min(end + 1, text.count)
    return range
  }

  private mutating func readHeader(_ range: Range<Int>) throws(TickCSVFailure) {
    var found: [TickField] = []
    for (place, cell) in text[range].split(
      separator: UInt8(ascii: ","), omittingEmptySubsequences: false
    ).enumerated() {
      let word = String(decoding: cell, as: UTF8.self)
      let name = word == "ts" ? "timestamp" : word
      guard let field = TickField.allCases.first(where: { $0.name == name }) else {
        throw failure("expected the name of a tick's column", column: place)
      }
      guard !found.contains(field) else {
        throw failure("expected every column once", column: place)
      }
      found.append(field)
    }
    for field in [TickField.timestamp, .symbol, .last, .bid, .ask, .source]
    where !found.contains(field) {
      let name = field == .timestamp ? "ts" : field.name
      throw failure("expected a header with the column \(name)")
    }
    columns = found
    let rest = Array(text[start...])
    text.removeAll(keepingCapacity: true)
    for field in found {
      nameSpans.append(ByteSpan(offset: text.count, length: field.name.utf8.count))
      text.append(contentsOf: field.name.utf8)
    }
    start = text.count
    text.append(contentsOf: rest)
  }

  private mutating func readRow(_ range: Range<Int>) throws(TickCSVFailure) {
    spans.removeAll(keepingCapacity: true)
    var begin = range.lowerBound
    for place in range.lowerBound...range.upperBound
    where place == range.upperBound || text[place] == UInt8(ascii: ",") {
      let column = spans.count / 2
      guard column < columns.count else {
        throw failure("expected \(columns.count) columns, got more")
      }
      let value = ByteSpan(offset: begin, length: place - begin)
      try check(value, column)
      spans.append(nameSpans[column])
      spans.append(value)
      begin = place + 1
    }
    guard spans.count == columns.count * 2 else {
      throw failure("expected \(columns.count) columns, got \(spans.count / 2)")
    }
  }

  /// What a column must hold, so that an error names the place and not just the row.
  private func check(_ span: ByteSpan, _ column: Int) throws(TickCSVFailure) {
    let field = columns[column]
    let complaint = text.withUnsafeBufferPointer { text -> String? in
      let bytes = EntryFields(text: text, spans: UnsafeBufferPointer(start: nil, count: 0))
        .bytes(span)
      return switch field {
      case .symbol: Symbol(bytes) == nil ? Rejection.Reason.badSymbol.expectation : nil
      case .source: SourceName(bytes) == nil ? Rejection.Reason.badSource.expectation : nil
      case .ingestID: IngestID(bytes) == nil ? Rejection.Reason.badIdentifier.expectation : nil
      case .collector: TextCheck.fault(bytes)?.expectation
      case .timestamp: TickCSVReader.complaint(instant: bytes)
      default: TickCSVReader.complaint(decimal: bytes)
      }
    }
    if let complaint { throw failure(complaint, column: column) }
  }

  private static func complaint(instant bytes: UnsafeBufferPointer<UInt8>) -> String? {
    do throws(InstantFailure) {
      _ = bytes.count < 20 ? try InstantText.parseEpoch(bytes) : try InstantText.parse(bytes)
      return nil
    } catch {
      return error.description
    }
  }

  private static func complaint(decimal bytes: UnsafeBufferPointer<UInt8>) -> String? {
    guard !bytes.isEmpty else { return nil }
    do throws(DecimalFailure) {
      _ = try DecimalScan.nanos(bytes)
      return nil
    } catch {
      return error.description
    }
  }
}
