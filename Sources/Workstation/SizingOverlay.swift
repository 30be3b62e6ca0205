import Engine
import MarketModel
import Panes
import Risk
import TerminalKit

/// The sizes offered for a ticket, in its place: what each method comes to, and how.
enum SizingOverlay {
  /// - Returns: what it covers.
  static func draw(
    _ choice: SizingChoice, terms: SizingTerms, keymap: Keymap, view: DeskView, in rect: Rect,
    on surface: inout Surface
  ) -> Rect {
    let theme = view.theme
    let results = choice.requests(terms, view.engine).map { $0.flatMap(view.engine.sizing) }
    let steps = results.indices.contains(choice.selected) ? results[choice.selected]?.steps : nil
    let height = results.count + (steps?.count ?? 1) + 6
    let box = rect.trailing(min(TicketOverlay.width, rect.width)).top(min(height, rect.height))
    surface.fill(box, style: theme[.popup])
    let ticket = choice.ticket
    let inner = surface.drawBox(
      box, title: "Size of \(ticket.side.word) \(ticket.symbol)", style: theme[.popupBorder],
      titleStyle: theme[.popupTitle]
    ).inset(columns: 1)
    let list = inner.top(results.count)
    let styles = TableStyles(
      header: theme[.tableHeader], base: theme[.popup], selection: theme[.selection])
    surface.drawList(count: results.count, selected: choice.selected, in: list, styles: styles) {
      let quantity = results[$0].map { view.figures.quantity($0.quantity) } ?? "no price"
      let name = "\(SizingChoice.methods[$0])"
      let gap = String(repeating: " ", count: max(1, 14 - name.count))
      return [Span(name + gap, theme[.popup]), Span(quantity, theme.onPopup(.textStrong))]
    }
    var lines = inner.dropping(rows: results.count)
    let source = ticket.bracket?.stopTicks == nil ? "configured" : "the bracket's"
    surface.draw(
      "stop \(choice.stopTicks(terms)) ticks away (\(source))", in: lines.row(0),
      style: theme.onPopup(.textDim), overflow: .ellipsis)
    lines = lines.dropping(rows: 2)
    for (place, step) in (steps ?? []).enumerated() where place < lines.height - 1 {
      let line = lines.row(place)
      surface.draw(
        step.name.split(separator: "_").joined(separator: " "), in: line,
        style: theme.onPopup(.textDim))
      surface.draw(
        text(step, view.figures), in: line.dropping(columns: 18), style: theme[.popup],
        align: .trailing, overflow: .hash)
    }
    let hints = [(Command.confirm, "takes it"), (.back, "back")].compactMap { command, word in
      keymap.hint(for: command, in: .sizing).map { "\($0) \(word)" }
    }
    surface.draw(
      hints.joined(separator: ", "), in: inner.lower(1), style: theme.onPopup(.hint))
    return box
  }

  /// Money as elsewhere, a share to four decimals.
  private static func text(_ step: SizingResult.Step, _ figures: FigureText) -> String {
    switch step.name {
    case "equity", "risk_budget", "risk_per_unit": return figures.amount(step.value)
    case "quantity":
      return Int64(exactly: step.value.nanos).map { figures.quantity(Quantity(nanos: $0)) }
        ?? step.value.description
    default:
      let rounded = ExactMath.dividedHalfEven(step.value.nanos, by: 100_000) * 100_000
      return WideAmount(nanos: rounded).description
    }
  }
}
