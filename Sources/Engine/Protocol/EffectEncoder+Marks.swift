import Execution
import MarketModel
import Risk

/// An input that leaves no effect of its own and that an account's record should show.
public enum JournalMark: Sendable {
  case sessionOpen([InstrumentIndex], TradeDate?)
  case sessionClose([InstrumentIndex])
  case marketStatus(InstrumentIndex, MarketStatus)
  /// nil: the configured order alone.
  case preferSource(InstrumentIndex, SourceName?, user: String)
}

/// Lines of the journal that say what was asked for or configured, for readers: taking a journal up
/// does without them.
extension EffectEncoder {
  /// Appends a mark.
  public mutating func append(_ mark: JournalMark, from engine: Engine, at instant: UnixNanos) {
    switch mark {
    case .sessionOpen(let instruments, let date):
      begin("session_open", instant)
      if let date { text("trade_date", date.text) }
      symbols(instruments, engine)
    case .sessionClose(let instruments):
      begin("session_close", instant)
      symbols(instruments, engine)
    case .marketStatus(let instrument, let status):
      begin("market_status", instant)
      symbol(instrument, engine)
      word("status", status.word)
    case .preferSource(let instrument, let source, let user):
      begin("prefer_source", instant)
      symbol(instrument, engine)
      name("source")
      if let source { writer.string(source.description) } else { writer.raw("null") }
      text("user", user)
    }
    writer.raw("}\n")
  }

  private mutating func symbols(_ instruments: [InstrumentIndex], _ engine: Engine) {
    name("symbols")
    writer.raw("[")
    for (place, instrument) in instruments.enumerated() {
      if place > 0 { writer.raw(",") }
      writer.symbol(engine.instruments[instrument].symbol)
    }
    writer.raw("]")
  }

  /// Appends that an account begins anew.
  public mutating func appendEpoch(
    _ number: Int64, user: String, reason: String, at instant: UnixNanos
  ) {
    begin("epoch", instant)
    name("epoch")
    writer.integer(number)
    text("user", user)
    text("reason", reason)
    writer.raw("}\n")
  }

  /// Appends what a desk is configured with: the parts that it sets, under the names of the
  /// protocol.
  public mutating func appendConfiguration(
    _ change: EngineConfigChange, user: String, at instant: UnixNanos
  ) {
    begin("configuration", instant)
    if let cash = change.cash { member("cash", cash.nanos) }
    if let currency = change.currency { text("currency", currency.description) }
    if let fee = change.commissionPerUnit { member("commission_per_unit", fee.nanos) }
    if let fee = change.commissionBasisPoints { member("commission_bps", fee.nanos) }
    if let nanos = change.latencyNanos { milliseconds(",\"latency_ms\":", nanos) }
    if let nanos = change.freshNanos { milliseconds(",\"fresh_ms\":", nanos) }
    if let sources = change.sources {
      name("sources")
      writer.raw("[")
      for (place, source) in sources.enumerated() {
        if place > 0 { writer.raw(",") }
        writer.string(source.description)
      }
      writer.raw("]")
    }
    limits(change.risk)
    text("user", user)
    text("reason", "start")
    writer.raw("}\n")
  }
}
