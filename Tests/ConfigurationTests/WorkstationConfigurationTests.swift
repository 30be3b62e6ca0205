import Foundation
import Testing

@testable import Configuration

@Suite struct WorkstationConfigurationTests {
  private func load(_ text: String) throws -> WorkstationConfiguration {
    try WorkstationConfiguration.parse(Array(text.utf8), file: "config.yaml")
  }

  @Test func emptyFileIsAllDefaults() throws {
    let configuration = try load("")
    #expect(configuration == WorkstationConfiguration())
    #expect(configuration.redis.address.description == "redis://127.0.0.1:6379")
    #expect(configuration.sources.first == "SCHWAB" && configuration.sources.count == 7)
    #expect(configuration.quantityPresets.count == 9)
  }

  /// The sample shows each option at its default, and shows each option.
  @Test func exampleFileHasEveryDefault() throws {
    let path = packageRoot + "/config.example.yaml"
    let example = try WorkstationConfiguration.load(path: path)
    #expect(withoutMarks(example) == withoutMarks(WorkstationConfiguration()))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let keys = [
      "url", "user", "password_file", "stream", "channel", "batch", "pace_ms", "account", "cash",
      "currency", "commission", "sources", "fresh_ms", "dead_ms", "auto_instruments", "watchlist",
      "quantity_presets", "position_limit", "max_order_quantity", "max_quote_age_ms",
      "check_margin", "alerts_minutes", "frames_per_second", "mouse", "ascii", "theme", "keymap",
      "bell",
    ]
    for key in keys { #expect(text.contains(" \(key):") || text.contains("\n\(key):")) }
  }

  @Test func takesEveryOption() throws {
    let configuration = try load(
      """
      redis:
        url: unix:///run/redis.sock?db=3
        user: desk
        password_file: /etc/thor/password
        stream: s
        channel: quotes:live
        batch: 10
        pace_ms: 2
      account: desk-1
      cash: 250000.50
      currency: EUR
      commission: 2.25
      sources: [DESK1, {name: EXCEL}]
      fresh_ms: 1000
      dead_ms: 2000
      auto_instruments: true
      watchlist: [ES, ESZ6, BRK.B]
      quantity_presets: {9: 0.5, 1: 7}
      risk: {position_limit: {ES: 20, "*": 100}, max_order_quantity: {"*": 10},
        daily_loss_limit: 5000, max_orders_per_second: 4,
        max_quote_age_ms: 700, check_margin: false, check_session: true,
        flatten_before_close_ms: 60000}
      quality: {price_jump_percent: 7.5, divergence_ticks: 4, wide_spread_factor: 20,
        session_closed: true}
      session: {alerts_minutes: [1, 30]}
      display: {frames_per_second: 2, mouse: false, ascii: true, theme: mono, keymap: vi,
        bell: true}
      """)
    #expect(
      configuration.redis.address
        == RedisAddress(
          endpoint: .unix(path: "/run/redis.sock"), user: "desk", password: nil, database: 3))
    #expect(configuration.redis.passwordFile?.value == "/etc/thor/password")
    #expect(configuration.redis.stream == "s" && configuration.redis.channel == "quotes:live")
    #expect(configuration.redis.batchCount == 10 && configuration.redis.paceMillis == 2)
    #expect(configuration.account == "desk-1" && configuration.currency == "EUR")
    #expect(configuration.cash.text == "250000.50" && configuration.cash.mark.line == 10)
    #expect(configuration.commission.text == "2.25")
    #expect(
      configuration.sources
        == ["DESK1", "EXCEL", "SCHWAB", "MANUAL", "BACKFILL", "SIM", "REPLAY", "CSV"])
    #expect(configuration.freshMillis == 1000 && configuration.deadMillis == 2000)
    #expect(configuration.takesUnlistedInstruments)
    #expect(configuration.watchlist.map(\.value) == ["ES", "ESZ6", "BRK.B"])
    #expect(configuration.quantityPresets.map(\.digit) == [1, 9])
    #expect(configuration.quantityPresets.map(\.quantity.text) == ["7", "0.5"])
    #expect(configuration.risk.positionLimits.map(\.symbol) == ["ES", "*"])
    #expect(configuration.risk.maximumOrderQuantities.map(\.quantity.text) == ["10"])
    #expect(configuration.risk.dailyLossLimit?.text == "5000")
    #expect(configuration.risk.maximumOrdersPerSecond == 4)
    #expect(configuration.risk.maximumDrawdown == nil)
    #expect(configuration.risk.checksSession)
    #expect(configuration.risk.flattenBeforeCloseMillis == 60_000)
    #expect(configuration.risk.maximumQuoteAgeMillis == 700 && !configuration.risk.checksMargin)
    #expect(configuration.display.framesPerSecond == 2 && !configuration.display.usesMouse)
    #expect(configuration.display.ascii == .always && configuration.display.ringsBell)
    #expect(configuration.display.theme.value == "mono")
    #expect(
      configuration.display.keymap
        == Marked("vi", at: Mark(file: "config.yaml", line: 26, column: 81)))
    #expect(configuration.quality.priceJumpPercent.text == "7.5")
    #expect(configuration.quality.divergenceTicks == 4)
    #expect(configuration.quality.wideSpreadFactor == 20)
    #expect(configuration.quality.refusesClosedSessions)
    #expect(configuration.session.alertMinutes == [30, 1])
  }

  @Test(arguments: [
    (
      "acount: x\n",
      "config.yaml:1:1: expected a known key (did you mean \"account\"?), got \"acount\""
    ),
    ("zzz: x\n", "config.yaml:1:1: expected a known key, got \"zzz\""),
    (
      "redis:\n  strem: x\n",
      "config.yaml:2:3: expected a known key (did you mean \"stream\"?), got \"strem\""
    ),
    ("redis: fast\n", "config.yaml:1:8: expected a mapping, got \"fast\""),
    ("- a\n", "config.yaml:1:1: expected a mapping, got a list"),
    (
      "account: a/b\n",
      "config.yaml:1:10: expected an account's name: 1 to 32 letters, digits, _ or -, got \"a/b\""
    ),
    (
      "account:\n",
      "config.yaml:1:9: expected an account's name: 1 to 32 letters, digits, _ or -, got nothing"
    ),
    (
      "cash: 1e6\n",
      "config.yaml:1:7: expected a decimal number, 0 or above, at most 9 decimals, got \"1e6\""
    ),
    (
      "cash: -1\n",
      "config.yaml:1:7: expected a decimal number, 0 or above, at most 9 decimals, got \"-1\""
    ),
    (
      "commission: .5\n",
      "config.yaml:1:13: expected a decimal number, 0 or above, at most 9 decimals, got \".5\""
    ),
    ("display: {mouse: yes}\n", "config.yaml:1:18: expected true or false, got \"yes\""),
    (
      "display: {frames_per_second: 31}\n",
      "config.yaml:1:30: expected a whole number from 2 to 30, got \"31\""
    ),
    (
      "quality: {divergence_ticks: -1}\n",
      "config.yaml:1:29: expected a whole number from 0 to 1000000 ticks, got \"-1\""
    ),
    (
      "quality: {price_jump_percent: -5}\n",
      "config.yaml:1:31: expected a decimal number, 0 or above, at most 9 decimals, got \"-5\""
    ),
    (
      "risk: {flatten_before_close_ms: 60000}\n",
      "config.yaml:1:8: expected check_session: true beside flatten_before_close_ms, got 60000"
    ),
    (
      "session: {alerts_minutes: [0]}\n",
      "config.yaml:1:28: expected a whole number from 1 to 1440 minutes, got \"0\""
    ),
    (
      "session: {alerts_minutes: [5, 5]}\n",
      "config.yaml:1:31: expected each minute once, got 5 again"
    ),
    (
      "session: {alert_minutes: []}\n",
      "config.yaml:1:11: expected a known key (did you mean \"alerts_minutes\"?), got \"alert_minutes\""
    ),
    (
      "redis: {pace_ms: 1}\n",
      "config.yaml:1:18: expected a whole number from 2 to 5 milliseconds, got \"1\""
    ),
    (
      "fresh_ms: 99999999999999999999\n",
      "config.yaml:1:11: expected a whole number from 1 to 86400000 milliseconds, got \"99999999999999999999\""
    ),
    ("dead_ms: 5000\n", "config.yaml:1:10: expected dead_ms above fresh_ms (5000), got 5000"),
    (
      "fresh_ms: 40000\n", "config.yaml:1:1: expected dead_ms above fresh_ms (40000), got 30000"
    ),
    (
      "display: {ascii: atuo}\n",
      "config.yaml:1:18: expected one of auto, true, false (did you mean \"auto\"?), got \"atuo\""
    ),
    ("sources: [EXCEL, EXCEL]\n", "config.yaml:1:18: expected each name once, got \"EXCEL\" again"),
    (
      "sources: [excel]\n",
      "config.yaml:1:11: expected a source name: 1 to 32 of A-Z 0-9 _ -, got \"excel\""
    ),
    (
      "sources: [{}]\n",
      "config.yaml:1:11: expected the key \"name\" with a source name: 1 to 32 of A-Z 0-9 _ -, got none"
    ),
    ("watchlist: [ES, ES]\n", "config.yaml:1:17: expected each symbol once, got \"ES\" again"),
    (
      "watchlist: ES\n",
      "config.yaml:1:12: expected a list, each element a symbol: 1 to 16 of A-Z 0-9 . _ / -, a letter or digit first, got \"ES\""
    ),
    ("quantity_presets: {0: 1}\n", "config.yaml:1:20: expected a digit from 1 to 9, got \"0\""),
    (
      "quantity_presets: {1: 0}\n",
      "config.yaml:1:23: expected a decimal number above 0, at most 9 decimals, got \"0\""
    ),
    (
      "risk: {position_limit: {es: 1}}\n",
      "config.yaml:1:25: expected a symbol or \"*\", got \"es\""
    ),
    (
      "redis: {url: redis://u:secret@h:1}\n",
      "config.yaml:1:14: expected a URL without a password (use redis.password_file or THOR_REDIS_URL), got one with a password"
    ),
    (
      "redis: {url: redis://u@h, user: v}\n",
      "config.yaml:1:33: expected one user, got a second one beside redis.url's"
    ),
  ])
  func refuses(text: String, error: String) {
    #expect(configurationErrors(text) == [error])
  }

  @Test func tellsOfEverythingInOrder() {
    let lines = configurationErrors(
      """
      redis:
        pace_ms: 9
        bacth: 3
      cash: lots
      extra: 1
      display:
        theme: ../x
      """)
    #expect(
      lines.map { String($0.prefix(17)) } == [
        "config.yaml:2:12:", "config.yaml:3:3: ", "config.yaml:4:7: ", "config.yaml:5:1: ",
        "config.yaml:7:10:",
      ])
  }

  @Test func aFileFullOfErrorsIsAnsweredAtOnce() {
    let keys = (0..<40_000).map { "k\($0): 1\n" }.joined()
    #expect(configurationErrors(keys).count == Findings.maximumCount)
    let names = (0..<40_000).map { "S\($0)" }.joined(separator: ", ")
    #expect(configurationErrors("sources: [\(names)]\n") == [])
  }

  private func withoutMarks(_ configuration: WorkstationConfiguration) -> String {
    String(reflecting: configuration).replacing(/mark: [^,)]*/, with: "")
  }
}
