import MarketModel
import TerminalKit

/// The exchange's settlement price of a contract, being typed.
public struct SettlementEdit: Sendable {
  public let instrument: InstrumentIndex
  public var editor = LineEditor("", limit: 24)
}
