import Engine
import Execution
import MarketModel
import Panes
import Risk

extension Desk {
  /// Tells what the engine did. Called once it is on disk, never before.
  public mutating func note(_ effects: Effects, now: DeskTime, engine: Engine) {
    for effect in effects.items {
      if case .source(let symbol, .some, _, _) = effect.kind { sourceChanged(symbol, now, engine) }
      endArmed(effect, now, engine)
      noteRisk(effect, effects, engine)
      if case .roll(let place) = effect.kind { follow(effects.rolls[place]) }
      letGoOfEnded(effect, engine)
      guard let message = Desk.message(effect, effects, engine) else { continue }
      if message.isToast {
        announce(message.level, message.text, now: now)
      } else {
        note(message.level, message.text, now: now)
      }
    }
    needsFrame = needsFrame || !effects.isEmpty
  }

  /// An order that has ended, or beside which a new one works now, is no longer the chosen one: it
  /// has moved below those that work, and the pane would follow it there.
  private mutating func letGoOfEnded(_ effect: Effect, _ engine: Engine) {
    guard let chosen = chosenOrder, engine.order(at: chosen).status.isFinal else { return }
    switch effect.kind {
    case .accepted: break
    case .canceled(let order, _, _), .expired(let order, _):
      guard order == chosen else { return }
    case .filled(let fill):
      guard fill.order == chosen else { return }
    default: return
    }
    chosenOrder = nil
    firstRows[.orders] = nil
  }

  /// One-key trading ends with any breach, and when the prices are another source's.
  private mutating func endArmed(_ effect: Effect, _ now: DeskTime, _ engine: Engine) {
    switch effect.kind {
    case .risk(let notice) where notice.level == .breach:
      disarm("\(notice.rule.word) is breached", now: now)
    case .tradingState(let state, _) where state != .active:
      disarm("trading is \(state.word)", now: now)
    case .source(let symbol, .some, _, _) where symbol == armed?.instrument:
      disarm("the source has changed", now: now)
    default: break
    }
  }

  /// A line read at one source's prices is not sent at another's.
  private mutating func sourceChanged(
    _ symbol: InstrumentIndex, _ now: DeskTime, _ engine: Engine
  ) {
    guard case .confirm(let confirmation) = mode, let ticket = confirmation.ticket,
      ticket.symbol == engine.instruments[symbol].symbol
    else { return }
    leave(confirmation)
    announce(
      .warning, "\(ticket.symbol): the source has changed, look at the prices again", now: now)
  }

  private struct Message {
    let level: LogEntry.Level
    let text: String
    var isToast = true
  }

  private static func message(
    _ effect: Effect, _ effects: Effects, _ engine: Engine
  ) -> Message? {
    switch effect.kind {
    case .accepted(let index):
      Message(level: .info, text: "accepted \(terms(index, engine))")
    case .filled(let fill): filled(fill, engine)
    case .denied(let index, let refusal):
      Message(level: .warning, text: "denied \(terms(index, engine)): \(reason(refusal))")
    case .rejected(let index, let refusal):
      Message(level: .warning, text: "rejected \(terms(index, engine)): \(reason(refusal))")
    case .canceled(let index, let why, let leaves):
      Message(
        level: .info,
        text: "canceled \(engine.order(at: index).id) (\(why.word)), \(leaves) unfilled")
    case .expired(let index, let why):
      Message(level: .info, text: "expired \(engine.order(at: index).id) (\(why.word))")
    case .modified(let index, _):
      Message(level: .info, text: "modified \(terms(index, engine))")
    case .cancelRejected(let order, let refusal):
      Message(
        level: .warning,
        text: "cancel of \(name(order, effects, engine)) rejected: \(reason(refusal))")
    case .modifyRejected(let order, let refusal):
      Message(
        level: .warning,
        text: "modify of \(name(order, effects, engine)) rejected: \(reason(refusal))")
    case .triggered(let index, let stop):
      Message(level: .info, text: "triggered \(engine.order(at: index).id) at \(stop)")
    case .risk(let notice):
      Message(
        level: notice.level == .breach ? .error : notice.level == .warning ? .warning : .info,
        text: "risk " + text(notice, engine))
    case .limits(let place):
      Message(level: .warning, text: text(effects.limitsChanges[place]))
    case .tradingState(let state, let reason):
      Message(
        level: state == .active ? .info : .error,
        text: "trading is \(state.word)" + label(effects.texts[reason]))
    case .source(let symbol, let from, let to, let why):
      sourceSwitch(symbol, from, to, why, engine)
    case .size(let place): sized(effects.sizings[place], engine)
    case .stray(let place): stray(effects.strays[place])
    case .reconciliation(let difference):
      Message(
        level: .error,
        text: "\(difference.symbol) is \(difference.here) here and \(difference.there) there")
    case .roll(let place):
      Message(
        level: effects.rolls[place].refusal == nil ? .info : .warning,
        text: rollText(effects.rolls[place], engine))
    case .position, .account, .order, .statistics, .command: nil
    }
  }

  private static func stray(_ stray: StrayReport) -> Message {
    let why =
      stray.reason == .overflow
      ? "that no amount here can hold, it is not booked" : "of an order nobody knows"
    return Message(level: .error, text: "the venue reports \(stray.report.word) \(why)")
  }

  private static func sized(_ result: SizingResult, _ engine: Engine) -> Message {
    let steps = result.steps.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    return Message(
      level: .info, text: "size of \(engine.instruments[result.instrument].symbol): \(steps)",
      isToast: false)
  }

  private static func label(_ text: String) -> String { text.isEmpty ? "" : ": \(text)" }

  /// The first source of a symbol is no news.
  private static func sourceSwitch(
    _ symbol: InstrumentIndex, _ from: SourceIndex?, _ to: SourceIndex, _ why: SourceSwitch,
    _ engine: Engine
  ) -> Message? {
    guard let from else { return nil }
    return Message(
      level: why == .stale ? .warning : .info,
      text: "\(engine.instruments[symbol].symbol): \(engine.sources[from]) to "
        + "\(engine.sources[to]) (\(why.word))", isToast: false)
  }

  private static func filled(_ fill: Fill, _ engine: Engine) -> Message {
    let instrument = engine.instruments[fill.instrument]
    let symbol = instrument.symbol
    let price = FigureText.plain.price(fill.price, decimals: instrument.priceDecimals)
    let rest = fill.leaves.nanos > 0 ? ", \(fill.leaves) to go" : ""
    let order = engine.order(at: fill.order).id
    return Message(
      level: .success,
      text: "filled \(order) \(fill.side.word) \(fill.quantity) \(symbol) at \(price)\(rest)")
  }

  /// `T3 BUY 2 ES LIMIT 5000.25`.
  private static func terms(_ index: OrderIndex, _ engine: Engine) -> String {
    let order = engine.order(at: index)
    let instrument = order.instrument.map { engine.instruments[$0] }
    let symbol = instrument?.symbol.description ?? "?"
    let decimals = instrument?.priceDecimals ?? 2
    func text(_ price: Price?) -> String {
      price.map { " " + FigureText.plain.price($0, decimals: decimals) } ?? ""
    }
    let price = text(order.stop) + text(order.limit)
    return "\(order.id) \(order.side.word) \(order.quantity) \(symbol) \(order.type.word)\(price)"
  }

  private static func reason(_ refusal: Refusal) -> String {
    switch (refusal.value, refusal.limit) {
    case (.some(let value), .some(let limit)): "\(refusal.reason.word), \(value) of \(limit)"
    case (.some(let value), nil): "\(refusal.reason.word), \(value)"
    default: "\(refusal.reason.word)"
    }
  }

  private static func name(
    _ order: OrderReference, _ effects: Effects, _ engine: Engine
  ) -> String {
    switch order {
    case .order(let index): engine.order(at: index).id.description
    case .unknown(let place): effects.unknownIDs[place].description
    }
  }
}
