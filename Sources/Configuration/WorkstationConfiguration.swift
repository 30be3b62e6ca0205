/// All of config.yaml, with a default for everything that the file leaves out.
public struct WorkstationConfiguration: Equatable, Sendable {
  /// A digit key and the quantity that it stands for.
  public struct QuantityPreset: Equatable, Sendable {
    /// 1 to 9.
    public let digit: Int
    /// What the digit puts into the ticket.
    public let quantity: DecimalLiteral
  }

  /// The sources that the bus always knows, in the order of preference that stands when the file
  /// names none.
  public static let builtInSources = [
    "SCHWAB", "EXCEL", "MANUAL", "BACKFILL", "SIM", "REPLAY", "CSV",
  ]

  /// The server and the stream.
  public var redis = RedisSettings()
  /// Where the journal's second copy is kept.
  public var database = DatabaseSettings()
  /// The account's name: letters, digits, `_` and `-`, at most 32.
  public var account = "paper"
  /// Opening cash of a new account.
  public var cash = DecimalLiteral(standing: "1000000")
  /// The account's currency.
  public var currency = "USD"
  /// Per unit and side.
  public var commission = DecimalLiteral(standing: "0")
  /// Sources in order of preference: those of the file, then the built-in ones it does not name.
  public var sources = builtInSources
  /// Younger than this a source is FRESH.
  public var freshMillis = 5000
  /// Older than this a source is DEAD; between the two it is STALE.
  public var deadMillis = 30_000
  /// Whether a symbol that nobody listed gets a default instrument.
  public var takesUnlistedInstruments = false
  /// The symbols of the watchlist in its order; empty: all listed instruments that tick.
  public var watchlist: [Marked<String>] = []
  /// What the digit keys put into the ticket, by digit.
  public var quantityPresets = defaultPresets
  /// What an order must pass.
  public var risk = RiskSettings()
  /// What the sizes that a ticket offers are worked out with.
  public var sizing = SizingSettings()
  /// From where on a quote event is suspicious.
  public var quality = QualitySettings()
  /// What is said of market hours.
  public var session = SessionSettings()
  /// How the screen behaves.
  public var display = DisplaySettings()

  /// Every default.
  public init() {}

  /// The configuration in `bytes` of the file called `file`.
  ///
  /// - Throws: everything that is wrong in it, in the file's order.
  public static func parse(
    _ bytes: [UInt8], file: String
  ) throws(ConfigurationErrors) -> WorkstationConfiguration {
    try MappingCursor.document(YAMLParser.parse(bytes, file: file), read)
  }

  /// The configuration in the file at `path`.
  ///
  /// - Throws: that it cannot be read, or everything that is wrong in it, in the file's order.
  public static func load(path: String) throws(ConfigurationErrors) -> WorkstationConfiguration {
    try MappingCursor.document(YAMLParser.parse(path: path), read)
  }

  private static let defaultPresets = [
    "1", "2", "3", "5", "10", "20", "25", "50", "100",
  ].enumerated().map { QuantityPreset(digit: $0 + 1, quantity: DecimalLiteral(standing: $1)) }

  private static func read(_ cursor: inout MappingCursor) -> WorkstationConfiguration {
    var result = WorkstationConfiguration()
    cursor.update(&result.redis, "redis", RedisSettings.reader)
    cursor.update(&result.database, "database", DatabaseSettings.reader)
    cursor.update(&result.account, "account", .name("an account's name"))
    cursor.update(&result.cash, "cash", .notNegativeDecimal)
    cursor.update(&result.currency, "currency", .currency)
    cursor.update(&result.commission, "commission", .notNegativeDecimal)
    cursor.update(&result.sources, "sources", .sources)
    cursor.update(&result.freshMillis, "fresh_ms", .milliseconds(in: 1...86_400_000))
    readDead(&cursor, into: &result)
    cursor.update(&result.takesUnlistedInstruments, "auto_instruments", .bool)
    cursor.update(&result.watchlist, "watchlist", .watchlist)
    cursor.update(&result.quantityPresets, "quantity_presets", .presets)
    cursor.update(&result.risk, "risk", RiskSettings.reader)
    cursor.update(&result.sizing, "sizing", SizingSettings.reader)
    cursor.update(&result.quality, "quality", QualitySettings.reader)
    cursor.update(&result.session, "session", SessionSettings.reader)
    cursor.update(&result.display, "display", DisplaySettings.reader)
    return result
  }

  private static func readDead(
    _ cursor: inout MappingCursor, into result: inout WorkstationConfiguration
  ) {
    let dead = cursor.optional("dead_ms", Reader<Int>.milliseconds(in: 1...86_400_000).marked())
    if let dead { result.deadMillis = dead.value }
    guard result.deadMillis <= result.freshMillis else { return }
    cursor.findings.add(
      at: dead?.mark ?? cursor.mapping.keyMark(of: "fresh_ms") ?? cursor.mapping.mark,
      expected: "dead_ms above fresh_ms (\(result.freshMillis))", got: "\(result.deadMillis)")
  }
}

extension Reader where Value == [String] {
  /// Names, or mappings with a `name`; what the file leaves out of the built-in ones follows.
  fileprivate static let sources = Reader("a list of source names") { node, findings in
    let named = Reader<Marked<String>>.mapping { cursor in
      let standIn = Marked("", at: cursor.mapping.mark)
      return cursor.required("name", Reader<String>.source.marked(), standIn: standIn)
    }
    let element = Reader<Marked<String>>("a source name") { node, findings in
      if case .mapping = node { return named.read(node, findings) }
      return Reader<String>.source.marked().read(node, findings)
    }
    guard let listed = Reader<[Marked<String>]>.list(of: element).read(node, findings) else {
      return nil
    }
    let names = distinct(listed, findings)
    return names + WorkstationConfiguration.builtInSources.filter { !names.contains($0) }
  }

  private static func distinct(_ names: [Marked<String>], _ findings: Findings) -> [String] {
    var seen: Set<String> = []
    return names.compactMap { name in
      if seen.insert(name.value).inserted { return name.value }
      findings.add(
        at: name.mark, expected: "each name once",
        got: ConfigurationError.quoted(name.value) + " again")
      return nil
    }
  }
}

extension Reader where Value == [Marked<String>] {
  fileprivate static let watchlist = Reader("a list of symbols") { node, findings in
    let symbols = Reader<[Marked<String>]>.list(of: Reader<String>.symbol.marked())
      .read(node, findings)
    var seen: Set<String> = []
    for symbol in symbols ?? [] where !seen.insert(symbol.value).inserted {
      findings.add(
        at: symbol.mark, expected: "each symbol once",
        got: ConfigurationError.quoted(symbol.value) + " again")
    }
    return symbols
  }
}

extension Reader where Value == [WorkstationConfiguration.QuantityPreset] {
  fileprivate static let presets = Reader("a mapping of digits to quantities") { node, findings in
    let entries = Reader<[NamedValue<DecimalLiteral>]>.entries(
      key: { "123456789".contains($0) && $0.count == 1 }, named: "a digit from 1 to 9",
      of: .positiveDecimal)
    return entries.read(node, findings)?.compactMap { entry in
      Int(entry.name).map { .init(digit: $0, quantity: entry.value) }
    }.sorted { $0.digit < $1.digit }
  }
}
