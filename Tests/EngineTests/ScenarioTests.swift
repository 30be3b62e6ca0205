import Engine
import MarketModel
import Risk
import Testing

/// The scenarios, through the real lines.
@Suite struct ScenarioTests {
  static let scenarios =
    Scenario.all(in: "engine_scenarios.json") + Scenario.all(in: "engine_scenarios_extra.json")
  /// Written from the contract's sentences, most of them also mirrored (sides swapped, prices
  /// reflected) or rescaled (tick and quantities).
  static let own = Scenario.all(in: "engine_scenarios_own.json")

  @Test(arguments: scenarios + own)
  func holds(scenario: Scenario) {
    let run = lines(scenario.input())
    let verdict = ScenarioVerdict(scenario, output: run.output, hasFailures: run.hasFailures)
    #expect(verdict.findings == [])
  }

  @Test func theFilesAreThere() {
    #expect(ScenarioTests.scenarios.count == 84)
    #expect(ScenarioTests.own.count == 507)
  }
}

/// CME's hours around the scenarios' days in March 2024, in summer time: each session ends at 21:00
/// UTC, the next begins at 22:00, and none on Saturday the 16th.
@Sendable private func springHours(of market: String) -> MarketHours? {
  let hour: Int64 = 3_600_000_000_000
  let monday: Int64 = 1_710_115_200_000_000_000
  let stretches = (0..<5).map { day in
    let start = monday + Int64(day) * 24 * hour
    return (open: UnixNanos(start - 2 * hour), close: UnixNanos(start + 21 * hour))
  }
  return market == "CME_Equity" ? MarketHours(market: market, stretches: stretches) : nil
}

/// Runs lines through a fresh engine.
func lines(_ text: String) -> (output: String, hasFailures: Bool) {
  var session = EngineSession(findHours: springHours)
  var text = text
  text.withUTF8 { session.take($0) }
  session.finish()
  return (String(decoding: session.output, as: UTF8.self), session.hasFailures)
}
