import Panes
import TerminalKit

/// Everything a key can mean. The name stands in keymap files; help and hints read it from here.
public enum Command: String, CaseIterable, Sendable {
  case quit = "app.quit"
  case help = "app.help"
  case search = "symbol.search"
  case palette = "palette.open"
  case redraw = "app.redraw"
  case suspend = "app.suspend"
  case dismiss = "toast.dismiss"

  case up = "move.up"
  case down = "move.down"
  case left = "move.left"
  case right = "move.right"
  case pageUp = "move.page-up"
  case pageDown = "move.page-down"
  case first = "move.first"
  case last = "move.last"
  case nextPane = "pane.next"
  case previousPane = "pane.previous"
  case showWatchlist = "pane.watchlist"
  case showHeatmap = "pane.heatmap"
  case showLadder = "pane.ladder"
  case showLatency = "pane.latency"
  case showSources = "pane.sources"
  case showSession = "pane.session"
  case showPositions = "pane.positions"
  case showOrders = "pane.orders"
  case showAccount = "pane.account"
  case showLog = "pane.log"
  case showTape = "pane.tape"

  case showTrade = "page.trade"
  case showRisk = "page.risk"
  case showBlotter = "page.blotter"
  case blotterText = "blotter.text"
  case blotterSymbol = "blotter.symbol"
  case blotterSide = "blotter.side"
  case blotterState = "blotter.state"
  case blotterClear = "blotter.clear"
  case blotterSort = "blotter.sort"
  case blotterSortBack = "blotter.sort-back"
  case blotterReverse = "blotter.reverse"
  case blotterExport = "blotter.export"
  case editLimit = "limit.edit"

  case heatmapAreas = "heatmap.areas"
  case preferSource = "source.prefer"
  case paneWider = "pane.wider"
  case paneNarrower = "pane.narrower"
  case paneTaller = "pane.taller"
  case paneShorter = "pane.shorter"
  case paneSizes = "pane.sizes"

  case buy = "order.buy"
  case sell = "order.sell"
  case cancel = "order.cancel"
  case cancelAll = "order.cancel-symbol"
  case modify = "order.modify"
  case flatten = "position.flatten"
  case panic = "position.panic"

  case reverse = "position.reverse"
  case roll = "position.roll"
  case settle = "position.settle"
  case arm = "armed.arm"
  case disarm = "armed.off"
  case armedBuy = "armed.buy"
  case armedSell = "armed.sell"
  case armedBuyMarket = "armed.buy-market"
  case armedSellMarket = "armed.sell-market"

  case joinBid = "ladder.join-bid"
  case joinOffer = "ladder.join-offer"
  case orderUp = "ladder.order-up"
  case orderDown = "ladder.order-down"
  case nextOrder = "ladder.next-order"
  case cancelAtCursor = "ladder.cancel"
  case recentre = "ladder.recentre"
  case tapeScope = "tape.scope"
  case tapeLarger = "tape.larger"
  case tapeSmaller = "tape.smaller"

  case confirm = "form.confirm"
  case yes = "form.yes"
  case back = "form.back"
  case priceUp = "ticket.price-up"
  case priceDown = "ticket.price-down"
  case priceUpTen = "ticket.price-up-10"
  case priceDownTen = "ticket.price-down-10"
  case quantityUp = "ticket.quantity-up"
  case quantityDown = "ticket.quantity-down"
  case editPrice = "ticket.edit-price"
  case editQuantity = "ticket.edit-quantity"
  case stopUp = "ticket.stop-up"
  case stopDown = "ticket.stop-down"
  case editStop = "ticket.edit-stop"
  case orderType = "ticket.order-type"
  case orderTypeBack = "ticket.order-type-back"
  case timeInForce = "ticket.time-in-force"
  case editExpiry = "ticket.edit-expiry"
  case side = "ticket.side"
  case postOnly = "ticket.post-only"
  case reduceOnly = "ticket.reduce-only"
  case bracket = "ticket.bracket"
  case editTarget = "ticket.edit-target"
  case editStopDistance = "ticket.edit-stop-distance"
  case pairedType = "ticket.paired-type"
  case pairedSide = "ticket.paired-side"
  case overrideStale = "ticket.override-stale"
  case size = "ticket.size"
  case preset1 = "ticket.preset-1"
  case preset2 = "ticket.preset-2"
  case preset3 = "ticket.preset-3"
  case preset4 = "ticket.preset-4"
  case preset5 = "ticket.preset-5"
  case preset6 = "ticket.preset-6"
  case preset7 = "ticket.preset-7"
  case preset8 = "ticket.preset-8"
  case preset9 = "ticket.preset-9"

  /// What help says of it.
  public var summary: String {
    switch self {
    case .quit: "quit; asks while orders work or a position is open"
    case .help: "this help, and away again"
    case .search: "find a symbol and select it"
    case .palette: "find any command, symbol or theme"
    case .redraw: "paint the whole screen anew"
    case .suspend: "stop, and go on with the shell's fg"
    case .dismiss: "dismiss the messages in the corner"
    case .up: "up"
    case .down: "down"
    case .left: "left"
    case .right: "right"
    case .pageUp: "a page up"
    case .pageDown: "a page down"
    case .first: "to the first"
    case .last: "to the last"
    case .nextPane: "next pane"
    case .previousPane: "previous pane"
    case .showWatchlist, .showHeatmap, .showLadder, .showLatency, .showSources, .showSession,
      .showPositions, .showOrders, .showAccount, .showLog, .showTape:
      "to the \(pane?.rawValue ?? "")"
    case .showTrade: "the page for trading"
    case .showRisk: "the risk page: limits, exposure, breaches"
    case .showBlotter: "the blotter page: orders, fills, trades, statistics"
    case .blotterText: "show rows with these words alone"
    case .blotterSymbol: "show the next traded symbol alone, or all"
    case .blotterSide: "show one side alone, or both"
    case .blotterState: "show rows of one state alone, or all"
    case .blotterClear: "show all rows again"
    case .blotterSort: "sort by the next column"
    case .blotterSortBack: "sort by the column before"
    case .blotterReverse: "sort the other way round"
    case .blotterExport: "write the rows to CSV and JSON files"
    case .editLimit: "change the selected limit; takes a reason, asks first"
    case .heatmapAreas: "tiles of equal area, or by volume"
    case .paneWider: "the pane wider"
    case .paneNarrower: "the pane narrower"
    case .paneTaller: "the pane taller"
    case .paneShorter: "the pane shorter"
    case .paneSizes: "all panes in their usual sizes"
    case .preferSource: "prefer the next source for the symbol, or none"
    case .buy: "buy ticket on the selected symbol"
    case .sell: "sell ticket on the selected symbol"
    case .cancel: "cancel the selected order"
    case .cancelAll: "cancel the symbol's orders; asks first"
    case .modify: "modify the selected order"
    case .flatten: "flatten the selected symbol; asks first"
    case .panic: "twice within a second: cancel and flatten everything"
    case .reverse: "reverse the selected position; asks first"
    case .roll: "roll the selected position into the next month; asks first"
    case .settle: "type the exchange's settlement price of a position"
    case .arm: "arm one-key trading in the selected symbol; asks first"
    case .disarm: "end one-key trading"
    case .armedBuy: "buy at the offer, at once"
    case .armedSell: "sell at the bid, at once"
    case .armedBuyMarket: "buy at the market, at once"
    case .armedSellMarket: "sell at the market, at once"
    case .joinBid: "buy at the cursor's price, or at the bid; asks first"
    case .joinOffer: "sell at the cursor's price, or at the offer; asks first"
    case .orderUp: "own order up a tick; asks first"
    case .orderDown: "own order down a tick; asks first"
    case .nextOrder: "to the next own order"
    case .cancelAtCursor: "cancel the own orders at the cursor's price"
    case .recentre: "back to the touch"
    case .tapeScope: "the selected symbol's trades, or all"
    case .tapeLarger: "leave out smaller trades"
    case .tapeSmaller: "let in smaller trades"
    case .confirm: "show the order; again: send it"
    case .yes: "send what is shown"
    case .back: "back without sending"
    case .priceUp: "price up a tick"
    case .priceDown: "price down a tick"
    case .priceUpTen: "price up ten ticks"
    case .priceDownTen: "price down ten ticks"
    case .quantityUp: "quantity up by one"
    case .quantityDown: "quantity down by one"
    case .editPrice: "type a price"
    case .editQuantity: "type a quantity"
    case .stopUp: "stop price, trailing distance or a pair's other price up a tick"
    case .stopDown: "stop price, trailing distance or a pair's other price down a tick"
    case .editStop: "type a stop price, or a trailing distance"
    case .orderType: "limit, market, stop, stop-limit, trailing stop"
    case .orderTypeBack: "the types the other way round"
    case .timeInForce: "time in force: GTC, DAY, GTD, IOC, FOK"
    case .editExpiry: "type when a GTD order ends: +30m, 15:30 (UTC)"
    case .postOnly: "post-only: never take, be refused instead"
    case .reduceOnly: "reduce-only: never open a position"
    case .bracket: "a bracket (target and stop), an OCO pair, or neither"
    case .editTarget: "type a bracket's target in ticks, or a pair's other price"
    case .editStopDistance: "type a bracket's stop in ticks; nothing for none"
    case .pairedType: "a pair's other order: stop, limit, trailing stop"
    case .pairedSide: "a pair's other order: buy or sell"
    case .side: "buy or sell"
    case .size: "sizes that methods offer, with their steps"
    case .overrideStale: "send on a stale quote, this once"
    case .preset1, .preset2, .preset3, .preset4, .preset5, .preset6, .preset7, .preset8, .preset9:
      "quantity preset \(presetNumber ?? 0)"
    }
  }

  /// The pane a command goes to.
  public var pane: PaneName? {
    rawValue.hasPrefix("pane.") ? PaneName(rawValue: String(rawValue.dropFirst(5))) : nil
  }

  /// The digit of a quantity preset, 1 to 9.
  public var presetNumber: Int? {
    let names: [Command] = [
      .preset1, .preset2, .preset3, .preset4, .preset5, .preset6, .preset7, .preset8, .preset9,
    ]
    return names.firstIndex(of: self).map { $0 + 1 }
  }

  /// All names, as a keymap is checked against them.
  public static let names = allCases.map(\.rawValue)
}

/// Where a key is pressed. A keymap binds keys per context; inner ones go first.
public enum KeyContext: String, CaseIterable, Sendable {
  /// Everywhere but in forms.
  case main
  /// The ladder, while it has the focus; `main` holds for the rest.
  case ladder
  /// The tape, likewise.
  case tape
  /// The heatmap while it has the focus; what it does not bind means what it means everywhere.
  case heatmap
  /// While one-key trading is armed.
  case armed
  /// The risk page.
  case risk
  /// The blotter page.
  case blotter
  /// The order ticket.
  case ticket
  /// The sizes offered for a ticket.
  case sizing
  /// A line that waits to be sent, or a question.
  case confirm
  /// The symbol search.
  case search
  /// The help overlay.
  case help
  /// A number being typed.
  case edit

  public static let names = allCases.map(\.rawValue)
}

extension Keymap {
  /// The keys a hint names: of all bound to a command, the plainest.
  func hint(for command: Command, in context: KeyContext) -> String? {
    let keys = help(context.rawValue).filter { $0.command == command.rawValue }.map(\.keys)
    // Arrows say more than the letters beside them, and a letter more than a chord.
    func rank(_ keys: String) -> Int {
      if ["up", "down", "left", "right", "enter", "esc", "tab"].contains(keys) { return 0 }
      return keys.contains("-") && keys.count > 1 ? 2 : 1
    }
    return keys.min { (rank($0), $0) < (rank($1), $1) }
  }
}
