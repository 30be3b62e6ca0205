import MarketModel
import Reactor

/// The clock a workstation runs by: the machine's, or for a test one that starts at a given instant
/// and may be set while it runs: `2026-11-20T21:59:50Z,5:-3600` is set back by an hour after 5 s.
enum StartClock {
  private static let variable = "THOR_START_CLOCK"

  /// - Throws: a usage failure when the variable holds no instant.
  static func make() throws(CommandFailure) -> Clock {
    guard let value = Environment.value(variable) else { return Clock() }
    let parts = value.split(separator: ",", omittingEmptySubsequences: false)
    var text = String(parts[0])
    guard let instant = text.withUTF8({ InstantForm.parse($0) }) else {
      throw .usage("\(variable) \(InstantForm.expectation), got '\(text)'")
    }
    var leaps: [(afterNanos: Int64, byNanos: Int64)] = []
    for part in parts.dropFirst() {
      guard let leap = leap(part) else {
        throw .usage("\(variable): expected seconds and a step such as 5:-3600, got '\(part)'")
      }
      leaps.append(leap)
    }
    return Clock(startingAtUnixNanos: instant.nanos, leaps: leaps)
  }

  private static func leap(_ text: Substring) -> (afterNanos: Int64, byNanos: Int64)? {
    let numbers = text.split(separator: ":").compactMap { Int64($0) }
    let range: ClosedRange<Int64> = -1_000_000_000...1_000_000_000
    guard numbers.count == 2, numbers.allSatisfy(range.contains) else { return nil }
    return (numbers[0] * 1_000_000_000, numbers[1] * 1_000_000_000)
  }
}
