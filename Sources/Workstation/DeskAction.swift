import Execution
import MarketModel
import Panes
import Risk

/// What the desk asks of whoever runs it. Everything else it does by itself.
public enum DeskAction: Sendable, Equatable {
  case submit(OrderRequest)
  /// Orders that hang together.
  case submitList(ListKind, [OrderRequest])
  case modify(ModifyRequest)
  case cancel(OrderID)
  case cancelAll(InstrumentIndex)
  case flatten(InstrumentIndex)
  /// Cancel the symbol's orders and turn its position round.
  case reverse(InstrumentIndex)
  /// Close the position of one contract month and open as much of another.
  case roll(InstrumentIndex, into: InstrumentIndex)
  /// The exchange's settlement price.
  case settle(InstrumentIndex, Price)
  /// Arm one-key trading; the desk does that itself.
  case arm(InstrumentIndex)
  /// Put a source before the configured order for one symbol; nil: the order alone again.
  case prefer(SourceName?, InstrumentIndex)
  /// Cancel everything, flatten everything.
  case panic
  /// Other limits, and why.
  case limits(RiskLimitsChange, reason: String)
  case tradingState(TradingState, reason: String)
  /// Work out a size, for the record.
  case size(SizingRequest)
  /// Look otherwise.
  case theme(String)
  /// Write what a table of the blotter shows into files.
  case export(BlotterTable)
  case redraw
  /// Give the terminal to the shell until it lets us go on.
  case suspend
  case quit
}
