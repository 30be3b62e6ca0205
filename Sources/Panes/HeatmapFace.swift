import Engine
import Execution
import MarketModel
import TerminalKit

/// One tile's words and how they are laid out, made when it is drawn and gone with the frame.
struct HeatmapFace {
  private let rect: Rect
  private let isSelected: Bool
  private let symbol: String
  /// `▲+0.42%`; nil without a change to show.
  private let change: String?
  /// The change in fewer letters.
  private let shortChange: String?
  private let spread: String?
  private let last: String?
  private let step: Int
  /// What is wrong with the quote: a letter for the smallest tile, words for a larger one.
  private let fault: (letter: String, words: String)?
  /// Whether the change counts from the first tick, for want of a previous close.
  let isLabelled: Bool

  init(_ tile: HeatmapTile, view: DeskView, glyphs: Glyphs) {
    let instrument = view.engine.instruments[tile.instrument]
    let quote = view.engine.quote(of: tile.instrument)
    let figures = view.figures
    let base = view.board[tile.instrument].changeBase
    rect = tile.rect
    isSelected = tile.instrument == view.selectedInstrument
    symbol = instrument.symbol.description
    spread = figures.spread(quote, of: instrument).map { "spr \($0)" }
    last = quote.last.map { figures.price($0, decimals: instrument.priceDecimals) }
    fault = HeatmapFace.fault(tile.instrument, view)
    guard let base, let price = quote.last,
      let text = figures.change(from: base.price, to: price)
    else {
      (change, shortChange, step, isLabelled) = (nil, nil, 0, false)
      return
    }
    let arrow = price > base.price ? glyphs.up : price < base.price ? glyphs.down : glyphs.flat
    isLabelled = !base.isPreviousClose
    change = "\(arrow)\(text)" + (isLabelled ? "*" : "")
    shortChange = String(Character(arrow)) + (isLabelled ? "*" : "")
    step = HeatmapScale.step(from: base.price, to: price)
  }

  private static func fault(
    _ instrument: InstrumentIndex, _ view: DeskView
  ) -> (letter: String, words: String)? {
    guard let at = view.engine.quotedAt(instrument) else { return ("-", "no tick") }
    let age = view.steadyNow.nanos(since: at)
    let freshness = view.feed.freshness(ageNanos: age)
    // A closed market's silence is no fault of the source.
    if freshness != .fresh, let word = view.sessions.closedWord(of: instrument, at: view.now) {
      return (String(word.prefix(1)), word.lowercased())
    }
    switch freshness {
    case .fresh: return nil
    case .stale: return ("S", "stale \(view.figures.age(nanos: age))")
    case .dead: return ("D", "dead \(view.figures.age(nanos: age))")
    }
  }

  // MARK: Drawing

  func draw(_ scale: HeatmapScale, _ view: DeskView, on surface: inout Surface) {
    let theme = view.theme
    var style = fault == nil ? scale[step] : scale.unknown
    if fault != nil {
      style.foreground = theme[.quoteStale].foreground
      style.attributes = theme[.quoteStale].attributes
    }
    var area = ground
    if hasFrame(theme) {
      area = surface.drawBox(rect, style: theme[.border])
    } else {
      // Underlined blanks are no ground.
      var blank = style
      blank.attributes = []
      surface.fill(area, style: blank)
    }
    if area.width >= 9 { area = area.inset(columns: 1) }
    let isFocused = isSelected && view.focus == .heatmap
    for (row, line) in lines(width: area.width, height: area.height, surface.glyphs).enumerated() {
      let place = area.row(row)
      var look = style
      if row == 0 { look.attributes.insert(.bold) }
      if row == 0, isFocused {
        look.attributes.insert(.reverse)
        surface.fill(place, style: look)
      }
      surface.draw(line.leading, in: place, style: look)
      surface.draw(line.trailing, in: place, style: look, align: .trailing)
    }
  }

  /// Without grounds to tell tiles apart they get a frame where they have the room.
  private func hasFrame(_ theme: Theme) -> Bool {
    theme.depth == .mono && rect.width >= 9 && rect.height >= 4
  }

  /// The tile less the gap to its neighbours, where it can spare one.
  private var ground: Rect {
    Rect(
      x: rect.x, y: rect.y, width: rect.width - 1,
      height: rect.height >= 3 ? rect.height - 1 : rect.height)
  }

  private typealias Line = (leading: String, trailing: String)

  /// The lines that fit, the most important first.
  private func lines(width: Int, height: Int, _ glyphs: Glyphs) -> [Line] {
    let mark = isSelected ? String(Character(glyphs.pointer)) : ""
    let name = mark + symbol
    if height == 1 { return [(name, single(Surface.columns(of: name), width))] }
    var head: Line = (name, fault?.letter ?? "")
    var rest: [String] = []
    if let change { rest.append(fit(change, shortChange, width)) }
    if let fault {
      if Surface.columns(of: fault.words) <= width { rest.append(fault.words) }
    } else if let spread {
      // On a low tile the spread stands beside the name.
      if height == 2, Surface.columns(of: name + " " + spread) <= width {
        head.trailing = spread
      } else if Surface.columns(of: spread) <= width {
        rest.append(spread)
      }
    }
    if let last, Surface.columns(of: last) <= width { rest.append(last) }
    if Surface.columns(of: name) + Surface.columns(of: head.trailing) + 1 > width {
      head.leading = String(name.prefix(max(1, width - 2)))
    }
    return [head] + rest.prefix(max(0, height - 1)).map { ($0, "") }
  }

  /// What stands beside the name on a tile of one line.
  private func single(_ used: Int, _ width: Int) -> String {
    if let fault { return fault.letter }
    let room = width - used - 1
    guard let change, let shortChange else { return "" }
    if Surface.columns(of: change) <= room { return change }
    return Surface.columns(of: shortChange) <= room + 1 ? shortChange : ""
  }

  /// A change that does not fit loses its figures, never half of them.
  private func fit(_ text: String, _ short: String?, _ width: Int) -> String {
    Surface.columns(of: text) <= width ? text : short ?? ""
  }
}
