import Engine
import Execution
import MarketModel
import TerminalKit

/// A table of the blotter: its columns, what stands in them, and the rows that are shown.
///
/// Rows are places: of orders in order of submission, of fills, of round-trip trades.
public struct BlotterSheet: Sendable {
  public let table: BlotterTable
  private let engine: Engine
  private let ledger: TradeLedger

  /// Of more than this only the latest are looked at; `thor orders` and `thor trades` have all.
  public static let limit = 5_000

  public init(_ table: BlotterTable, engine: Engine, ledger: TradeLedger) {
    self.table = table
    self.engine = engine
    self.ledger = ledger
  }

  /// A column: what a file calls it, and how it is drawn.
  public struct Column: Sendable {
    public let name: StaticString
    public let column: TableColumn

    init(
      _ name: StaticString, _ title: String, _ width: Int,
      _ alignment: TableColumn.Alignment = .leading,
      priority: Int = 0, grows: Bool = false, overflow: Surface.Overflow = .ellipsis
    ) {
      self.name = name
      // Room for the mark of what it is sorted by.
      column = TableColumn(
        title, width: max(width, title.utf8.count + 1), alignment: alignment, priority: priority,
        grows: grows, overflow: overflow)
    }
  }

  public var columns: [Column] {
    switch table {
    case .orders: BlotterSheet.orderColumns
    case .fills: BlotterSheet.fillColumns
    case .trades: BlotterSheet.tradeColumns
    }
  }

  private static let orderColumns = [
    Column("at", "TIME", 14), Column("order", "ID", 9, priority: 2, overflow: .middle),
    Column("symbol", "SYM", 7),
    Column("side", "SIDE", 5), Column("quantity", "QTY", 6, .trailing),
    Column("filled", "FILLED", 7, .trailing), Column("type", "TYPE", 10, priority: 5),
    Column("tif", "TIF", 4, priority: 6), Column("limit", "LIMIT", 10, .decimal, priority: 3),
    Column("stop", "STOP", 10, .decimal, priority: 4),
    Column("average", "AVG", 10, .decimal, priority: 1),
    Column("state", "STATE", 9, grows: true),
  ]

  private static let fillColumns = [
    Column("at", "TIME", 14), Column("order", "ID", 9, priority: 2, overflow: .middle),
    Column("symbol", "SYM", 7),
    Column("side", "SIDE", 5), Column("quantity", "QTY", 6, .trailing),
    Column("price", "PRICE", 10, .decimal), Column("liquidity", "LIQ", 6, priority: 3),
    Column("why", "WHY", 8, priority: 5),
    Column("commission", "COMM", 8, .decimal, priority: 4),
    Column("realized", "REALIZED", 12, .decimal, grows: true),
  ]

  private static let tradeColumns = [
    Column("closed", "TIME", 14), Column("symbol", "SYM", 7), Column("side", "SIDE", 5),
    Column("quantity", "QTY", 6, .trailing),
    Column("entry", "ENTRY", 10, .decimal, priority: 2),
    Column("exit", "EXIT", 10, .decimal, priority: 2),
    Column("held_ms", "HELD", 6, .trailing, priority: 4),
    Column("realized", "REALIZED", 12, .decimal, priority: 5),
    Column("commission", "COMM", 9, .decimal, priority: 3),
    Column("net", "NET", 12, .decimal, grows: true),
  ]

  public static func columnCount(of table: BlotterTable) -> Int {
    switch table {
    case .orders: orderColumns.count
    case .fills: fillColumns.count
    case .trades: tradeColumns.count
    }
  }

  /// How many rows there are in all.
  public var count: Int {
    switch table {
    case .orders: engine.orderCount
    case .fills: engine.fillCount
    case .trades: ledger.tripCount
    }
  }

  public func value(_ row: Int, _ column: Int) -> BlotterValue {
    switch table {
    case .orders: value(engine.order(at: OrderIndex(row)), column)
    case .fills: value(engine.fill(at: row), column)
    case .trades: value(ledger.trip(at: row), column)
    }
  }

  private func symbol(_ instrument: InstrumentIndex?) -> BlotterValue {
    .text(instrument.map { "\(engine.instruments[$0].symbol)" } ?? "?")
  }

  private func price(_ price: Price?, _ instrument: InstrumentIndex?) -> BlotterValue {
    guard let price else { return .none }
    return .price(price, decimals: instrument.map { engine.instruments[$0].priceDecimals } ?? 2)
  }

  private func value(_ order: Order, _ column: Int) -> BlotterValue {
    switch column {
    case 0: .instant(order.submittedAt)
    case 1: .text("\(order.id)")
    case 2: symbol(order.instrument)
    case 3: .text(order.side.word)
    case 4: .quantity(order.quantity)
    case 5: .quantity(order.filled)
    case 6: .text("\(order.type.word)")
    case 7: .text("\(order.timeInForce.word)")
    case 8: price(order.limit, order.instrument)
    case 9: price(order.stop, order.instrument)
    case 10: price(order.averageFillPrice, order.instrument)
    default: .text(OrdersPane.state(order))
    }
  }

  private func value(_ fill: Fill, _ column: Int) -> BlotterValue {
    switch column {
    case 0: .instant(fill.at)
    case 1: .text("\(engine.order(at: fill.order).id)")
    case 2: symbol(fill.instrument)
    case 3: .text(fill.side.word)
    case 4: .quantity(fill.quantity)
    case 5: price(fill.price, fill.instrument)
    case 6: .text("\(fill.liquidity.word)")
    case 7: .text("\(fill.cause.word)")
    case 8: .money(WideAmount(fill.commission))
    default: .gain(WideAmount(fill.realized))
    }
  }

  private func value(_ trip: RoundTrip, _ column: Int) -> BlotterValue {
    switch column {
    case 0: .instant(trip.closedAt)
    case 1: symbol(trip.instrument)
    case 2: .text(trip.side == .buy ? "LONG" : "SHORT")
    case 3: .quantity(trip.quantity)
    case 4: price(trip.entry, trip.instrument)
    case 5: price(trip.exit, trip.instrument)
    case 6: .span(trip.holdingNanos)
    case 7: .gain(trip.realized)
    case 8: .money(trip.commission)
    default: .gain(trip.net)
    }
  }

  // MARK: Rows

  /// The rows that a state leaves, in its order.
  public func rows(_ state: BlotterState) -> [Int] {
    let words = state.text.lowercased().split(separator: " ")
    // Newest first, as they are shown unless told otherwise.
    var rows = (max(0, count - BlotterSheet.limit)..<count).reversed().filter {
      has($0, state) && has($0, words)
    }
    let column = min(state.columns[table] ?? 0, columns.count - 1)
    let isAscending = state.isAscending[table] ?? false
    if column == 0 { return isAscending ? rows.reversed() : rows }
    let keyed = rows.map { (row: $0, value: value($0, column)) }
    rows = keyed.sorted { one, other in
      guard let isBefore = one.value.isBefore(other.value) else { return one.row > other.row }
      return isBefore == isAscending
    }.map(\.row)
    return rows
  }

  private func has(_ row: Int, _ words: [Substring]) -> Bool {
    guard !words.isEmpty else { return true }
    let text = columns.indices.map { value(row, $0).shown(FigureText.plain) }
      .joined(separator: " ").lowercased()
    return words.allSatisfy { text.firstRange(of: $0) != nil }
  }

  private func has(_ row: Int, _ state: BlotterState) -> Bool {
    let kind = state.states[table]
    switch table {
    case .orders:
      let order = engine.order(at: OrderIndex(row))
      return (state.instrument == nil || order.instrument == state.instrument)
        && (state.side == nil || order.side == state.side)
        && (kind == nil || kind == BlotterSheet.state(order.status))
    case .fills:
      let fill = engine.fill(at: row)
      return (state.instrument == nil || fill.instrument == state.instrument)
        && (state.side == nil || fill.side == state.side)
        && (kind == nil || (kind == 0) == (fill.liquidity == .maker))
    case .trades:
      let trip = ledger.trip(at: row)
      return (state.instrument == nil || trip.instrument == state.instrument)
        && (state.side == nil || trip.side == state.side)
        && (kind == nil || (kind == 0 ? trip.net.nanos > 0 : trip.net.nanos < 0))
    }
  }

  private static func state(_ status: OrderStatus) -> Int {
    switch status {
    case .pending, .inactive, .accepted: 0
    case .filled: 1
    case .canceled, .expired: 2
    case .denied, .rejected: 3
    }
  }
}
