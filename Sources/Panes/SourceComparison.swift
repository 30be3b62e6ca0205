import Engine
import Execution
import MarketModel
import TerminalKit

/// What the fresh sources say of the selected symbol, side by side.
struct SourceComparison {
  private struct Line {
    let name: String
    let text: String
    let isActive: Bool
  }

  private let symbol: String
  private let preferred: SourceName?
  /// More ticks than this are a disagreement.
  private let bound: Int64
  private let lines: [Line]
  /// The widest difference of two bids or two asks; nil without two sides to compare.
  private let ticks: Int64?

  /// Nil unless two sources are fresh.
  init?(_ view: DeskView) {
    guard let index = view.selectedInstrument else { return nil }
    let instrument = view.engine.instruments[index]
    var quotes: [(source: SourceIndex, quote: Quote)] = []
    for (source, _) in view.meters.known {
      guard let book = view.engine.book(of: index, from: source) else { continue }
      let age = view.steadyNow.nanos(since: book.updatedAt)
      if view.feed.freshness(ageNanos: age) == .fresh { quotes.append((source, book.quote)) }
    }
    guard quotes.count >= 2 else { return nil }
    symbol = instrument.symbol.description
    bound = view.feed.divergenceTicks(of: instrument)
    preferred = view.engine.preferredSource(of: index)
    let active = view.engine.activeSource(of: index)
    lines = quotes.map { source, quote in
      Line(
        name: view.engine.sources[source].description,
        text: SourceComparison.text(quote, instrument, view.figures), isActive: source == active)
    }
    ticks = SourceComparison.widest(quotes.map(\.quote), tick: instrument.tick)
  }

  /// The line that sums up, and one a source.
  var lineCount: Int { lines.count + 1 }

  private static func text(
    _ quote: Quote, _ instrument: Instrument, _ figures: FigureText
  ) -> String {
    func price(_ price: Price?) -> String {
      price.map { figures.price($0, decimals: instrument.priceDecimals) } ?? "-"
    }
    if quote.bid == nil, quote.ask == nil { return "last \(price(quote.last))" }
    return "\(price(quote.bid)) / \(price(quote.ask))"
  }

  /// The widest difference in ticks, rounded up; prices too far apart to count are as far as can be.
  private static func widest(_ quotes: [Quote], tick: Price) -> Int64? {
    guard tick.nanos > 0 else { return nil }
    let sides = [quotes.compactMap(\.bid), quotes.compactMap(\.ask), quotes.compactMap(\.last)]
    // The last trade counts only where no source quotes.
    let compared = sides.prefix(2).filter { $0.count >= 2 }
    let used = compared.isEmpty ? Array(sides.suffix(1)) : Array(compared)
    return used.compactMap { prices -> Int64? in
      guard prices.count >= 2, let low = prices.min(), let high = prices.max() else { return nil }
      let (width, overflow) = high.nanos.subtractingReportingOverflow(low.nanos)
      guard !overflow else { return .max }
      return width / tick.nanos + (width % tick.nanos > 0 ? 1 : 0)
    }.max()
  }

  func draw(_ view: DeskView, in area: Rect, on surface: inout Surface) {
    guard area.height >= 2 else { return }
    let theme = view.theme
    let isApart = (ticks ?? 0) > bound
    let words: String =
      switch ticks {
      case nil: "nothing to compare"
      case 0: "the sources agree"
      case 1: "1 tick apart"
      case .some(let ticks): "\(ticks) ticks apart"
      }
    surface.draw(
      [
        Span(symbol + "  ", theme[.textStrong]),
        Span(
          (isApart ? "\(surface.glyphs.warning) " : "") + words,
          theme[isApart ? .checkFail : .textDim]),
        Span(
          preferred.map { "  \(surface.glyphs.chosen) \($0)" } ?? "", theme[.text]),
      ], in: area.row(0))
    for (place, line) in lines.prefix(area.height - 1).enumerated() {
      let row = area.row(place + 1)
      let mark = line.isActive ? String(Character(surface.glyphs.pointer)) : " "
      surface.draw(
        mark + line.name, in: row.leading(9), style: theme[line.isActive ? .text : .textDim],
        overflow: .ellipsis)
      surface.draw(
        line.text, in: row.dropping(columns: 10),
        style: theme[isApart ? .checkFail : line.isActive ? .text : .textDim], overflow: .hash)
    }
  }
}
