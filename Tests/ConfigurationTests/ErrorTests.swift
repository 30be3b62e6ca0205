import Testing

@testable import Configuration

@Suite struct ErrorTests {
  @Test(arguments: [
    ("acount", "account"), ("frames_per_secnd", "frames_per_second"), ("redsi", "redis"),
    ("RISK", "risk"),
  ])
  func namesTheNearestKey(typed: String, meant: String) {
    let known = ["account", "cash", "redis", "risk", "frames_per_second"]
    #expect(NearestName.find(typed, among: known) == meant)
  }

  @Test func suggestsNothingFarOff() {
    #expect(NearestName.find("leverage", among: ["cash", "redis"]) == nil)
    #expect(NearestName.find("", among: ["cash"]) == nil)
  }

  @Test func quotesForTheTerminal() {
    #expect(ConfigurationError.quoted("a\u{1B}[2Jb") == "\"a\\u{1B}[2Jb\"")
    #expect(ConfigurationError.quoted("x\u{202E}y") == "\"x\\u{202E}y\"")
    let long = ConfigurationError.quoted(String(repeating: "x", count: 1000))
    #expect(long == "\"" + String(repeating: "x", count: 40) + "…\"")
  }

  @Test func errorsStandInTheOrderOfTheFile() {
    let errors = ConfigurationErrors([
      ConfigurationError(at: Mark(file: "f", line: 3, column: 1), expected: "x", got: "y"),
      ConfigurationError(at: Mark(file: "f", line: 2, column: 9), expected: "x", got: "y"),
      ConfigurationError(at: Mark(file: "f", line: 2, column: 1), expected: "x", got: "y"),
    ])
    #expect(
      errors?.description == """
        f:2:1: expected x, got y
        f:2:9: expected x, got y
        f:3:1: expected x, got y
        """)
    #expect(ConfigurationErrors([]) == nil)
  }
}
