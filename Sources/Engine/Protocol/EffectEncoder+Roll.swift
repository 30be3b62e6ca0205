import Execution
import MarketModel

/// What is said of a roll: what it comes to, or why it did not go.
extension EffectEncoder {
  mutating func roll(_ check: RollCheck, _ instant: UnixNanos, _ engine: Engine) {
    guard let refusal = check.refusal, let leg = check.refusedLeg else {
      begin("roll", instant)
      symbols(check, engine)
      member("quantity", check.held.nanos)
      if let price = check.closePrice { member("close", price.nanos) }
      if let price = check.openPrice { member("open", price.nanos) }
      if let spread = check.spread { member("spread", spread.nanos) }
      if let cost = check.cost { member("cost", cost) }
      return
    }
    begin("roll_rejected", instant)
    symbols(check, engine)
    name("leg")
    writer.symbol(engine.instruments[leg].symbol)
    word("reason", refusal.reason.word)
    name("detail")
    writer.string(refusal.detail)
  }

  private mutating func symbols(_ check: RollCheck, _ engine: Engine) {
    symbol(check.from, engine)
    name("to")
    writer.symbol(engine.instruments[check.into].symbol)
  }
}
