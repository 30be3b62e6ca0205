import Execution
import MarketModel

/// One instrument's market as the engine keeps it: the book in force and what rests on it.
struct Market: Sendable {
  /// The active source's book.
  var quote = Quote()
  /// What is left of the sizes shown, where a displayed size is there once.
  var bidLeft: Int64 = 0
  var askLeft: Int64 = 0
  var active: SourceIndex?
  var status = MarketStatus.trading
  /// When the active source's last tick arrived.
  var quotedAt = UnixNanos.distantPast

  init() {}
}
