import Execution
import MarketModel

/// What the desk asks of whoever runs it. Everything else it does by itself.
public enum DeskAction: Sendable, Equatable {
  case submit(OrderRequest)
  case modify(ModifyRequest)
  case cancel(OrderID)
  case cancelAll(InstrumentIndex)
  case flatten(InstrumentIndex)
  /// Put a source before the configured order for one symbol; nil: the order alone again.
  case prefer(SourceName?, InstrumentIndex)
  /// Cancel everything, flatten everything.
  case panic
  case redraw
  /// Give the terminal to the shell until it lets us go on.
  case suspend
  case quit
}
