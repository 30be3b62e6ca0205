import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

/// The lower part of the ticket: the quote, what the order would come to, and each check.
struct TicketChecks {
  private let ticket: OrderTicket
  private let check: OrderCheck
  private let keymap: Keymap
  private let view: DeskView
  private let results: [LegResult]

  /// A rule's word on one order of a pair, or on both, or on the only one.
  private struct LegResult {
    let result: CheckResult
    /// 1 or 2; nil where there is nothing to tell apart.
    var leg: Int?

    var isPassed: Bool { result.isPassed }
  }

  init(_ ticket: OrderTicket, keymap: Keymap, view: DeskView) {
    self.ticket = ticket
    self.keymap = keymap
    self.view = view
    check = ticket.check(view.engine)
    let own = CheckText.told(check.results)
    guard let other = ticket.pairedRequest else {
      results = own.map { LegResult(result: $0) }
      return
    }
    let others = CheckText.told(view.engine.check(other).results)
    results =
      own.map { LegResult(result: $0, leg: others.contains($0) ? nil : 1) }
      + others.filter { !own.contains($0) }.map { LegResult(result: $0, leg: 2) }
  }

  /// The lines above the checks: the quote and the consequences.
  private static let figureCount = 4

  /// How many lines all of it takes, with one to part it from the keys.
  var wanted: Int { TicketChecks.figureCount + max(1, results.count) }

  /// How many lines it must have for each failed check to be seen, and how many pass.
  var least: Int { TicketChecks.figureCount + min(results.count, failed.count + 1) }

  private var failed: [LegResult] { results.filter { !$0.isPassed } }

  func draw(in rect: Rect, on surface: inout Surface) {
    var lines = rect
    func line() -> Rect {
      defer { lines = lines.dropping(rows: 1) }
      return lines.top(1)
    }
    drawQuote(in: line(), on: &surface)
    // On the lowest screens what fails goes before what it would come to.
    let figures = max(0, rect.height - 1 - (least - TicketChecks.figureCount))
    for (name, value) in consequences(surface.glyphs).suffix(figures) {
      let place = line()
      surface.draw(name, in: place, style: view.theme.onPopup(.textDim))
      surface.draw(
        value, in: place.dropping(columns: 10), style: view.theme[.popup], overflow: .ellipsis)
    }
    if check.isMereReduction {
      surface.draw(
        "\(surface.glyphs.pass) taking quantity back always passes", in: line(),
        style: view.theme.onPopup(.checkPass), overflow: .ellipsis)
    }
    for (text, role) in checkLines(surface.glyphs, room: lines.height) {
      surface.draw(text, in: line(), style: view.theme.onPopup(role), overflow: .ellipsis)
    }
  }

  private func drawQuote(in line: Rect, on surface: inout Surface) {
    guard let symbol = view.engine.instruments.index(of: ticket.symbol) else { return }
    let quote = view.engine.quote(of: symbol)
    func side(_ price: Price?, _ size: Quantity?) -> String {
      guard let price else { return "none" }
      let shown = size.map { " \(surface.glyphs.times)\(view.figures.size($0))" } ?? ""
      return view.figures.price(price, decimals: ticket.priceDecimals) + shown
    }
    surface.draw(
      "bid \(side(quote.bid, quote.bidSize))   ask \(side(quote.ask, quote.askSize))", in: line,
      style: view.theme[.popup], overflow: .ellipsis)
  }

  private func consequences(_ glyphs: Glyphs) -> [(String, String)] {
    let figures = view.figures
    func amount(_ value: WideAmount?) -> String { value.map(figures.amount) ?? "unknown" }
    let fee = check.commission.map { ", fee \(figures.money($0))" } ?? ""
    return [
      ("cost", amount(check.notional) + fee),
      ("margin", "\(amount(check.marginAfter)) of \(figures.amount(check.equity)) after"),
      (
        "position",
        "\(figures.quantity(check.positionNow)) \(glyphs.arrow) "
          + figures.quantity(check.positionAfter)
      ),
    ]
  }

  // MARK: The checks

  /// The checks in the order in which they are asked; where there is no room for all, what fails
  /// first, and how many more pass.
  private func checkLines(_ glyphs: Glyphs, room: Int) -> [(String, Role)] {
    guard results.count > room, room > 0 else { return results.map { line($0, glyphs) } }
    let passed = results.filter(\.isPassed)
    let shown = (failed + passed).prefix(room - 1)
    let rest = results.count - shown.count
    let failedRest = max(0, failed.count - shown.count)
    let last =
      failedRest > 0
      ? ("\(glyphs.fail) \(failedRest) more fail", Role.checkFail)
      : ("\(glyphs.pass) \(rest) more pass", Role.checkPass)
    return shown.map { line($0, glyphs) } + [last]
  }

  private func line(_ leg: LegResult, _ glyphs: Glyphs) -> (String, Role) {
    let result = leg.result
    let number = leg.leg.map { "\($0): " } ?? ""
    let isOverridden = result.rule == .staleQuote && ticket.overridesStaleQuote
    let role: Role = isOverridden ? .checkWarning : result.isPassed ? .checkPass : .checkFail
    let mark = isOverridden ? glyphs.warning : result.isPassed ? glyphs.pass : glyphs.fail
    let isStale = result.rule == .staleQuote && !result.isPassed && ticket.isNew
    let key = keymap.hint(for: .overrideStale, in: .ticket)
    let hint = isStale ? key.map { "  (\($0) overrides once)" } ?? "" : ""
    let text = CheckText.string(result, view.figures)
    return ("\(mark) \(number)\(text)\(isOverridden ? "  overridden" : hint)", role)
  }
}
