import Configuration
import MarketCodec
import MarketModel
import PostgresStore
import TerminalKit

/// Everything a workstation is started with: options over environment over the configuration file.
struct DeskSettings {
  var configuration: WorkstationConfiguration
  /// Whether the market is a simulated one, which knows no hours.
  var tradesAtAnyHour = false
  let instruments: InstrumentCatalog
  /// From where on quotes are suspicious: for all, and for symbols with bounds of their own.
  let bounds: (all: QualityBounds, bySymbol: [Symbol: QualityBounds])
  let appearance: Appearance
  let theme: Theme
  let keymap: Keymap
  let directories: UserDirectories
  let configurationPath: String?
  /// The limits of the configuration alone, and where those of the accounts are.
  let ownRisk: RiskSettings
  let riskPath: String?
  /// Where the journal's second copy is kept; nil for nowhere.
  var database: DatabaseAddress?

  /// - Parameter account: what stands in the place of the configured account, where no option and
  ///   no variable names one.
  /// - Throws: a bad-configuration failure with file, line, column and expectation.
  static func load(
    _ invocation: Invocation, account: String? = nil
  ) throws(CommandFailure) -> DeskSettings {
    do throws(ConfigurationErrors) {
      return try read(invocation, account)
    } catch {
      throw CommandFailure(.badConfiguration, error.description)
    }
  }

  private static func read(
    _ invocation: Invocation, _ account: String?
  ) throws(ConfigurationErrors) -> DeskSettings {
    let directories = UserDirectories(variable: Environment.value)
    let path = configurationPath(invocation, directories)
    var configuration =
      try path.map { (path) throws(ConfigurationErrors) in
        try WorkstationConfiguration.load(path: path)
      } ?? WorkstationConfiguration()
    if let account { configuration.account = account }
    try override(&configuration, by: invocation)
    let ownRisk = configuration.risk
    let riskPath = directories.configuration.map { $0 + "/risk.yaml" }
    configuration.risk = try RiskWatch.risk(
      of: configuration.account, at: riskPath, over: ownRisk)
    let share = try ShareDirectory.find(
      override: Environment.value("THOR_SHARE_DIR"),
      executablePath: ShareDirectory.executablePath() ?? "/")
    let appearance = Appearance(
      shareDirectory: share, userDirectory: directories.configuration)
    let entries = try Listing.entries(share: share, user: directories.configuration)
    var instruments = try Listing.catalog(entries)
    try NamedSymbols.define(configuration, in: &instruments)
    return DeskSettings(
      configuration: configuration,
      instruments: instruments,
      bounds: try Listing.bounds(configuration.quality, entries),
      appearance: appearance,
      theme: try appearance.theme(named: configuration.display.theme),
      keymap: try appearance.keymap(named: configuration.display.keymap),
      directories: directories, configurationPath: path, ownRisk: ownRisk, riskPath: riskPath)
  }

  /// The file named by option or environment must be there; the usual one may be missing.
  private static func configurationPath(
    _ invocation: Invocation, _ directories: UserDirectories
  ) -> String? {
    if let named = invocation.text("config") { return named }
    return directories.configuration.map { $0 + "/config.yaml" }.flatMap {
      FileStatus.exists($0) ? $0 : nil
    }
  }

  private static func override(
    _ configuration: inout WorkstationConfiguration, by invocation: Invocation
  ) throws(ConfigurationErrors) {
    try overrideServer(&configuration.redis, by: invocation)
    if let account = invocation.text("account") { configuration.account = account }
    if let theme = invocation.text("theme") {
      configuration.display.theme = Marked(theme, at: Mark(file: "--theme"))
    }
    if let keymap = invocation.text("keymap") {
      configuration.display.keymap = Marked(keymap, at: Mark(file: "--keymap"))
    }
    if invocation.has("ascii") { configuration.display.ascii = .always }
    if invocation.has("no-mouse") { configuration.display.usesMouse = false }
  }

  /// A server named by option or environment comes with a login of its own, or none: that of the
  /// configured server is not for others.
  private static func overrideServer(
    _ redis: inout RedisSettings, by invocation: Invocation
  ) throws(ConfigurationErrors) {
    if let url = invocation.values["redis"] {
      redis.address = try RedisAddress.parse(
        url, at: Mark(file: "--redis"), password: .forbidden)
    } else if let url = Environment.value("THOR_REDIS_URL") {
      redis.address = try RedisAddress.parse(
        url, at: Mark(file: "THOR_REDIS_URL"), password: .allowed)
    } else {
      return
    }
    redis.passwordFile = nil
  }

  /// The options that `thor` and `thor demo` share.
  static let options: [CommandOption] = [
    .value("config", "FILE", "the configuration file", environment: "THOR_CONFIG"),
    .value(
      "account", "NAME", "the paper account (letters, digits, - and _)",
      environment: "THOR_ACCOUNT"),
    .value("theme", "NAME", "how it looks", environment: "THOR_THEME"),
    .value("keymap", "NAME", "what the keys mean", environment: "THOR_KEYMAP"),
    .flag("ascii", "draw with ASCII alone"),
    .flag("no-mouse", "leave the mouse to the terminal"),
  ]
}
