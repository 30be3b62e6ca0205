import Execution
import MarketModel
import Risk

/// Market hours by the calendar: who may trade, and who is flattened before the close.
extension Engine {
  /// Takes up when a market is open, in place of what was known of it.
  mutating func take(_ hours: MarketHours) {
    if let known = marketHours.firstIndex(where: { $0.market == hours.market }) {
      marketHours[known] = hours
    } else {
      marketHours.append(hours)
    }
    scheduleFlattens()
  }

  /// Whether somebody still has to hand in a market's hours for the configured checks.
  public func needsHours(of market: String) -> Bool {
    config.risk.checkSession && !marketHours.contains { $0.market == market }
  }

  private func hours(of instrument: InstrumentIndex) -> MarketHours? {
    guard let name = instruments[instrument].market else { return nil }
    return marketHours.first { $0.market == name }
  }

  /// Closed by the calendar, or so near to the close that positions are being flattened. Hours that
  /// nobody knows are closed.
  func sessionVerdict(_ instrument: InstrumentIndex) -> Verdict {
    guard config.risk.checkSession else { return .notInForce }
    guard let close = hours(of: instrument)?.close(around: clock) else {
      return .refused(value: nil, limit: nil)
    }
    if let margin = config.risk.flattenBeforeCloseNanos, close.nanos(since: clock) <= margin {
      return .refused(value: nil, limit: nil)
    }
    return .passed(value: nil, limit: nil)
  }

  /// Sets the next flatten before the close for every instrument whose hours are known.
  mutating func scheduleFlattens() {
    guard config.risk.checkSession, config.risk.flattenBeforeCloseNanos != nil else { return }
    for place in 0..<instruments.count { scheduleFlatten(InstrumentIndex(place), after: clock) }
  }

  private mutating func scheduleFlatten(_ instrument: InstrumentIndex, after instant: UnixNanos) {
    guard let margin = config.risk.flattenBeforeCloseNanos, let hours = hours(of: instrument),
      let close = hours.close(after: instant.advanced(byNanos: margin))
    else { return }
    let at = close.advanced(byNanos: -margin)
    guard markets[instrument.offset].flattensAt != at else { return }
    markets[instrument.offset].flattensAt = at
    deadlines.add(.flattenBeforeClose(instrument), at: at)
  }

  /// The close is near: the symbol's orders are cancelled and its position closed.
  mutating func flattenBeforeClose(_ instrument: InstrumentIndex, into effects: inout Effects) {
    // A deadline of hours or a margin that have changed since says nothing.
    guard config.risk.checkSession, markets[instrument.offset].flattensAt == clock else { return }
    flatten(instrument, into: &effects)
    scheduleFlatten(instrument, after: clock)
  }
}
