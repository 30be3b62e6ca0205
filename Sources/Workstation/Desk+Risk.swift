import Engine
import Execution
import MarketModel
import Panes
import Risk
import TerminalKit

/// The risk page: limits are changed here and nowhere else, and never without a reason.
extension Desk {
  /// Goes to a page, to the pane of it that had the focus last.
  mutating func show(_ page: PageName, _ engine: Engine) {
    guard focus.page != page else { return }
    if focus.page == .trade { tradeFocus = focus }
    switch page {
    case .trade: show(tradeFocus, engine)
    case .risk:
      show(.limits, engine)
      rows[.limits] = rows[.limits] ?? 0
    case .blotter: show(blotterPane, engine)
    }
  }

  /// Opens the selected limit, its value to be typed.
  mutating func editLimit(now: DeskTime, engine: Engine) {
    let rows = LimitsPane.rows(engine, selected: selectedInstrument)
    let row = min(rows.count - 1, self.rows[.limits] ?? 0)
    mode = .limit(LimitEdit(rows[row], engine: engine))
  }

  /// Enter and Esc while a limit is typed.
  mutating func finish(
    _ edit: LimitEdit, _ command: Command, now: DeskTime, engine: Engine
  ) {
    var edit = edit
    switch command {
    case .back where edit.reason == nil: mode = .browse
    case .back:
      edit.reason = nil
      mode = .limit(edit)
    case .confirm where edit.reason == nil:
      guard action(edit, reason: "", engine) != nil else {
        return announce(
          .warning, "\(edit.title): expected \(edit.wanted), got '\(edit.value.text)'", now: now)
      }
      edit.reason = LineEditor("", limit: LimitEdit.reasonLimit)
      mode = .limit(edit)
    case .confirm: ask(edit, now: now, engine: engine)
    default: break
    }
  }

  private mutating func ask(_ edit: LimitEdit, now: DeskTime, engine: Engine) {
    let words = (edit.reason?.text ?? "").split(separator: " ").joined(separator: " ")
    guard !words.isEmpty else {
      return announce(.warning, "a limit is changed only with a reason: type why", now: now)
    }
    guard let action = action(edit, reason: words, engine) else { return }
    let value = edit.value.text.isEmpty ? "none" : edit.value.text
    show(
      Confirmation(
        line: "\(edit.title.uppercased()) from \(edit.now) to \(value)"
          + (edit.isReachedAtOnce ? ", REACHED AT ONCE" : "") + ": \(words)",
        action: action, verb: "changes it", now: now.monotonicNanos))
  }

  private func action(_ edit: LimitEdit, reason: String, _ engine: Engine) -> DeskAction? {
    switch edit.target {
    case .tradingState: edit.state.map { .tradingState($0, reason: reason) }
    case .limit(let standing):
      edit.change(of: standing).map { .limits($0, reason: reason) }
    }
  }

  // MARK: What happened

  /// Keeps what the risk page tells of.
  mutating func noteRisk(_ effect: Effect, _ effects: Effects, _ engine: Engine) {
    if let record = RiskRecord(effect, in: effects) { keep(record, engine) }
  }

  /// Takes up what was said before the start: the risk page tells it, with its time, and the banner
  /// why trading is halted.
  public mutating func recall(_ history: RiskHistory, engine: Engine) {
    for record in history.records { keep(record, engine) }
    haltReason = engine.tradingState == .active ? nil : history.stateReason
  }

  private mutating func keep(_ record: RiskRecord, _ engine: Engine) {
    switch record.kind {
    case .notice(let notice):
      add(
        notice.level == .breach ? .error : notice.level == .warning ? .warning : .info,
        Desk.text(notice, engine), at: record.at)
    case .limits(let change): add(.warning, Desk.text(change), at: record.at)
    case .tradingState(let state, let reason):
      haltReason = state == .active ? nil : reason
      add(
        state == .active ? .info : .error, "trading is \(state.word): \(reason)", at: record.at)
    }
  }

  /// Says which limits stand as they were changed here, whatever is configured.
  public mutating func noteStanding(_ limits: RiskLimitsChange, now: DeskTime) {
    guard limits != RiskLimitsChange() else { return }
    note(
      .warning,
      "limits changed earlier go before the configured ones: \(LimitsChangeText.string(limits))",
      now: now)
  }

  private mutating func add(_ level: LogEntry.Level, _ text: String, at instant: UnixNanos) {
    riskLog.add(LogEntry(at: instant, level: level, text: text))
  }

  /// `daily_loss_limit breach: 1009 of 1000, halt`.
  static func text(_ notice: RiskNotice, _ engine: Engine) -> String {
    if notice.rule == .expiry { return expiryText(notice, engine) }
    let subject = notice.instrument.map { " \(engine.instruments[$0].symbol)" } ?? ""
    let action =
      notice.level == .breach && notice.action != .none ? ": \(notice.action.word)" : ""
    return "\(notice.rule.word)\(subject) \(notice.level.word): \(notice.value) of \(notice.limit)"
      + action
  }

  /// `expiry ESZ6 warning: held, 3.9 days left`.
  private static func expiryText(_ notice: RiskNotice, _ engine: Engine) -> String {
    guard let month = notice.instrument else { return "\(notice.rule.word)" }
    let tenths = Int64(clamping: notice.value.nanos / 100_000_000)
    let what =
      switch notice.level {
      case .cleared: ""
      case .warning: ": held, \(tenths / 10).\(tenths % 10) days left"
      case .breach:
        ": ended, what is held waits for its settlement price"
      }
    return "expiry \(engine.instruments[month].symbol) \(notice.level.word)\(what)"
  }

  /// `limits changed by ann: daily_loss_limit 2000 (news day)`.
  static func text(_ change: LimitsChange) -> String {
    "limits changed by \(change.user): \(LimitsChangeText.string(change.risk)) (\(change.reason))"
  }
}

/// What a change of limits changes, in the configuration's words.
enum LimitsChangeText {
  static func string(_ change: RiskLimitsChange) -> String {
    let parts =
      table(.positionLimit, change.positionLimit)
      + table(.maxOrderQuantity, change.maxOrderQuantity)
      + table(.maxNotional, change.maxNotionalPerOrder) + amounts(change) + others(change)
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }

  private static func table<Value: FixedPoint>(
    _ name: LimitName, _ table: LimitTable<Value>
  ) -> [String] {
    table.entries.map {
      "\(name.rawValue) \($0.symbol) \($0.value.map { "\($0)" } ?? "none")"
    } + (table.rest.map { ["\(name.rawValue) * \($0)"] } ?? [])
      + (table.liftsRest ? ["\(name.rawValue) * none"] : [])
  }

  private static func amounts(_ change: RiskLimitsChange) -> [String] {
    [
      part(.dailyLoss, change.dailyLossLimit) { "\($0)" },
      part(.maxDrawdown, change.maxDrawdown) { "\($0)" },
      part(.profitTarget, change.profitTarget) { "\($0.amount) \($0.action.word)" },
      part(.grossExposure, change.maxGrossExposure) { "\($0)" },
      part(.netExposure, change.maxNetExposure) { "\($0)" },
      part(.groupExposure, change.maxGroupExposure) { "\($0)" },
    ].compactMap(\.self)
  }

  private static func others(_ change: RiskLimitsChange) -> [String] {
    [
      change.checkMargin.map { "check_margin \($0 ? "on" : "off")" },
      change.checkSession.map { "check_session \($0 ? "on" : "off")" },
      change.flattenBeforeCloseNanos.map {
        "flatten_before_close_ms \($0.map { "\($0 / 1_000_000)" } ?? "none")"
      },
      part(.orderRate, change.maxOrderRate) { "\($0.count)/\($0.windowNanos / 1_000_000)" },
      part(.maxTrades, change.maxTradesPerDay) { "\($0)" },
      part(.priceCollar, change.priceCollarTicks) { "\($0)" },
      part(.quoteAge, change.maxQuoteAgeNanos) { "\($0 / 1_000_000)" },
      part(.breaker, change.breaker) { "\($0.percent)" },
    ].compactMap(\.self)
  }

  private static func part<Value>(
    _ name: LimitName, _ value: Value??, _ text: (Value) -> String
  ) -> String? {
    value.map { "\(name.rawValue) \($0.map(text) ?? "none")" }
  }
}
