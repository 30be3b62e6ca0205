import Engine
import Execution
import MarketModel
import Panes
import Risk
import TerminalKit

/// A limit being changed: the new value first, then the reason, without which nothing is changed.
public struct LimitEdit: Sendable {
  public let target: LimitsPane.Row
  /// What stands now, in words.
  let now: String
  var value: LineEditor
  /// nil while the value is typed.
  var reason: LineEditor?

  /// The most characters of a reason: it must fit the line that is confirmed.
  static let reasonLimit = 80

  init(_ target: LimitsPane.Row, engine: Engine) {
    self.target = target
    switch target {
    case .tradingState:
      now = "\(engine.tradingState.word)"
      value = LineEditor(engine.tradingState == .active ? "halted" : "active")
    case .limit(let standing):
      let text = LimitEdit.typed(standing, engine.config.risk)
      now = text.isEmpty ? "none" : text
      value = LineEditor(text)
    }
  }

  /// The editor that keys go to.
  var editor: LineEditor {
    get { reason ?? value }
    set { if reason == nil { value = newValue } else { reason = newValue } }
  }

  var title: String {
    switch target {
    case .tradingState: "trading state"
    case .limit(let standing): LimitText(.plain).name(standing)
    }
  }

  /// What may be typed, for the line below the value.
  var form: String {
    switch target {
    case .tradingState: "active, reducing or halted"
    case .limit(let standing): LimitEdit.form(standing)
    }
  }

  private static func form(_ standing: LimitStanding) -> String {
    let orNone = ", or nothing for no limit"
    switch standing.name {
    case .margin, .session: return "on or off"
    case .profitTarget: return "an amount and none, reduce or halt" + orNone
    case .orderRate: return "orders and milliseconds such as 5/1000" + orNone
    case .maxTrades: return "a whole number" + orNone
    case .priceCollar: return "whole ticks" + orNone
    case .quoteAge, .flattenBeforeClose: return "whole milliseconds" + orNone
    case .breaker: return "percent, window ms, pause ms: 1.0 1000 5000" + orNone
    case .positionLimit, .maxOrderQuantity: return "a quantity" + orNone
    default: return "an amount" + orNone
    }
  }

  /// A limit as it is typed.
  private static func typed(_ standing: LimitStanding, _ limits: RiskLimits) -> String {
    switch standing.name {
    case .margin: return limits.checkMargin ? "on" : "off"
    case .session: return limits.checkSession ? "on" : "off"
    case .profitTarget:
      return limits.profitTarget.map { "\($0.amount) \($0.action.word)" } ?? ""
    case .orderRate:
      return limits.maxOrderRate.map { "\($0.count)/\($0.windowNanos / 1_000_000)" } ?? ""
    case .breaker:
      return limits.breaker.map {
        "\($0.percent) \($0.windowNanos / 1_000_000) \($0.cooldownNanos / 1_000_000)"
      } ?? ""
    default: return standing.limit?.description ?? ""
    }
  }

  /// Whether the new value is a loss, or a gain, that stands already: everything ends with it.
  var isReachedAtOnce: Bool {
    guard case .limit(let standing) = target, let used = standing.value,
      let change = change(of: standing)
    else { return false }
    let limit: Money?? =
      switch standing.name {
      case .dailyLoss: change.dailyLossLimit
      case .maxDrawdown: change.maxDrawdown
      case .profitTarget: change.profitTarget.map { $0?.amount }
      default: nil
      }
    guard case .some(.some(let amount)) = limit else { return false }
    return used >= WideAmount(amount)
  }

  // MARK: What it asks for

  /// What was expected instead of what was typed, which is no value of this limit.
  var wanted: String {
    guard case .limit(let standing) = target,
      let most = LimitValue(value.text.split(separator: " ").map(String.init)).most(of: standing)
    else { return form }
    return "at most \(most)"
  }

  /// The new trading state; nil where what was typed names none.
  var state: TradingState? {
    TradingState.allCases.first { "\($0.word)".lowercased() == value.text.lowercased() }
  }

  /// The change that the value asks for; nil where it is no value of this limit.
  func change(of standing: LimitStanding) -> RiskLimitsChange? {
    LimitValue(value.text.split(separator: " ").map(String.init)).change(of: standing)
  }
}

/// The words of a limit's new value; none lifts it.
struct LimitValue {
  private let words: [String]

  init(_ words: [String]) { self.words = words.map { $0.lowercased() } == ["none"] ? [] : words }

  private var isNone: Bool { words.isEmpty }

  func change(of standing: LimitStanding) -> RiskLimitsChange? {
    var change = RiskLimitsChange()
    let isTaken =
      standing.name.isBySymbol
      ? set(standing, in: &change)
      : setAmount(standing, in: &change) || setOther(standing, in: &change)
    return isTaken ? change : nil
  }

  private func set(_ standing: LimitStanding, in change: inout RiskLimitsChange) -> Bool {
    switch standing.name {
    case .positionLimit: return set(standing.subject, in: &change.positionLimit)
    case .maxOrderQuantity: return set(standing.subject, in: &change.maxOrderQuantity)
    default: return set(standing.subject, in: &change.maxNotionalPerOrder)
    }
  }

  private func set<Value: FixedPoint>(
    _ subject: String?, in table: inout LimitTable<Value>
  ) -> Bool {
    let value: Value? = one { $0.nanos >= 0 }
    guard isNone || value != nil else { return false }
    if subject == "*" {
      table.rest = value
      table.liftsRest = value == nil
      return true
    }
    guard let symbol = subject.flatMap({ Symbol($0) }) else { return false }
    table.set(value, for: symbol)
    return true
  }

  /// The only word as a number; nil for none, for several, and for one that is not allowed.
  private func one<Value: FixedPoint>(where isAllowed: (Value) -> Bool) -> Value? {
    guard words.count == 1, let value = try? Value(words[0]), isAllowed(value) else { return nil }
    return value
  }

  private func whole(from least: Int64) -> Int64? {
    guard words.count == 1, let value = Int64(words[0]),
      (least...LimitValue.mostWhole).contains(value)
    else { return nil }
    return value
  }

  private func setAmount(_ standing: LimitStanding, in change: inout RiskLimitsChange) -> Bool {
    let amount: Money? = one { $0.nanos > 0 }
    guard isNone || amount != nil else { return false }
    switch standing.name {
    case .dailyLoss: change.dailyLossLimit = .some(amount)
    case .maxDrawdown: change.maxDrawdown = .some(amount)
    case .grossExposure: change.maxGrossExposure = .some(amount)
    case .netExposure: change.maxNetExposure = .some(amount)
    case .groupExposure: change.maxGroupExposure = .some(amount)
    default: return false
    }
    return true
  }

  private func setOther(_ standing: LimitStanding, in change: inout RiskLimitsChange) -> Bool {
    switch standing.name {
    case .margin:
      change.checkMargin = isOn
      return isOn != nil
    case .session:
      change.checkSession = isOn
      return isOn != nil
    case .flattenBeforeClose:
      change.flattenBeforeCloseNanos = .some(whole(from: 1).map { $0 * 1_000_000 })
      return isNone || whole(from: 1) != nil
    case .profitTarget:
      change.profitTarget = .some(target)
      return isNone || target != nil
    case .orderRate:
      change.maxOrderRate = .some(rate)
      return isNone || rate != nil
    case .maxTrades:
      change.maxTradesPerDay = .some(whole(from: 1).map { Int($0) })
      return isNone || whole(from: 1) != nil
    case .priceCollar:
      change.priceCollarTicks = .some(whole(from: 0))
      return isNone || whole(from: 0) != nil
    case .quoteAge:
      change.maxQuoteAgeNanos = .some(whole(from: 1).map { $0 * 1_000_000 })
      return isNone || whole(from: 1) != nil
    case .breaker:
      change.breaker = .some(breaker)
      return isNone || breaker != nil
    default: return false
    }
  }

  /// The most that this limit may be, where a number was typed that is above it.
  func most(of standing: LimitStanding) -> String? {
    switch standing.name {
    case .margin, .session: return nil
    case .flattenBeforeClose, .maxTrades, .priceCollar, .quoteAge:
      return isAbove(LimitValue.mostWhole, words.first) ? "\(LimitValue.mostWhole)" : nil
    case .orderRate:
      let parts = words.joined().split(separator: "/").map(String.init)
      let isTooMuch = isAbove(10_000, parts.first) || isAbove(86_400_000, parts.dropFirst().first)
      return isTooMuch ? "10000 orders and 86400000 milliseconds" : nil
    case .breaker:
      let spans = words.dropFirst()
      return spans.contains { isAbove(86_400_000, $0) } ? "86400000 milliseconds" : nil
    default:
      guard let word = words.first, !word.hasPrefix("-") else { return nil }
      do throws(DecimalFailure) {
        _ = try Money(word)
        return nil
      } catch {
        return error == .outOfRange ? "9223372036" : nil
      }
    }
  }

  /// Whether a word is a whole number above another, however many digits it has.
  private func isAbove(_ most: Int64, _ word: String?) -> Bool {
    guard let word, !word.isEmpty, word.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return false
    }
    return Int64(word).map { $0 > most } ?? true
  }

  private static let mostWhole: Int64 = 1_000_000_000

  private var isOn: Bool? {
    guard words.count == 1 else { return nil }
    return ["on": true, "off": false][words[0].lowercased()]
  }

  private var target: ProfitTarget? {
    guard (1...2).contains(words.count), let amount = try? Money(words[0]), amount.nanos > 0
    else { return nil }
    let actions: [RiskAction] = [.none, .reduce, .halt]
    let name = words.count == 2 ? words[1].lowercased() : "none"
    guard let action = actions.first(where: { "\($0.word)" == name }) else { return nil }
    return ProfitTarget(amount: amount, action: action)
  }

  private var rate: OrderRate? {
    let parts = words.joined().split(separator: "/", omittingEmptySubsequences: false).map {
      Int64($0)
    }
    guard (1...2).contains(parts.count), let count = parts[0], (1...10_000).contains(count) else {
      return nil
    }
    let millis = parts.count == 2 ? parts[1] : 1_000
    guard let millis, (1...86_400_000).contains(millis) else { return nil }
    return OrderRate(count: Int(count), windowNanos: millis * 1_000_000)
  }

  private var breaker: CircuitBreaker? {
    guard words.count == 3, let percent = try? Ratio(words[0]), percent.nanos > 0,
      let window = Int64(words[1]), let pause = Int64(words[2]),
      (1...86_400_000).contains(window), (1...86_400_000).contains(pause)
    else { return nil }
    return CircuitBreaker(
      percent: percent, windowNanos: window * 1_000_000, cooldownNanos: pause * 1_000_000)
  }
}
