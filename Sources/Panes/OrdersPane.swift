import Engine
import Execution
import MarketModel
import TerminalKit

/// The orders that work, oldest first, then the latest that ended.
public enum OrdersPane {
  private static let columns = [
    TableColumn("ID", width: 8, priority: 3, overflow: .middle), TableColumn("SYM", width: 7),
    TableColumn("SIDE", width: 4), TableColumn("QTY", width: 6, alignment: .trailing),
    TableColumn("FILLED", width: 6, alignment: .trailing, priority: 2),
    TableColumn("TYPE", width: 6, priority: 4),
    TableColumn("PRICE", width: 10, alignment: .decimal),
    TableColumn("TIF", width: 3, priority: 5), TableColumn("STATE", width: 9, grows: true),
  ]

  @discardableResult
  public static func draw(
    _ view: DeskView, in rect: Rect, on surface: inout Surface
  ) -> TableGeometry? {
    let working = view.engine.liveOrderCount
    let title = working == 0 ? "Orders" : "Orders (\(working) working)"
    let inner = view.box(.orders, title, in: rect, on: &surface)
    guard !inner.isEmpty else { return nil }
    let orders = rows(view.engine)
    guard !orders.isEmpty else {
      surface.draw(
        "none: b buys, s sells the selected symbol", in: inner.row(0),
        style: view.theme[.textDim], overflow: .ellipsis)
      return nil
    }
    let glyphs = surface.glyphs
    return surface.drawTable(
      columns, rowCount: orders.count, selected: view.selectedRows[.orders],
      first: view.firstRows[.orders], in: inner,
      styles: TableStyles(view.theme, isFocused: view.focus == .orders)
    ) { row, column in
      let order = view.engine.order(at: orders[row])
      guard column == 0, let link = link(row, orders, view.engine, glyphs) else {
        return cell(column, order, view)
      }
      var span = cell(column, order, view)
      span.text = link + span.text
      return span
    }
  }

  /// A line at the left along the orders of one list, where they stand together; nil at others.
  private static func link(
    _ row: Int, _ orders: [OrderIndex], _ engine: Engine, _ glyphs: Glyphs
  ) -> String? {
    func list(_ row: Int) -> OrderIndex? {
      orders.indices.contains(row) ? engine.order(at: orders[row]).list?.first : nil
    }
    guard let own = list(row) else { return nil }
    let isBelow = list(row - 1) == own
    let isAbove = list(row + 1) == own
    guard isBelow || isAbove else { return nil }
    let mark = !isBelow ? glyphs.topLeft : isAbove ? glyphs.vertical : glyphs.bottomLeft
    return String(Character(mark))
  }

  /// How many ended orders are shown below the working ones.
  private static let endedLimit = 50

  /// The working orders, oldest first, then the latest that ended, newest first.
  public static func rows(_ engine: Engine) -> [OrderIndex] {
    var rows: [OrderIndex] = []
    engine.forEachLiveOrder { rows.append($0.index) }
    var ended = 0
    var place = engine.orderCount - 1
    while place >= 0, ended < endedLimit {
      let order = engine.order(at: OrderIndex(place))
      if order.status.isFinal {
        rows.append(order.index)
        ended += 1
      }
      place -= 1
    }
    return rows
  }

  private static func cell(_ column: Int, _ order: Order, _ view: DeskView) -> Span {
    let theme = view.theme
    let figures = view.figures
    let instrument = order.instrument.map { view.engine.instruments[$0] }
    // What ended steps back behind what works.
    let plain = theme[order.status.isFinal ? .textDim : .text]
    switch column {
    case 0: return Span(order.id.description, plain)
    case 1: return Span(instrument?.symbol.description ?? "?", plain)
    case 2: return Span(order.side.word, theme[order.side == .buy ? .orderBuy : .orderSell])
    case 3: return Span(figures.quantity(order.quantity), plain)
    case 4: return Span(figures.quantity(order.filled), plain)
    case 5: return Span(type(order.type), plain)
    case 6:
      let decimals = instrument?.priceDecimals ?? 2
      // A market order has no price of its own; what it filled at says more.
      let price = LadderOrders.price(of: order) ?? order.averageFillPrice
      return Span(price.map { figures.price($0, decimals: decimals) } ?? "-", plain)
    case 7: return Span("\(order.timeInForce.word)", plain)
    default: return Span(state(order), theme[role(order.status)])
    }
  }

  /// The type as short as the column.
  private static func type(_ type: OrderType) -> String {
    switch type {
    case .market, .limit, .stop: "\(type.word)"
    case .stopLimit: "STPLMT"
    case .trailingStop: "TRAIL"
    }
  }

  static func state(_ order: Order) -> String {
    switch order.status {
    case .inactive: "WAITING"
    case .accepted: order.filled.nanos > 0 ? "PARTIAL" : "WORKING"
    case .pending, .filled, .canceled, .expired, .denied, .rejected:
      "\(order.status.word)"
    }
  }

  private static func role(_ status: OrderStatus) -> Role {
    switch status {
    case .pending, .inactive, .accepted: .orderWorking
    case .filled: .orderFilled
    case .canceled, .expired: .orderCancelled
    case .denied: .orderDenied
    case .rejected: .orderRejected
    }
  }
}
