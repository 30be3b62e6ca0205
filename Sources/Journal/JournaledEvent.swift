import MarketModel

/// What an event is about: the word in the journal's `kind` column.
public enum JournalKind: String, Hashable, Sendable, CaseIterable {
  /// Opening cash and currency.
  case opening
  /// The terms of an instrument, before the first order in it.
  case instrument
  /// An order as it was made.
  case order
  case accepted, denied, rejected, triggered, modified, canceled, expired, filled
  case cancelRejected = "cancel_rejected"
  case modifyRejected = "modify_rejected"
  case risk, limits, source, size
  case tradingState = "trading_state"
  /// The day's figures after what else a pass wrote.
  case day
  /// What the desk was configured with, where that differs from the last time.
  case configuration
  case sessionOpen = "session_open"
  case sessionClose = "session_close"
  case marketStatus = "market_status"
  /// A stretch of events was condensed for a quick start: its digest.
  case snapshot
  /// The account begins anew: what came before counts for nothing any more.
  case epoch
  /// A trader put a source before the configured order.
  case preferSource = "prefer_source"
}

/// One event as the journal holds it. `payload` is valid while the call lasts that hands it out.
public struct JournaledEvent {
  /// 1 for the account's first, without gaps.
  public let sequence: Int64
  public let at: UnixNanos
  /// The word in the file: a `JournalKind`, or one that a later version brought.
  public let kind: UnsafeBufferPointer<UInt8>
  /// One JSON object without a line feed.
  public let payload: UnsafeBufferPointer<UInt8>
  /// What the chain comes to with it.
  public let hash: Digest

  /// Whether it is of this kind.
  public func isKind(_ other: JournalKind) -> Bool { kind.elementsEqual(other.rawValue.utf8) }

  /// The kind as text, for messages.
  public var kindText: String { String(decoding: kind, as: UTF8.self) }
}
