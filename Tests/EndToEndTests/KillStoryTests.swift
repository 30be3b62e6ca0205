import Foundation
import TestSupport
import Testing

/// A desk that is killed at any moment: what had been on its screen is in the journal, once, and the
/// next start has the account that the journal folds to.
@Suite(.serialized, .ownThreads) struct KillStoryTests {
  @Test func killedAtAnyMomentNothingSeenIsMissingOrDoubled() throws {
    let run = try KillRun(seed: 7)
    var number = 0
    // On a busy machine a desk gets less far before its end.
    while number < 20 || (!run.hasSeenEnough && number < 60) {
      number += 1
      try run.round(number, checksAll: number % 5 == 0)
    }
    try run.finish()
    #expect(run.hasSeenEnough)
  }
}

extension SoakTests {
  /// A thousand times, over all moments.
  @Test func killedThousandTimesSoak() throws {
    let count = ProcessInfo.processInfo.environment["THOR_KILLS"].flatMap { Int($0) } ?? 1_000
    let run = try KillRun(seed: 11)
    let start = Date()
    for number in 1...count { try run.round(number, checksAll: number % 50 == 0) }
    try run.finish()
    print(
      "soak: \(count) kills (\(run.faultKills) by faults) in \(Int(Date().timeIntervalSince(start))) s, "
        + "\(run.seenOrders.count) orders and \(run.seenFills.count) fills seen, all there once")
  }
}

/// Rounds of trading that end in a kill.
private final class KillRun {
  private let story: DeskStory
  private var random: SeededRandom
  /// What the screen said: orders with how they were acknowledged, and fills.
  private(set) var seenOrders: Set<String> = []
  private(set) var seenFills: Set<String> = []
  private(set) var faultKills = 0
  private var points = 0

  init(seed: UInt64) throws {
    story = try DeskStory(
      configuration: "watchlist: [ES]\nrisk:\n  check_margin: false\n", starts: false)
    random = SeededRandom(seed: seed)
  }

  var hasSeenEnough: Bool { seenFills.count > 5 && seenOrders.count > 8 && faultKills > 0 }

  private var path: String { story.home + "/data/thor/accounts/paper.sqlite" }

  // MARK: A round

  /// Starts, trades, is killed, and is held against the journal.
  func round(_ number: Int, checksAll: Bool) throws {
    var environment: [String: String?] = [:]
    let isFault = random.below(3) == 0
    if isFault {
      let moment = random.below(2) == 0 ? "before" : "after"
      environment["THOR_JOURNAL_FAULT"] = "kill-\(moment)-commit:\(1 + random.below(4))"
    }
    try story.start(environment: environment)
    // A fault strikes by itself; where it has nothing to strike at, so does the clock.
    let patience = isFault ? 1.6 : Double(random.below(900)) / 1_000
    trade(until: Date().addingTimeInterval(patience))
    if story.terminal.waitForExit(timeout: 0) == nil {
      story.terminal.signal(SIGKILL)
    } else if isFault {
      faultKills += 1
    }
    let status = story.terminal.waitForExit()
    #expect(status == 128 + SIGKILL, "round \(number): \(story.terminal.screen.text)")
    // What had been written to the terminal before the end was to be seen.
    story.terminal.pump(for: 0.05)
    look()
    try check(number, all: checksAll)
  }

  private func trade(until end: Date) {
    guard wait(until: end, { $0.contains("live from") && !$0.contains("connecting") }) else {
      return
    }
    quote()
    while Date() < end, isAlive {
      let isOver = random.below(6) == 0 ? cancel(until: end) : order(until: end)
      if isOver { return }
      if random.below(2) == 0 { quote() }
    }
  }

  private var isAlive: Bool { story.terminal.waitForExit(timeout: 0) == nil }

  private func quote() {
    points += random.below(5) - 2
    let bid = 5_000 + Double(points) / 4
    story.quote(
      "ES", String(format: "%.2f", bid), String(format: "%.2f", bid + 0.25))
  }

  /// An order at the touch, or some ticks away. Returns whether the round is over.
  private func order(until end: Date) -> Bool {
    let isBuy = random.below(2) == 0
    story.terminal.send(isBuy ? "b" : "s")
    guard wait(until: end, { $0.contains(isBuy ? "BUY ES" : "SELL ES") }) else { return true }
    if random.below(3) == 0 {
      for _ in 0...random.below(3) { story.terminal.send(isBuy ? "\u{1b}[B" : "\u{1b}[A") }
    }
    story.terminal.send("\r")
    guard wait(until: end, { $0.contains("y or Enter again") }) else { return true }
    story.terminal.send("y")
    let before = seenOrders.count
    return !wait(until: end) { [self] _ in seenOrders.count > before }
  }

  private func cancel(until end: Date) -> Bool {
    story.terminal.send("c")
    return !wait(until: min(end, Date().addingTimeInterval(0.1))) { _ in false } && Date() >= end
  }

  /// Reads the terminal until something is so; false at the end of the round.
  private func wait(until end: Date, _ isSo: (ScreenReader) -> Bool) -> Bool {
    while Date() < end {
      story.terminal.pump(for: 0.004)
      look()
      if isSo(story.terminal.screen) { return true }
      if !isAlive { return false }
    }
    return false
  }

  // MARK: What is seen

  private func look() {
    let acknowledged = #/(accepted|canceled|denied|rejected) (T[0-9]+) /#
    let filled = #/filled (\S+) (BUY|SELL) ([0-9]+) ES at ([0-9]+\.[0-9][0-9])\b/#
    for line in story.terminal.screen.lines {
      for match in line.matches(of: acknowledged) {
        seenOrders.insert("\(match.output.1) \(match.output.2)")
      }
      for match in line.matches(of: filled) {
        let (_, order, side, quantity, price) = match.output
        seenFills.insert("\(order) \(side) \(quantity) \(price)")
        seenOrders.insert("filled \(order)")
      }
    }
  }

  // MARK: What must be

  private func check(_ number: Int, all: Bool) throws {
    guard FileManager.default.fileExists(atPath: path) else {
      return #expect(seenOrders.isEmpty)
    }
    let fold = try JournalFold(path)
    #expect(fold.faults.isEmpty, "round \(number)")
    for seen in seenOrders {
      let words = seen.split(separator: " ").map(String.init)
      let order = fold.orders[words[1]]
      #expect(order != nil, "round \(number): \(seen) was seen and is not in the journal")
      let isSo =
        switch words[0] {
        case "accepted": fold.accepted.contains(words[1])
        case "filled": (order?.filled ?? 0) > 0
        default: order?.status == words[0].uppercased()
        }
      #expect(
        isSo, "round \(number): \(seen) was seen, the journal has \(String(describing: order))")
    }
    for seen in seenFills {
      let words = seen.split(separator: " ").map(String.init)
      let count = fold.fills.filter {
        $0.order == words[0] && $0.side == words[1] && "\($0.quantity)" == words[2]
          && $0.price == Decimal(string: words[3])
      }.count
      #expect(count == 1, "round \(number): \(seen) was seen, the journal has it \(count) times")
    }
    if all { try compare(fold, number) }
  }

  /// The chain holds, and the engine's own account is the one folded here.
  private func compare(_ fold: JournalFold, _ number: Int) throws {
    _ = try run("audit", "verify")
    let orders = try run("orders", "--json").objects
    #expect(orders.count == fold.orders.count)
    for order in orders {
      let own = try #require(fold.orders[order["order"] as? String ?? ""])
      #expect(order["status"] as? String == own.status, "round \(number): \(order)")
      #expect(JournalFold.decimal(order["filled"]) == own.filled)
    }
    #expect(try run("trades", "--json").objects.count == fold.fills.count)
    let position = try run("positions", "--json").objects.first
    #expect(JournalFold.decimal(position?["quantity"]) == fold.quantity, "round \(number)")
    let account = try run("account", "--json").objects.first
    let cash = JournalFold.decimal(account?["cash"])
    guard !fold.fills.isEmpty else { return }
    let expected = fold.cash(average: JournalFold.decimal(position?["average_price"]))
    #expect(abs(cash - expected) < Decimal(string: "0.0001") ?? 0, "round \(number)")
  }

  private func run(_ words: String...) throws -> ProgramRun {
    let run = try ProgramRun(
      DeskStory.thor, words, environment: story.environment().compactMapValues { $0 })
    #expect(run.waitForExit() == 0, "\(words): \(run.error)")
    return run
  }

  /// A last start, on which nobody falls: it shows what the journal folds to.
  func finish() throws {
    let fold = try JournalFold(path)
    try compare(fold, 0)
    try story.start()
    try story.waitUntilLive()
    if fold.quantity != 0 {
      let sign = fold.quantity > 0 ? "+" : "−"
      try story.waitFor(line: "ES", "\(sign)\(abs(fold.quantity))")
    }
    story.terminal.signal(SIGTERM)
    #expect(story.terminal.waitForExit() == 143)
  }
}
