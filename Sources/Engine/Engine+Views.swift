import Execution
import MarketModel
import Portfolio
import Risk

/// What the screen and the journal read. Nothing here copies history.
extension Engine {
  // MARK: Markets

  /// An instrument's place in the tables, which do not look by themselves whether it is one.
  private func place(of instrument: InstrumentIndex) -> Int {
    let place = instrument.offset
    precondition(place >= 0 && place < markets.count, "an instrument of another catalog")
    return place
  }

  /// The book in force of an instrument: the active source's.
  public func quote(of instrument: InstrumentIndex) -> Quote {
    markets[place(of: instrument)].quote
  }

  /// When the active source's last tick arrived; nil before the first.
  public func quotedAt(_ instrument: InstrumentIndex) -> UnixNanos? {
    let instant = markets[place(of: instrument)].quotedAt
    return instant == .distantPast ? nil : instant
  }

  /// The source whose book is in force; nil before the first tick.
  public func activeSource(of instrument: InstrumentIndex) -> SourceIndex? {
    markets[place(of: instrument)].active
  }

  /// The source that goes before the configured order for one instrument; nil for none.
  public func preferredSource(of instrument: InstrumentIndex) -> SourceName? {
    preferredSources[instrument]
  }

  public func marketStatus(of instrument: InstrumentIndex) -> MarketStatus {
    markets[place(of: instrument)].status
  }

  /// One source's own book, with its last tick's times; nil before its first tick.
  public func book(of instrument: InstrumentIndex, from source: SourceIndex) -> SourceBook? {
    guard Int(source.rawValue) < sourceStride else { return nil }
    let book = books[place(of: instrument) * sourceStride + Int(source.rawValue)]
    return book.hasTicks ? book : nil
  }

  // MARK: Orders and fills

  /// Whether an order is pending, inactive or working.
  public func isLive(_ index: OrderIndex) -> Bool { orders.slot(of: index) != nil }

  public func index(of id: OrderID) -> OrderIndex? { orders.index(of: id) }

  /// How many orders the run has had. `order(at:)` takes 0 ..< orderCount.
  public var orderCount: Int { orders.count }
  public func order(at index: OrderIndex) -> Order {
    precondition(index.offset >= 0 && index.offset < orders.count, "an order that was never made")
    return Order(id: orders.id(of: index), orders[index])
  }

  /// Calls `body` with every live order (pending, inactive, accepted) in order of submission.
  ///
  /// - Complexity: O(live orders), however many the run has had.
  public func forEachLiveOrder(_ body: (Order) -> Void) {
    var slot = orders.firstSlot
    while let current = slot {
      body(order(at: orders[slot: current].index))
      slot = orders.slot(after: current)
    }
  }

  public var liveOrderCount: Int { orders.liveCount }

  /// How many fills the run has had; `fill(at:)` takes 0 ..< fillCount, oldest first.
  public var fillCount: Int { fillLog.count }
  public func fill(at index: Int) -> Fill {
    precondition(index >= 0 && index < fillLog.count, "a fill that was never made")
    return fillLog[index]
  }

  // MARK: Account

  public func position(of instrument: InstrumentIndex) -> PositionFigures {
    let position = portfolio.positions[place(of: instrument)]
    return PositionFigures(
      instrument: instrument, quantity: position.quantity,
      averagePrice: position.averagePrice, realized: position.realized, fees: position.fees,
      unrealized: position.unrealized, mark: position.mark)
  }

  /// Whether an instrument has ever had a fill.
  public func hasTraded(_ instrument: InstrumentIndex) -> Bool {
    portfolio.positions[place(of: instrument)].hasTraded
  }

  /// The trade date that the day's baseline is of; nil before the first session.
  public var tradeDate: TradeDate? { risk.tradeDate }

  public var account: AccountFigures {
    let initial = portfolio.initialRequirement
    let totals = portfolio.totals
    let equity = portfolio.equity
    return AccountFigures(
      cash: portfolio.cash, equity: equity, fees: portfolio.fees, marginInitial: initial,
      marginMaintenance: totals.unknownMaintenanceCount == 0
        ? WideAmount(nanos: totals.maintenance) : nil,
      marginAvailable: initial.map { equity - $0 }, dayProfit: equity - risk.baseline)
  }
}

extension Engine {
  /// The earliest instant at which something is due by itself; send `.clock` then. nil: nothing.
  public var nextDeadline: UnixNanos? {
    deadlines.count > 0 ? deadlines.nextAt : nil
  }
}
