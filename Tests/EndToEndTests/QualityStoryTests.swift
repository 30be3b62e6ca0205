import Foundation
import TestSupport
import Testing

/// What the quality rules refuse, on the screen and among the dead letters.
@Suite(.serialized, .ownThreads) struct QualityStoryTests {
  /// The classes of the dead letters so far, in their order.
  private func letters(_ story: DeskStory) -> [String] {
    let words = story.redis.command("XRANGE", "quotes:deadletter", "-", "+")
      .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    return words.indices.dropLast().filter { words[$0] == "error_class" }.map { words[$0 + 1] }
  }

  @Test func aJumpIsRefusedUntilItIsConfirmed() throws {
    let story = try DeskStory()
    try story.showQuotes()
    story.quote("ES", "5500.00", "5500.25")
    try story.terminal.waitFor(text: "price_jump 1")
    #expect(story.terminal.screen.contains("5000.25"))
    story.quote("ES", "5500.25", "5500.50")
    try story.terminal.waitFor(text: "price_jump 2")
    story.quote("ES", "5500.50", "5500.75")
    try story.terminal.waitFor(text: "5500.75")
    #expect(letters(story) == ["price_jump", "price_jump"])
    #expect(story.quit() == 0)
  }

  /// A Friday after Chicago's close: what is stamped then is refused where that is configured.
  @Test(arguments: [true, false]) func outsideOfTheSession(isRefused: Bool) throws {
    let story = try DeskStory(
      configuration: """
        watchlist: [ES]
        risk: {check_margin: false}
        quality: {session_closed: \(isRefused)}
        """, starts: false)
    let evening = "2026-11-20T23:30:00Z"
    try story.start(environment: ["THOR_START_CLOCK": evening])
    try story.waitUntilLive()
    try story.terminal.waitFor(text: "CLOSED weekend")
    func quote(_ bid: String, _ ask: String, at instant: String) {
      story.publish("ES", ["timestamp": instant, "bid": bid, "ask": ask, "last": bid])
    }
    quote("5000.00", "5000.25", at: "2026-11-20T21:59:59Z")
    try story.terminal.waitFor(text: "5000.25")
    quote("5100.00", "5100.25", at: evening)
    if isRefused {
      try story.terminal.waitFor(text: "session_closed 1")
      #expect(!story.terminal.screen.contains("5100.25"))
      #expect(letters(story) == ["session_closed"])
    } else {
      try story.terminal.waitFor(text: "5100.25")
    }
    #expect(story.quit() == 0)
  }
}
