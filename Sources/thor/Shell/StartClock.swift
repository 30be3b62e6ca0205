import MarketModel
import Reactor

/// The clock a workstation runs by: the machine's, or for a test one that starts at a given instant.
enum StartClock {
  private static let variable = "THOR_START_CLOCK"

  /// - Throws: a usage failure when the variable holds no instant.
  static func make() throws(CommandFailure) -> Clock {
    guard var text = Environment.value(variable) else { return Clock() }
    guard let instant = text.withUTF8({ InstantForm.parse($0) }) else {
      throw .usage("\(variable) \(InstantForm.expectation), got '\(text)'")
    }
    return Clock(startingAtUnixNanos: instant.nanos)
  }
}
