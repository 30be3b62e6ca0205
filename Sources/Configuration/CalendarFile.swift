/// A file of calendars/: days on which markets keep other hours than their rules say.
///
/// Dates and markets are still text: the calendar knows which there are and names their marks.
public struct CalendarFile: Equatable, Sendable {
  /// One special day of one or more markets.
  public struct Entry: Equatable, Sendable {
    /// What the day is like.
    public enum Effect: String, CaseIterable, Sendable {
      case closed
      case earlyClose = "early_close"
      case lateOpen = "late_open"
      /// A trading day like any other although a rule says otherwise.
      case normal
    }

    /// The trade date, `YYYY-MM-DD`.
    public let date: Marked<String>
    /// The markets that it is about, at least one.
    public let markets: [Marked<String>]
    /// What the day is like.
    public let effect: Effect
    /// Minutes after midnight at which the market closes early or opens late; nil for the others.
    public let minute: Int?
    /// What happened.
    public let name: String
  }

  /// The days in the order of the file.
  public let entries: [Entry]

  /// The days in `bytes` of the file called `file`.
  ///
  /// - Throws: everything that is wrong in it, in the file's order.
  public static func parse(
    _ bytes: [UInt8], file: String
  ) throws(ConfigurationErrors) -> CalendarFile {
    try MappingCursor.document(YAMLParser.parse(bytes, file: file), read)
  }

  /// The days in the file at `path`.
  ///
  /// - Throws: that it cannot be read, or everything that is wrong in it, in the file's order.
  public static func load(path: String) throws(ConfigurationErrors) -> CalendarFile {
    try MappingCursor.document(YAMLParser.parse(path: path), read)
  }

  /// Every file of `directories`, by directory, then by name; none where there is no directory.
  ///
  /// - Throws: what is wrong in the first file that has something wrong.
  public static func loadAll(
    in directories: [String]
  ) throws(ConfigurationErrors) -> [CalendarFile] {
    var files: [CalendarFile] = []
    for directory in directories {
      for name in NamedFiles(kind: "calendar", directories: [directory]).names() {
        files.append(try load(path: "\(directory)/\(name).yaml"))
      }
    }
    return files
  }

  private static func read(_ cursor: inout MappingCursor) -> CalendarFile {
    let list = Reader<[Entry]>.list(of: entry)
    return CalendarFile(entries: cursor.required("exceptions", list, standIn: []))
  }

  private static let entry = Reader<Entry>.mapping { cursor in
    let nowhere = Marked("", at: cursor.mapping.mark)
    let date = cursor.required("date", Reader<String>.text("a date").marked(), standIn: nowhere)
    let market = Reader<String>.name("a market's name").marked()
    let markets = cursor.required(
      "markets", Reader<[Marked<String>]>.list(of: market), standIn: [nowhere])
    if markets.isEmpty {
      cursor.findings.add(at: cursor.mapping.mark, expected: "at least one market", got: "none")
    }
    let effect = cursor.required("effect", .oneOf(Entry.Effect.allCases), standIn: .closed)
    let minute = readTime(&cursor, effect)
    return Entry(
      date: date, markets: markets, effect: effect, minute: minute,
      name: cursor.required("name", .text("what happened"), standIn: ""))
  }

  private static func readTime(_ cursor: inout MappingCursor, _ effect: Entry.Effect) -> Int? {
    switch effect {
    case .earlyClose, .lateOpen:
      return cursor.required("time", timeOfDay, standIn: 0)
    case .closed, .normal:
      if let time = cursor.optional("time", timeOfDay.marked()) {
        cursor.findings.add(
          at: time.mark, expected: "no time on a day that is \(effect.rawValue)", got: "one")
      }
      return nil
    }
  }

  private static let timeOfDay = Reader<Int>(
    "a time of day such as 13:00",
    scalar: { scalar in
      let parts = scalar.text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }),
        parts.allSatisfy({ $0.utf8.allSatisfy(Characters.isDigit) }), let hour = Int(parts[0]),
        let minute = Int(parts[1]), hour < 24, minute < 60
      else { return nil }
      return hour * 60 + minute
    })
}
