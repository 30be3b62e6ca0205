import Engine
import MarketModel
import Panes

/// Settlement prices: what waits for one is settled, what trades yet is marked.
extension Desk {
  /// Opens the settlement price of the selected position.
  mutating func editSettlement(now: DeskTime, engine: Engine) {
    guard let instrument = selectedInstrument else { return }
    guard engine.position(of: instrument).quantity.nanos != 0 else {
      let symbol = engine.instruments[instrument].symbol
      return announce(.info, "\(symbol) is flat: nothing to settle", now: now)
    }
    mode = .settlement(SettlementEdit(instrument: instrument))
  }

  /// Enter and Esc while the price is typed.
  mutating func finish(
    _ edit: SettlementEdit, _ command: Command, now: DeskTime, engine: Engine
  ) {
    switch command {
    case .back: mode = .browse
    case .confirm: askSettlement(edit, now: now, engine: engine)
    default: break
    }
  }

  private mutating func askSettlement(_ edit: SettlementEdit, now: DeskTime, engine: Engine) {
    let instrument = engine.instruments[edit.instrument]
    let text = edit.editor.text
    guard let price = try? Price(text), price.nanos >= 0 || instrument.negativePrices else {
      return announce(
        .warning,
        "\(instrument.symbol): expected a settlement price such as 5010.25, got '\(text)'",
        now: now)
    }
    let hasEnded = instrument.endsAt.map { engine.clock >= $0 } ?? false
    let gain = SettlementText.gain(at: price, engine.position(of: edit.instrument), instrument)
    let worth = gain.map { FigureText.plain.gain($0) } ?? "unknown"
    let held = engine.position(of: edit.instrument).quantity
    show(
      Confirmation(
        line: hasEnded
          ? "SETTLE \(instrument.symbol) at \(text): \(held) held, closed at that price, P&L \(worth)"
          : "MARK \(instrument.symbol) at \(text) until its next quote: \(held) held, P&L \(worth)",
        action: .settle(edit.instrument, price), verb: hasEnded ? "settles" : "marks",
        now: now.monotonicNanos))
  }
}

/// What a settlement price comes to.
enum SettlementText {
  /// The price over the average, of all that is held; nil where that does not fit.
  static func gain(
    at price: Price, _ position: PositionFigures, _ instrument: Instrument
  ) -> WideAmount? {
    guard let average = position.averagePrice,
      case let (points, overflow) = price.nanos.subtractingReportingOverflow(average.nanos),
      !overflow
    else { return nil }
    return ExactMath.notional(
      Price(nanos: points), position.quantity, multiplier: instrument.multiplier)
  }
}
