import MarketModel

/// Positions, cash and what they are worth.
public struct Portfolio: Sendable {
  /// By instrument.
  public internal(set) var positions = PlainTable<Position>()
  /// Opening cash + realised − fees.
  public private(set) var cash: Money = .zero
  public private(set) var fees: Money = .zero
  /// Σ of the positions' unrealised P&L in 1e-9.
  public private(set) var unrealized: Int128 = 0
  public private(set) var method = ProfitMethod.average
  /// Instruments with a position, in no order that matters.
  public private(set) var open: [InstrumentIndex] = []
  public internal(set) var totals = ExposureTotals()
  /// Under first-in-first-out: what was bought or sold and is still open, oldest first.
  private var lots: [LotQueue] = []

  public init() {}

  /// Gets positions of its own where a copy shares them; before the first change after one.
  public mutating func detach() {
    positions.detach()
    totals.twiceByGroup.detach()
  }

  /// Cash + unrealised.
  public var equity: WideAmount { WideAmount(nanos: Int128(cash.nanos) + unrealized) }

  /// Adds the next instrument of the catalog.
  public mutating func addInstrument(_ terms: InstrumentTerms) {
    positions.append(Position(terms))
    lots.append(LotQueue())
    growGroups(for: terms)
  }

  /// Takes over an instrument's new terms; its multiplier may change only while it is flat.
  public mutating func set(_ terms: InstrumentTerms, of instrument: InstrumentIndex) {
    let place = instrument.offset
    growGroups(for: terms)
    let flat = clear(place)
    positions[place].terms = terms
    positions[place].prepareMarks()
    positions[place].refreshExposure()
    positions[place].refreshMargins()
    account(for: place, was: flat)
  }

  private mutating func growGroups(for terms: InstrumentTerms) {
    while let group = terms.group, Int(group) >= totals.twiceByGroup.count {
      totals.twiceByGroup.append(0)
    }
  }

  /// Takes a position out of the sums and returns it as it is without them.
  private mutating func clear(_ place: Int) -> PositionMeasures {
    let before = positions[place].measures
    positions[place].twiceExposure = 0
    positions[place].isExposureKnown = true
    positions[place].initial = 0
    positions[place].isInitialKnown = true
    positions[place].maintenance = 0
    positions[place].isMaintenanceKnown = true
    account(for: place, was: before)
    return positions[place].measures
  }

  /// Opening cash; only before the first fill.
  public mutating func set(cash: Money) { self.cash = cash }

  /// How profit is attributed; only while everything is flat.
  public mutating func set(method: ProfitMethod) { self.method = method }

  public var hasFills: Bool { positions.indices.contains { positions[$0].hasTraded } }

  // MARK: Fills

  /// Books a fill whole and returns what it realised, gross of fees; nil, and nothing changes,
  /// where an amount passes what 64 bits of 1e-9 hold.
  public mutating func book(
    _ side: Side, _ quantity: Quantity, at price: Price, commission: Money,
    of instrument: InstrumentIndex
  ) -> Money? {
    let place = instrument.offset
    var position = positions[place]
    let before = position.quantity.nanos
    let change = side.sign * quantity.nanos
    let (after, overflow) = before.addingReportingOverflow(change)
    guard !overflow, after != .min else { return nil }
    var realized = Money.zero
    let closing = (before < 0) != (change < 0) ? min(before.magnitude, change.magnitude) : 0
    let closed = Int64(closing) * (before < 0 ? -1 : 1)
    let opened = Int64(change.magnitude - closing) * side.sign
    if closed != 0 {
      let lotCost = method == .average ? nil : lots[place].cost(ofOldest: closed)
      guard let gain = position.close(closed, at: price, releasing: lotCost) else { return nil }
      realized = gain
    }
    if opened != 0, !position.open(opened, at: price) { return nil }
    position.quantity = Quantity(nanos: after)
    position.prepareMarks()
    guard position.accrue(realized: realized, fees: commission), position.remark(),
      pay(realized, commission)
    else { return nil }
    if method == .firstInFirstOut {
      if closed != 0 { lots[place].close(closed) }
      if opened != 0 { lots[place].open(opened, at: price.nanos) }
    }
    replace(place, with: position)
    return realized
  }

  /// Adds to cash and fees; false, and nothing changes, where a sum does not fit.
  private mutating func pay(_ gain: Money, _ commission: Money) -> Bool {
    let (net, netOverflow) = gain.nanos.subtractingReportingOverflow(commission.nanos)
    let (newCash, cashOverflow) = cash.nanos.addingReportingOverflow(net)
    let (newFees, feesOverflow) = fees.nanos.addingReportingOverflow(commission.nanos)
    guard !netOverflow, !cashOverflow, !feesOverflow else { return false }
    cash = Money(nanos: newCash)
    fees = Money(nanos: newFees)
    return true
  }

  private mutating func replace(_ place: Int, with position: Position) {
    let before = positions[place].quantity.nanos
    let instrument = InstrumentIndex(place)
    unrealized += Int128(position.unrealized.nanos) - Int128(positions[place].unrealized.nanos)
    if before == 0, position.quantity.nanos != 0 { open.append(instrument) }
    if before != 0, position.quantity.nanos == 0, let index = open.firstIndex(of: instrument) {
      open.remove(at: index)
    }
    let was = positions[place].measures
    positions[place] = position
    positions[place].refreshExposure()
    positions[place].refreshMargins()
    account(for: place, was: was)
  }

  // MARK: Marks

  /// Takes the sides of an uncrossed quote as marks; a side it does not have keeps its last value.
  /// Returns whether anything that is measured at them has changed.
  @inline(__always)
  public mutating func mark(_ instrument: InstrumentIndex, with quote: MarkQuote) -> Bool {
    let place = instrument.offset
    guard positions[place].take(quote), positions[place].isOpen else { return false }
    return markOpen(place)
  }

  /// Bid + ask of the last sides seen of an instrument; nil until both have been.
  public func narrowTwiceMid(of place: Int) -> Int64? {
    positions[place].narrowTwiceMid
  }

  /// Values an open position at the sides just taken, and what hangs on them.
  private mutating func markOpen(_ place: Int) -> Bool {
    let before = positions[place].unrealized.nanos
    let exposure = positions[place].twiceExposure
    if positions[place].remarkPlainly() {
      unrealized &+= Int128(positions[place].unrealized.nanos) &- Int128(before)
      let change = positions[place].twiceExposure &- exposure
      let gross = positions[place].quantity.nanos > 0 ? change : 0 &- change
      totals.twiceNet &+= change
      totals.twiceGross &+= gross
      if let group = positions[place].terms.group { totals.twiceByGroup[Int(group)] &+= gross }
    } else {
      markSlowly(place)
    }
    if positions[place].marginsFollowMid {
      let was = positions[place].measures
      positions[place].refreshMargins()
      account(for: place, was: was)
    }
    return true
  }
}

extension Portfolio {
  private mutating func markSlowly(_ place: Int) {
    let before = positions[place].unrealized.nanos
    let exposure = positions[place].twiceExposure
    let wasKnown = positions[place].isExposureKnown
    _ = positions[place].remark()
    unrealized += Int128(positions[place].unrealized.nanos) - Int128(before)
    positions[place].refreshExposure()
    account(for: place, exposure: exposure, wasKnown: wasKnown)
  }
}

/// The sides of a quote that marks are taken from.
@frozen public struct MarkQuote: Sendable {
  public var bid: Int64
  public var ask: Int64
  public var hasBid: Bool
  public var hasAsk: Bool

  @inlinable public init(bid: Int64, ask: Int64, hasBid: Bool, hasAsk: Bool) {
    self.bid = bid
    self.ask = ask
    self.hasBid = hasBid
    self.hasAsk = hasAsk
  }
}
