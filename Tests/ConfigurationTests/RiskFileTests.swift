import Testing

@testable import Configuration

/// risk.yaml: limits account by account.
@Suite struct RiskFileTests {
  private func base() throws -> RiskSettings {
    try WorkstationConfiguration.parse(
      Array(
        """
        risk:
          position_limit: {ES: 20, "*": 100}
          daily_loss_limit: 5000
          max_quote_age_ms: 700
        """.utf8), file: "config.yaml"
    ).risk
  }

  private func read(_ text: String, _ account: String) throws -> RiskSettings {
    try RiskFile.parse(
      Array(text.utf8), file: "risk.yaml", account: account, over: base())
  }

  static let text = """
    accounts:
      "*":
        max_drawdown: 20000
        position_limit: {ES: 10}
      paper:
        daily_loss_limit: 1000
        position_limit: {NQ: 4}
        check_margin: false
      swing: {max_drawdown: , daily_loss_limit: null, max_group_exposure: 750000}
    """

  @Test func anAccountsLimitsGoOverEverybodysAndTheConfigurations() throws {
    let paper = try read(Self.text, "paper")
    #expect(paper.dailyLossLimit?.text == "1000")
    #expect(paper.maximumDrawdown?.text == "20000")
    #expect(
      paper.positionLimits.map { "\($0.symbol) \($0.quantity.text)" } == ["ES 10", "* 100", "NQ 4"])
    #expect(!paper.checksMargin && paper.maximumQuoteAgeMillis == 700)
  }

  @Test func nothingBehindAKeyTakesALimitAway() throws {
    let swing = try read(Self.text, "swing")
    #expect(swing.dailyLossLimit == nil && swing.maximumDrawdown == nil)
    #expect(swing.maximumGroupExposure?.text == "750000" && swing.checksMargin)
  }

  @Test func anAccountThatIsNotNamedHasEverybodys() throws {
    let other = try read(Self.text, "other")
    #expect(other.dailyLossLimit?.text == "5000" && other.maximumDrawdown?.text == "20000")
  }

  @Test(arguments: [
    ("account: {}\n", "risk.yaml:1:1: expected a known key (did you mean \"accounts\"?)"),
    ("accounts: [paper]\n", "risk.yaml:1:11: expected a mapping, got a list"),
    ("accounts:\n  a/b: {}\n", "risk.yaml:2:3: expected an account's name or \"*\""),
    (
      "accounts:\n  paper: {daily_los_limit: 5}\n",
      "risk.yaml:2:11: expected a known key (did you mean \"daily_loss_limit\"?)"
    ),
    // Also in what is said of other accounts.
    (
      "accounts:\n  swing: {daily_loss_limit: -5}\n",
      "risk.yaml:2:29: expected a decimal number above 0"
    ),
    (
      "accounts:\n  swing:\n    position_limit: {es: 1}\n",
      "risk.yaml:3:22: expected a symbol or \"*\", got \"es\""
    ),
  ])
  func whatIsWrongIsNamedWithItsPlace(text: String, expected: String) throws {
    do {
      _ = try read(text, "paper")
      Issue.record("nothing was found wrong in \(text)")
    } catch let error as ConfigurationErrors {
      #expect(error.description.contains(expected))
    }
  }

  @Test func whatAnAccountNeedsMayBeEverybodys() throws {
    let text = """
      accounts:
        swing: {flatten_before_close_ms: 60000}
        "*": {check_session: true}
      """
    #expect(try read(text, "paper").flattenBeforeCloseMillis == nil)
    #expect(try read(text, "swing").flattenBeforeCloseMillis == 60_000)
  }

  @Test(arguments: ["1", "0", "0.5", "1.000", "0.000000001"])
  func aShareIsFromNothingToAll(text: String) throws {
    let read = try WorkstationConfiguration.parse(
      Array("sizing: {risk_pct: \(text)}\n".utf8), file: "c.yaml")
    #expect(read.sizing.riskShare.text == text)
  }

  @Test(arguments: ["1.000000001", "2", "-0.1", "10", "01.5"])
  func aShareBeyondAllIsRefused(text: String) {
    #expect(throws: ConfigurationErrors.self) {
      try WorkstationConfiguration.parse(
        Array("sizing: {risk_pct: \(text)}\n".utf8), file: "c.yaml")
    }
  }
}
