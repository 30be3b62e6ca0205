import Execution
import MarketModel
import Risk

/// Something that the risk rules said, or that somebody did to them, and when.
public struct RiskRecord: Hashable, Sendable {
  public let at: UnixNanos
  public let kind: Kind

  public enum Kind: Hashable, Sendable {
    case notice(RiskNotice)
    case limits(LimitsChange)
    case tradingState(TradingState, reason: String)
  }

  public init(at: UnixNanos, _ kind: Kind) {
    self.at = at
    self.kind = kind
  }

  /// What an effect tells of it; nil for one that is not about risk.
  public init?(_ effect: Effect, in effects: Effects) {
    switch effect.kind {
    case .risk(let notice): kind = .notice(notice)
    case .limits(let place): kind = .limits(effects.limitsChanges[place])
    case .tradingState(let state, let reason):
      kind = .tradingState(state, reason: effects.texts[reason])
    default: return nil
    }
    at = effect.at
  }
}

/// The last of these records that a journal holds, so that a start knows why trading stands as it
/// does and what was breached before.
public struct RiskHistory: Hashable, Sendable {
  /// At least the last `limit` ones there were, oldest first.
  public private(set) var records: [RiskRecord] = []
  /// Why trading stands as it was set last, however long ago; nil before anybody has set it.
  public private(set) var stateReason: String?

  public static let limit = 100

  public init() {}

  /// Adds the next one.
  public mutating func note(_ record: RiskRecord) {
    if case .tradingState(_, let reason) = record.kind { stateReason = reason }
    // Half at a time, so that a full one costs nothing a record.
    if records.count >= 2 * RiskHistory.limit { records.removeFirst(RiskHistory.limit) }
    records.append(record)
  }
}
