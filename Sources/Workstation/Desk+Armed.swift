import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

/// One-key trading: armed for one symbol, until nobody looks at it any more.
public struct ArmedTrading: Sendable {
  public let instrument: InstrumentIndex
  public internal(set) var quantity: Quantity
  /// Tells one banner from the next, so that a frame with an older one proves nothing.
  var number: Int
  var gate: ArmedGate
  /// The pane that had the focus.
  let focus: PaneName
  /// What the last key asked for, while it settles.
  var settling: DeskAction?
}

extension Desk {
  // MARK: Arming

  /// Asks for one-key trading in the selected symbol, or ends it.
  mutating func askArm(now: DeskTime, engine: Engine) {
    guard armed == nil else { return disarm("by key", now: now) }
    guard let instrument = selectedInstrument else {
      return announce(.warning, "no symbol is selected: / finds one", now: now)
    }
    guard engine.tradingState == .active else {
      return announce(
        .warning, "trading is \(engine.tradingState.word): one-key trading stays off", now: now)
    }
    let symbol = engine.instruments[instrument].symbol
    show(
      Confirmation(
        line: "ARM one-key trading in \(symbol): keys buy and sell \(armedQuantity) at once, "
          + "without a question", action: .arm(instrument), verb: "arms it",
        now: now.monotonicNanos))
  }

  private var armedQuantity: Quantity { presets[1] ?? Quantity(1) }

  /// One-key trading was confirmed.
  mutating func arm(_ instrument: InstrumentIndex, now: DeskTime) {
    bannerCount += 1
    armed = ArmedTrading(
      instrument: instrument, quantity: armedQuantity, number: bannerCount,
      gate: ArmedGate(now: now.monotonicNanos), focus: focus)
    note(.warning, "one-key trading is armed", now: now)
  }

  /// Ends one-key trading and says why; does nothing while it is off.
  public mutating func disarm(_ reason: String, now: DeskTime) {
    guard armed != nil else { return }
    armed = nil
    announce(.warning, "one-key trading is off: \(reason)", now: now)
  }

  /// Ends one-key trading where what it was armed on is no longer what the trader looks at.
  mutating func checkArmed(now: DeskTime) {
    guard let armed else { return }
    guard case .browse = mode else { return disarm("something else was opened", now: now) }
    if focus != armed.focus { return disarm("the focus went to another pane", now: now) }
    if selectedInstrument != armed.instrument {
      return disarm("another symbol was selected", now: now)
    }
    if map.isTooSmall { disarm("the screen is too small to show it", now: now) }
  }

  // MARK: Keys

  /// A key while it is armed, before it is looked up like any other.
  ///
  /// - Returns: whether that was all of it.
  mutating func takeArmed(
    _ command: Command, isAlone: Bool, now: DeskTime, engine: Engine
  ) -> [DeskAction]? {
    guard var armed, case .browse = mode else { return nil }
    guard isAlone else {
      disarm("keys came in a burst", now: now)
      swallowedBurstAt = now.monotonicNanos
      return []
    }
    if let preset = command.presetNumber {
      armed.gate.otherKey(now: now.monotonicNanos)
      if let quantity = presets[preset] {
        bannerCount += 1
        armed.number = bannerCount
        armed.quantity = quantity
        armed.gate.changed()
      }
      self.armed = armed
      return []
    }
    switch command {
    case .armedBuy, .armedSell, .armedBuyMarket, .armedSellMarket:
      let decision = armed.gate.pressed(command, now: now.monotonicNanos, alone: isAlone)
      self.armed = armed
      guard decision != .ignore, let action = order(command, armed, now: now, engine) else {
        return []
      }
      if decision == .send { return [action] }
      self.armed?.settling = action
      return []
    default:
      armed.gate.otherKey(now: now.monotonicNanos)
      self.armed = armed
      return nil
    }
  }

  /// Time has passed: what settled goes, and what nobody touches is disarmed.
  mutating func passArmed(now: DeskTime) -> DeskAction? {
    guard armed != nil else { return nil }
    if armed?.gate.passed(now: now.monotonicNanos) == true {
      needsFrame = true
      return armed?.settling
    }
    if let armed, now.monotonicNanos >= armed.gate.end { disarm("no key for 30 s", now: now) }
    return nil
  }

  /// The order of a key: limit at the touch it would trade at, or at the market; for the day.
  private mutating func order(
    _ command: Command, _ armed: ArmedTrading, now: DeskTime, _ engine: Engine
  ) -> DeskAction? {
    let side: Side = command == .armedBuy || command == .armedBuyMarket ? .buy : .sell
    let isMarket = command == .armedBuyMarket || command == .armedSellMarket
    let symbol = engine.instruments[armed.instrument].symbol
    let touch = Desk.touch(side, armed.instrument, engine)
    guard isMarket || touch != nil, let id = OrderID("T\(engine.orderCount + 1)") else {
      announce(.warning, "\(symbol) has no \(side == .buy ? "offer" : "bid")", now: now)
      return nil
    }
    return .submit(
      OrderRequest(
        id: id, symbol: symbol, side: side, type: isMarket ? .market : .limit,
        quantity: armed.quantity, limit: isMarket ? nil : touch, timeInForce: .day))
  }

  // MARK: Reverse

  /// Asks whether the selected position is to be turned round.
  mutating func askReverse(now: DeskTime, engine: Engine) {
    guard let instrument = selectedInstrument else { return }
    let name = engine.instruments[instrument].symbol
    let held = engine.position(of: instrument).quantity
    guard held.nanos != 0 else {
      return announce(.info, "\(name) is flat: nothing to reverse", now: now)
    }
    let (twice, overflow) = held.nanos.multipliedReportingOverflow(by: -2)
    guard !overflow else { return }
    let working = workingOrders(of: instrument, engine).count
    let orders = working == 0 ? "" : "cancel \(working) working, "
    let trade = "\(twice > 0 ? "buy" : "sell") \(Quantity(nanos: Int64(twice.magnitude)))"
    show(
      Confirmation(
        line: "REVERSE \(name): \(orders)\(trade) at the market, from \(held) to "
          + "\(Quantity(nanos: -held.nanos))", action: .reverse(instrument), verb: "reverses",
        now: now.monotonicNanos))
  }
}
