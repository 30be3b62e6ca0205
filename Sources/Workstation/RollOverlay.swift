import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

/// Both legs of a roll beside the line that waits: quotes, spread, cost, and what risk says of the
/// new one. The figures follow the market.
enum RollOverlay {
  /// - Returns: what it covers.
  static func draw(
    from: InstrumentIndex, into: InstrumentIndex, view: DeskView, in rect: Rect,
    on surface: inout Surface
  ) -> Rect {
    let check = view.engine.checkRoll(from: from, into: into)
    let theme = view.theme
    let checks = results(check)
    let lines = legs(check, view, surface.glyphs)
    let box = rect.trailing(min(TicketOverlay.width, rect.width))
      .top(min(lines.count + checks.count + 2, rect.height))
    surface.fill(box, style: theme[.popup])
    let (old, new) = (view.engine.instruments[from], view.engine.instruments[into])
    let inner = surface.drawBox(
      box, title: "ROLL \(old.symbol) to \(new.symbol)", style: theme[.popupBorder],
      titleStyle: theme[.popupTitle]
    ).inset(columns: 1)
    for (place, line) in lines.enumerated() where place < inner.height {
      surface.draw(line.name, in: inner.row(place), style: theme.onPopup(.textDim))
      surface.draw(
        line.value, in: inner.row(place).dropping(columns: 10),
        style: line.side.map { theme.onPopup($0 == .buy ? .orderBuy : .orderSell) }
          ?? theme[.popup], overflow: .ellipsis)
    }
    let rest = inner.dropping(rows: lines.count)
    for (place, result) in checks.prefix(rest.height).enumerated() {
      let mark = result.isPassed ? surface.glyphs.pass : surface.glyphs.fail
      surface.draw(
        "\(mark) \(CheckText.string(result, view.figures))", in: rest.row(place),
        style: theme.onPopup(result.isPassed ? .checkPass : .checkFail), overflow: .ellipsis)
    }
    return box
  }

  private struct Line {
    let name: String
    let value: String
    var side: Side?
  }

  /// What fails first: on a low screen the others go.
  private static func results(_ check: RollCheck) -> [CheckResult] {
    let asked = CheckText.told(check.opening?.results ?? [])
    guard let refusal = check.refusal, check.refusedLeg == check.from || asked.isEmpty else {
      return asked.filter { !$0.isPassed } + asked.filter(\.isPassed)
    }
    // The old month cannot be closed, so that the new one was not asked.
    return [
      CheckResult(refusal.reason, isPassed: false, value: refusal.value, limit: refusal.limit)
    ]
  }

  private static func legs(_ check: RollCheck, _ view: DeskView, _ glyphs: Glyphs) -> [Line] {
    let figures = view.figures
    let side: Side = check.held.nanos > 0 ? .sell : .buy
    let new = view.engine.instruments[check.into]
    func leg(_ name: String, _ side: Side, _ index: InstrumentIndex, _ price: Price?) -> Line {
      let instrument = view.engine.instruments[index]
      let at = price.map { figures.price($0, decimals: instrument.priceDecimals) } ?? "nobody"
      return Line(
        name: name,
        value:
          "\(side.word) \(RollText.quantity(check.held)) "
          + "\(instrument.symbol) at \(at)", side: side)
    }
    func quote(_ index: InstrumentIndex) -> Line {
      let (instrument, quote) = (view.engine.instruments[index], view.engine.quote(of: index))
      func touch(_ price: Price?, _ size: Quantity?) -> String {
        guard let price else { return "none" }
        let shown = size.map { " \(glyphs.times)\(figures.size($0))" } ?? ""
        return figures.price(price, decimals: instrument.priceDecimals) + shown
      }
      return Line(
        name: "",
        value: "bid \(touch(quote.bid, quote.bidSize))  ask \(touch(quote.ask, quote.askSize))")
    }
    let opening = check.opening
    func amount(_ value: WideAmount?) -> String { value.map(figures.amount) ?? "unknown" }
    return [
      leg("close", side, check.from, check.closePrice), quote(check.from),
      leg("open", side.opposite, check.into, check.openPrice), quote(check.into),
      Line(
        name: "spread",
        value: check.spread.map { RollText.spread($0, new, figures) } ?? "unknown"),
      Line(name: "cost", value: "\(amount(check.cost)), half the spreads and fees"),
      Line(
        name: "margin",
        value: "\(amount(opening?.marginAfter)) of \(amount(opening?.equity)) after"),
      Line(
        name: "\(new.symbol)",
        value: opening.map {
          "\(figures.quantity($0.positionNow)) \(glyphs.arrow) \(figures.quantity($0.positionAfter))"
        } ?? "unknown"),
    ]
  }
}
