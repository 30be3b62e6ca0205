import Engine
import Testing

/// The scenarios, through the real lines.
@Suite struct ScenarioTests {
  /// Market hours come with the calendar.
  static let notYet: Set<String> = ["market_hours_check"]

  static let scenarios =
    (Scenario.all(in: "engine_scenarios.json") + Scenario.all(in: "engine_scenarios_extra.json"))
    .filter { !notYet.contains($0.name) }

  @Test(arguments: scenarios)
  func holds(scenario: Scenario) {
    let run = lines(scenario.input())
    let verdict = ScenarioVerdict(scenario, output: run.output, hasFailures: run.hasFailures)
    #expect(verdict.findings == [])
  }

  @Test func theFilesAreThere() {
    #expect(ScenarioTests.scenarios.count == 83)
  }
}

/// Runs lines through a fresh engine.
func lines(_ text: String) -> (output: String, hasFailures: Bool) {
  var session = EngineSession()
  var text = text
  text.withUTF8 { session.take($0) }
  session.finish()
  return (String(decoding: session.output, as: UTF8.self), session.hasFailures)
}
