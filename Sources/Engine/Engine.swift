import Execution
import MarketModel
import Portfolio
import Risk

/// The paper-trading engine: a value that takes inputs and gives effects.
///
/// It reads no clock, opens no file and draws no random number that is not in its state, so the
/// same inputs give the same effects on every machine. A branch is a copy.
///
///     var engine = Engine()
///     var effects = Effects()
///     engine.apply(Input(at: nil, .instrument(es)), into: &effects)
///     engine.apply(tick: tick, into: &effects)
///     engine.apply(Input(at: now, .submit(request)), into: &effects)
public struct Engine: Sendable {
  /// Where time stands: the latest instant of any input. It never goes back.
  public internal(set) var clock = UnixNanos.zero
  public internal(set) var config = EngineConfig()
  public internal(set) var instruments = InstrumentCatalog()
  public internal(set) var sources = SourceTable()
  public internal(set) var tradingState = TradingState.active
  public internal(set) var orders = OrderStore()

  var markets: [Market] = []
  /// By instrument × `sourceStride` + source.
  var books: [SourceBook] = []
  var sourceStride = 1
  var portfolio = Portfolio()
  var fillLog = SharedLog<Fill>()

  public init() {}

  /// Applies one input and appends what it brought about to `effects`.
  public mutating func apply(_ input: Input, into effects: inout Effects) {
    if case .tick(let tick) = input.action { return apply(tick: tick, into: &effects) }
  }

  /// Applies one tick: the path that runs a million times a second.
  public mutating func apply(tick: Tick, into effects: inout Effects) {
  }
}
