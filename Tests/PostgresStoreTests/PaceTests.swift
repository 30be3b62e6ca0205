import Foundation
import MarketModel
import TestSupport
import Testing

@testable import Journal
@testable import PostgresStore

/// How fast a server catches up, for docs/postgres.md: only where somebody asks for it.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["THOR_MEASURE"] != nil))
struct PaceTests {
  @Test func catchingUp() throws {
    let desk = try DatabaseDesk()
    desk.migrate()
    let journal = try desk.open()
    var account = try TradedAccount(journal, seed: 7)
    for number in 0..<6_000 { try account.pass(number) }
    let perSecond = try measure(desk, journal, "trading")
    #expect(perSecond > 500)
    let start = Polling.now
    try desk.ask("SELECT thor.derive_anew('paper')")
    print("anew in \(Double(Polling.now - start) / 1e9) s")
    let other = try DatabaseDesk()
    other.migrate()
    let plain = try other.open()
    try plain.fill(20_000)
    #expect(try measure(other, plain, "for the record") > 2_000)
  }

  /// Events a second.
  private func measure(
    _ desk: DatabaseDesk, _ journal: Journal, _ what: String
  ) throws -> Double {
    let mirror = try desk.mirror(journal)
    var longest: Int64 = 0
    let start = Polling.now
    Polling.run(
      until: { mirror.mirrored == journal.durableSequence && mirror.state == .live }, seconds: 120
    ) { now in
      mirror.process(now: now, durable: journal.durableSequence)
      longest = max(longest, Polling.now - now)
      return (mirror.descriptor, mirror.deadlineNanos)
    }
    let seconds = Double(Polling.now - start) / 1e9
    let count = journal.durableSequence
    #expect(mirror.mirrored == count)
    print(
      "\(what): \(count) events in \(seconds) s, \(Int(Double(count) / seconds))/s, "
        + "longest call \(Double(longest) / 1e6) ms")
    return Double(count) / seconds
  }
}
