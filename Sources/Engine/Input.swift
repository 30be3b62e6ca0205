import Execution
import MarketModel
import Risk

/// Something that happens to the engine, at an instant.
public struct Input: Sendable {
  /// When it happens; nil means at the engine's clock. An earlier one is applied at the clock.
  public var at: UnixNanos?
  public var action: Action

  @inlinable public init(at: UnixNanos?, _ action: Action) {
    self.at = at
    self.action = action
  }

  /// What happens. Instruments are named by their place in the engine's own catalog.
  public enum Action: Sendable {
    case tick(Tick)
    /// Defines an instrument, or redefines one of its symbol.
    indirect case instrument(Instrument)
    /// Gives a source its place in the engine's table.
    case source(SourceName)
    /// Puts a source before the configured order for one instrument; nil: the order alone.
    case preferSource(InstrumentIndex, SourceName?)
    indirect case config(EngineConfigChange)
    /// When a market is open, for `checkSession`.
    indirect case hours(MarketHours)
    indirect case limits(LimitsChange)
    case submit(OrderRequest)
    case submitList(ListKind, [OrderRequest])
    case modify(ModifyRequest)
    case cancel(OrderID)
    /// nil: the orders of every instrument.
    case cancelAll(InstrumentIndex?)
    /// nil: every position.
    case flatten(InstrumentIndex?)
    case reverse(InstrumentIndex)
    /// Rolls a position into another contract month.
    case roll(InstrumentIndex, into: InstrumentIndex)
    case tradingState(TradingState, reason: String)
    case marketStatus(InstrumentIndex, MarketStatus)
    case sessionOpen(InstrumentIndex, TradeDate?)
    case sessionClose(InstrumentIndex)
    /// What a venue outside says.
    indirect case report(VenueReport.Kind)
    /// The exchange's settlement price: it marks the position, and closes it when the contract has
    /// ended.
    case settlement(InstrumentIndex, Price)
    /// Time passes; deadlines run.
    case clock
    case query(Query)
    indirect case size(SizingRequest)
  }

  /// What is asked for.
  public enum Query: Sendable, CaseIterable {
    case orders, positions, account, risk, statistics
  }
}

/// New limits, who set them and why.
public struct LimitsChange: Hashable, Sendable {
  public var risk: RiskLimitsChange
  public var reason: String
  public var user: String
  public init(risk: RiskLimitsChange, reason: String, user: String) {
    self.risk = risk
    self.reason = reason
    self.user = user
  }
}
