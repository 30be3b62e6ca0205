import MarketModel
import TerminalKit

/// The symbol search: what is typed, what matches, what is chosen.
public struct SymbolSearch: Sendable {
  public var editor = LineEditor()
  public private(set) var matches: [InstrumentIndex] = []
  public private(set) var selected = 0

  /// More rows than a screen has serve nobody.
  public static let matchLimit = 50

  public init(_ catalog: InstrumentCatalog) { update(catalog) }

  public var choice: InstrumentIndex? {
    matches.indices.contains(selected) ? matches[selected] : nil
  }

  public mutating func move(by rows: Int) {
    guard !matches.isEmpty else { return }
    selected = max(0, min(matches.count - 1, selected + rows))
  }

  /// Finds anew what matches the text: symbols that begin with it, then those that contain it,
  /// then those whose letters come in its order.
  public mutating func update(_ catalog: InstrumentCatalog) {
    let wanted = editor.text.uppercased()
    var ranked: [(rank: Int, symbol: Symbol, index: InstrumentIndex)] = []
    for place in 0..<catalog.count {
      let index = InstrumentIndex(place)
      let symbol = catalog[index].symbol
      if let rank = SymbolSearch.rank(of: symbol.description, for: wanted) {
        ranked.append((rank, symbol, index))
      }
    }
    ranked.sort { ($0.rank, $0.symbol) < ($1.rank, $1.symbol) }
    matches = ranked.prefix(SymbolSearch.matchLimit).map(\.index)
    selected = 0
  }

  private static func rank(of symbol: String, for wanted: String) -> Int? {
    if symbol == wanted { return 0 }
    if symbol.hasPrefix(wanted) { return 1 }
    if symbol.indices.contains(where: { symbol[$0...].hasPrefix(wanted) }) { return 2 }
    var rest = wanted[...]
    for character in symbol where character == rest.first { rest.removeFirst() }
    return rest.isEmpty ? 3 : nil
  }
}
