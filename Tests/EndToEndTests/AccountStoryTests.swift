import Foundation
import TestSupport
import Testing

/// An account is found again as it was left, whatever it traded and whatever is configured by then.
@Suite(.serialized, .ownThreads) struct AccountStoryTests {
  private static let configuration = """
    auto_instruments: true
    risk:
      check_margin: false
    """

  /// A contract month of a listed future, and a symbol that only the data knows.
  @Test(arguments: [("ESZ6", "+150.00"), ("ZZTOP", "+3.00")])
  func whatTheDataBroughtIsHeldOverARestart(symbol: String, profit: String) throws {
    let story = try DeskStory(configuration: AccountStoryTests.configuration)
    try story.waitUntilLive()
    story.quote(symbol, "5000.00", "5000.25")
    try story.waitFor(line: symbol, "5000.25")
    try Self.buy(symbol, story)
    #expect(story.quit() == 0)

    try story.start()
    try story.waitFor(line: symbol, "+1", "5000.25")
    try story.waitUntilLive()
    // Another symbol first, so that its place in the tables is not theirs by chance.
    story.quote("AAA", "1.00", "1.25")
    story.quote(symbol, "5003.25", "5003.50")
    try story.waitFor(line: symbol, "+1", profit)
    #expect(story.quit() == 0)
  }

  @Test func configuredCashIsForNewAccounts() throws {
    let story = try DeskStory()
    try story.showQuotes()
    try Self.buy("ES", story)
    #expect(story.quit() == 0)
    try (DeskStory.configuration + "\ncash: 50000\n").write(
      toFile: story.home + "/config/thor/config.yaml", atomically: true, encoding: .utf8)
    try story.start()
    try story.waitUntilLive()
    #expect(
      story.countInLog(
        "account 'paper' began with 1000000 USD and keeps them; the configured 50000 USD are for new"
      ) == 1)
    try story.terminal.waitFor(text: "1,000,000")
    #expect(story.quit() == 0)
  }

  private static func buy(_ symbol: String, _ story: DeskStory) throws {
    try story.sendTicket("b", "BUY \(symbol)")
    try story.terminal.waitFor(text: "filled T1 BUY 1 \(symbol) at 5000.25")
  }
}
