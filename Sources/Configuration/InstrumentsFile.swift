/// All of instruments.yaml: what can be traded, and on what terms.
public struct InstrumentsFile: Equatable, Sendable {
  /// The instruments in the order of the file; no two have the same symbol.
  public let entries: [InstrumentEntry]

  /// The instruments in `bytes` of the file called `file`.
  ///
  /// - Throws: everything that is wrong in it, in the file's order.
  public static func parse(
    _ bytes: [UInt8], file: String
  ) throws(ConfigurationErrors) -> InstrumentsFile {
    try MappingCursor.document(YAMLParser.parse(bytes, file: file), read)
  }

  /// The instruments in the file at `path`.
  ///
  /// - Throws: that it cannot be read, or everything that is wrong in it, in the file's order.
  public static func load(path: String) throws(ConfigurationErrors) -> InstrumentsFile {
    try MappingCursor.document(YAMLParser.parse(path: path), read)
  }

  private static func read(_ cursor: inout MappingCursor) -> InstrumentsFile {
    let list = Reader<[InstrumentEntry]>.list(of: InstrumentEntry.reader)
    let entries = cursor.required("instruments", list, standIn: [])
    var seen: Set<String> = []
    for entry in entries where !seen.insert(entry.symbol).inserted {
      cursor.findings.add(
        at: entry.mark, expected: "each symbol once",
        got: ConfigurationError.quoted(entry.symbol) + " again")
    }
    return InstrumentsFile(entries: entries)
  }
}
