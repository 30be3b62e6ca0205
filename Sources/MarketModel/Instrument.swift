/// The place of an instrument in an `InstrumentCatalog` and in every table of a run.
@frozen public struct InstrumentIndex: Hashable, Comparable, Sendable {
  public var rawValue: Int32
  @inlinable public init(_ rawValue: Int) { self.rawValue = Int32(truncatingIfNeeded: rawValue) }
  /// For subscripts of arrays that are parallel to the catalog.
  @inlinable public var offset: Int { Int(rawValue) }
  @inlinable public static func < (left: InstrumentIndex, right: InstrumentIndex) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// What kind of thing is traded, as far as its symbol and hours differ.
public enum InstrumentKind: String, Sendable, CaseIterable {
  case future, equity, fx, crypto, index
}

/// A three-letter currency code, or up to eight bytes for coins.
@frozen public struct Currency: Hashable, Sendable, CustomStringConvertible {
  let code: Symbol
  /// `USD`, its bytes in little-endian order.
  public static let usd = Currency(code: Symbol(low: 0x44_53_55, high: 0))

  init(code: Symbol) { self.code = code }

  public init?(_ text: String) {
    guard text.utf8.count <= 8, let code = Symbol(text) else { return nil }
    self.code = code
  }

  public var description: String { code.description }
}

/// What becomes of a position that is held when its contract ends.
public enum ExpiryAction: String, Sendable, CaseIterable {
  /// It is settled in cash at the price that a settlement names.
  case settle
  /// It is closed at the market at that moment.
  case flatten
}

/// What one unit of a symbol is, costs and may do.
public struct Instrument: Hashable, Sendable {
  public var symbol: Symbol
  /// The product a contract month belongs to: `ES` for `ESZ6`; the symbol itself otherwise.
  public var root: Symbol
  public var kind: InstrumentKind
  /// Currency per point of price and unit.
  public var multiplier: Ratio
  /// The smallest price step.
  public var tick: Price
  public var currency: Currency
  /// Per unit, where the exchange names an amount.
  public var initialMargin: Money?
  public var maintenanceMargin: Money?
  /// Of the notional, where the exchange names a share.
  public var initialMarginRate: Ratio?
  /// The calendar its hours come from, such as `CME_Equity`.
  public var market: String?
  /// What `max_group_exposure` adds up, such as `equity_index`.
  public var group: String?
  /// Whether prices below zero are real (crude oil, spreads).
  public var negativePrices: Bool
  /// The largest believable sizes; beyond them an event is `out_of_range`.
  public var lastSizeLimit: Quantity
  public var quoteSizeLimit: Quantity
  /// Whether nobody listed it and its tick follows the data.
  public var isDefault: Bool
  /// When a contract month trades last; nil for what does not end.
  public var lastTradeAt: UnixNanos?
  /// From when on a long position may be delivered; nil where nothing is delivered.
  public var firstNoticeAt: UnixNanos?
  public var expiryAction = ExpiryAction.settle

  public init(
    symbol: Symbol, root: Symbol? = nil, kind: InstrumentKind = .future,
    multiplier: Ratio = .one, tick: Price, currency: Currency = .usd,
    initialMargin: Money? = nil, maintenanceMargin: Money? = nil,
    initialMarginRate: Ratio? = nil, market: String? = nil, group: String? = nil,
    negativePrices: Bool = false, lastSizeLimit: Quantity = Quantity(10_000),
    quoteSizeLimit: Quantity = Quantity(100_000), isDefault: Bool = false
  ) {
    self.symbol = symbol
    self.root = root ?? symbol
    self.kind = kind
    self.multiplier = multiplier
    self.tick = tick
    self.currency = currency
    self.initialMargin = initialMargin
    self.maintenanceMargin = maintenanceMargin
    self.initialMarginRate = initialMarginRate
    self.market = market
    self.group = group
    self.negativePrices = negativePrices
    self.lastSizeLimit = lastSizeLimit
    self.quoteSizeLimit = quoteSizeLimit
    self.isDefault = isDefault
  }

  /// When a position in it must be gone: at first notice or, without one before it, at the last
  /// trade.
  public var endsAt: UnixNanos? {
    guard let lastTradeAt, let firstNoticeAt else { return lastTradeAt ?? firstNoticeAt }
    return min(lastTradeAt, firstNoticeAt)
  }

  /// Whether what is held at its end is settled in cash; before a delivery it is always closed.
  public var isSettledInCash: Bool { expiryAction == .settle && endsAt == lastTradeAt }

  /// The decimals its prices are shown with: as many as the tick needs.
  public var priceDecimals: Int { DecimalText.decimalsNeeded(tick.nanos) }

  /// What a symbol nobody listed is taken as: multiplier 1, any size, a tick as fine as `price`.
  public static func standard(_ symbol: Symbol, tick: Price) -> Instrument {
    Instrument(
      symbol: symbol, kind: .crypto, tick: tick, negativePrices: true,
      lastSizeLimit: Quantity(nanos: .max), quoteSizeLimit: Quantity(nanos: .max),
      isDefault: true)
  }
}

extension Symbol {
  init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }
}
