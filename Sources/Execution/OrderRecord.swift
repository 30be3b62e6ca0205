import MarketModel

/// An order as the store keeps it, but for its id: plain numbers in three cache lines, so that
/// nothing is counted or unwrapped on the way of a command. What is optional is a number and a flag.
///
/// The short properties are always inlined: called, each would be handed a copy of the record.
public struct OrderRecord: BitwiseCopyable, Sendable {
  /// Quantity × price of its fills in 1e-18.
  public var filledCost: Int128 = 0
  /// Asked for in all, as modified so far.
  public var quantity: Quantity
  public var filled: Quantity = .zero
  @usableFromInline var limitPrice = Price.zero
  @usableFromInline var stopPrice = Price.zero
  /// Later means behind in the queue at the same price.
  public var priority: UInt64 = 0
  /// What it adds to the working quantity of its side; see `Engine.refreshWorking`.
  public var countedWorking: Int64 = 0
  public let submittedAt: UnixNanos
  /// The quantity first asked for.
  public let originalQuantity: Quantity
  @usableFromInline var trailDistance = Price.zero
  @usableFromInline var expiry = UnixNanos.zero
  @usableFromInline var sizeAhead = Quantity.zero
  @usableFromInline var touch = Price.zero
  /// A child's own quantity before the entry's fills let it grow.
  public var childQuantity: Quantity = .zero

  /// Its place in the order of submission.
  public internal(set) var index = OrderIndex.none
  @usableFromInline let instrumentPlace: InstrumentIndex
  @usableFromInline var listFirst = OrderIndex.none
  @usableFromInline var listCount: Int32 = 0
  public var fillCount: Int32 = 0
  /// The trading day of its latest first fill, so that a day counts it once.
  public var tradedDay: Int32 = -1
  /// Its place in the heap it rests in, -1 when in none.
  var heapPlace: Int32 = -1
  /// The live orders before and after it, as slots; -1 ends.
  var previous: Int32 = -1
  var next: Int32 = -1

  public var status: OrderStatus = .pending
  public let side: Side
  public let type: OrderType
  public let timeInForce: TimeInForce
  @usableFromInline var listKind = ListKind.oneCancelsOther
  @usableFromInline var flags: OrderFlags

  /// - Parameter instrument: nil where nobody knows the symbol; such an order is refused at once.
  public init(
    _ request: OrderRequest, instrument: InstrumentIndex?, at submittedAt: UnixNanos,
    isFlatten: Bool = false
  ) {
    instrumentPlace = instrument ?? InstrumentIndex(-1)
    side = request.side
    type = request.type
    timeInForce = request.timeInForce
    self.submittedAt = submittedAt
    quantity = request.quantity
    originalQuantity = request.quantity
    flags = OrderFlags(request, isFlatten: isFlatten)
    limit = request.limit
    stop = request.stop
    trail = request.trail
    if let expiresAt = request.expiresAt {
      expiry = expiresAt
      flags.insert(.hasExpiry)
    }
  }

  /// What may still fill.
  @inlinable @inline(__always)
  public var leaves: Quantity { Quantity(nanos: quantity.nanos &- filled.nanos) }

  /// Whether it is on its way or rests, so that it may fill.
  @inlinable @inline(__always)
  public var isWorking: Bool { status == .accepted || (status == .pending && isSent) }

  /// Whether it waits for its stop, not at its limit.
  @inlinable @inline(__always)
  public var restsAsStop: Bool { type.isStop && !isTriggered }

  /// Goes over to another status, which must be one that may follow.
  @inlinable @inline(__always)
  public mutating func become(_ next: OrderStatus) {
    precondition(status.mayBecome(next), "an order's status cannot go that way")
    status = next
  }
}

// MARK: - What is optional

extension OrderRecord {
  /// nil where nobody knows the symbol.
  @inlinable @inline(__always)
  public var instrument: InstrumentIndex? {
    instrumentPlace.rawValue >= 0 ? instrumentPlace : nil
  }

  @inlinable @inline(__always)
  public var limit: Price? {
    get { flags.contains(.hasLimit) ? limitPrice : nil }
    set {
      limitPrice = newValue ?? .zero
      flags.set(.hasLimit, newValue != nil)
    }
  }

  @inlinable @inline(__always)
  public var stop: Price? {
    get { flags.contains(.hasStop) ? stopPrice : nil }
    set {
      stopPrice = newValue ?? .zero
      flags.set(.hasStop, newValue != nil)
    }
  }

  /// How far a trailing stop keeps behind the best touch, in price.
  @inlinable @inline(__always)
  public var trail: Price? {
    get { flags.contains(.hasTrail) ? trailDistance : nil }
    set {
      trailDistance = newValue ?? .zero
      flags.set(.hasTrail, newValue != nil)
    }
  }

  /// When a good-till-date order ends.
  @inlinable @inline(__always)
  public var expiresAt: UnixNanos? { flags.contains(.hasExpiry) ? expiry : nil }

  /// Size ahead in the venue's queue, where that is modelled; nil until it is known.
  @inlinable @inline(__always)
  public var queueAhead: Quantity? {
    get { flags.contains(.hasQueueAhead) ? sizeAhead : nil }
    set {
      sizeAhead = newValue ?? .zero
      flags.set(.hasQueueAhead, newValue != nil)
    }
  }

  /// The other side's touch at submit, to measure slippage against.
  @inlinable @inline(__always)
  public var touchAtSubmit: Price? {
    get { flags.contains(.hasTouch) ? touch : nil }
    set {
      touch = newValue ?? .zero
      flags.set(.hasTouch, newValue != nil)
    }
  }

  /// Its list, its leg there and how the list works; nil for an order of its own.
  @inlinable @inline(__always)
  public var list: ListMembership? {
    get {
      flags.contains(.isInList)
        ? ListMembership(kind: listKind, first: listFirst, count: listCount) : nil
    }
    set {
      flags.set(.isInList, newValue != nil)
      guard let newValue else { return }
      listKind = newValue.kind
      listFirst = newValue.first
      listCount = newValue.count
    }
  }

  /// Whether it is a bracket's child.
  @inlinable @inline(__always)
  public var isBracketChild: Bool {
    flags.contains(.isInList) && listKind == .bracket && listFirst != index
  }

  /// Whether nothing is special about it: no flag of its sender's or the engine's, no trail, no
  /// expiry, no list.
  @inlinable @inline(__always)
  public var isPlain: Bool {
    flags.isDisjoint(with: [
      .isPostOnly, .isReduceOnly, .isFlatten, .overridesStaleQuote, .hasTrail, .hasExpiry,
      .isInList,
    ])
  }

  /// Whether it has a list, asked without making one.
  @inlinable @inline(__always)
  public var isInList: Bool { flags.contains(.isInList) }
}

// MARK: - Flags

extension OrderRecord {
  @inlinable @inline(__always)
  public var isPostOnly: Bool { flags.contains(.isPostOnly) }
  /// Whether its sender has overridden a stale quote.
  @inlinable @inline(__always)
  public var overridesStaleQuote: Bool { flags.contains(.overridesStaleQuote) }
  /// Whether the engine made it itself to flatten a position.
  @inlinable @inline(__always)
  public var isFlatten: Bool { flags.contains(.isFlatten) }

  @inlinable @inline(__always)
  public var isReduceOnly: Bool {
    get { flags.contains(.isReduceOnly) }
    set { flags.set(.isReduceOnly, newValue) }
  }

  /// Whether risk has let it pass, so that it is on its way.
  @inlinable @inline(__always)
  public var isSent: Bool {
    get { flags.contains(.isSent) }
    set { flags.set(.isSent, newValue) }
  }

  /// Whether a stop has been reached.
  @inlinable @inline(__always)
  public var isTriggered: Bool {
    get { flags.contains(.isTriggered) }
    set { flags.set(.isTriggered, newValue) }
  }

  /// Whether it waits for its place to be read when its price first becomes the touch.
  @inlinable @inline(__always)
  public var awaitsQueuePlace: Bool {
    get { flags.contains(.awaitsQueuePlace) }
    set { flags.set(.awaitsQueuePlace, newValue) }
  }

  /// Whether one command ends it together with others, so that it is nobody's sibling.
  @inlinable @inline(__always)
  public var isEndingTogether: Bool {
    get { flags.contains(.isEndingTogether) }
    set { flags.set(.isEndingTogether, newValue) }
  }
}

/// What is so, or is there, of an order.
@frozen @usableFromInline
struct OrderFlags: OptionSet, Sendable {
  @usableFromInline var rawValue: UInt16

  @inlinable static var isPostOnly: OrderFlags { OrderFlags(rawValue: 1 << 0) }
  @inlinable static var isReduceOnly: OrderFlags { OrderFlags(rawValue: 1 << 1) }
  @inlinable static var isFlatten: OrderFlags { OrderFlags(rawValue: 1 << 2) }
  @inlinable static var overridesStaleQuote: OrderFlags { OrderFlags(rawValue: 1 << 3) }
  @inlinable static var isSent: OrderFlags { OrderFlags(rawValue: 1 << 4) }
  @inlinable static var isTriggered: OrderFlags { OrderFlags(rawValue: 1 << 5) }
  @inlinable static var awaitsQueuePlace: OrderFlags { OrderFlags(rawValue: 1 << 6) }
  @inlinable static var isEndingTogether: OrderFlags { OrderFlags(rawValue: 1 << 7) }
  @inlinable static var hasLimit: OrderFlags { OrderFlags(rawValue: 1 << 8) }
  @inlinable static var hasStop: OrderFlags { OrderFlags(rawValue: 1 << 9) }
  @inlinable static var hasTrail: OrderFlags { OrderFlags(rawValue: 1 << 10) }
  @inlinable static var hasExpiry: OrderFlags { OrderFlags(rawValue: 1 << 11) }
  @inlinable static var hasQueueAhead: OrderFlags { OrderFlags(rawValue: 1 << 12) }
  @inlinable static var hasTouch: OrderFlags { OrderFlags(rawValue: 1 << 13) }
  @inlinable static var isInList: OrderFlags { OrderFlags(rawValue: 1 << 14) }

  @inlinable init(rawValue: UInt16) { self.rawValue = rawValue }

  init(_ request: OrderRequest, isFlatten: Bool) {
    self = []
    if request.isPostOnly { insert(.isPostOnly) }
    if request.isReduceOnly { insert(.isReduceOnly) }
    if request.overridesStaleQuote { insert(.overridesStaleQuote) }
    if isFlatten { insert(.isFlatten) }
  }

  @inlinable mutating func set(_ flag: OrderFlags, _ isSet: Bool) {
    if isSet { formUnion(flag) } else { subtract(flag) }
  }
}

// MARK: - Fills

extension OrderRecord {
  /// Σ quantity × price with one more fill; nil where it does not fit.
  @inlinable @inline(__always)
  public func costAfter(_ quantity: Int64, at price: Int64) -> Int128? {
    let (sum, overflow) = filledCost.addingReportingOverflow(Int128(quantity) * Int128(price))
    return overflow ? nil : sum
  }

  /// Takes a fill in; `cost` is what `costAfter` gave for it.
  @inlinable @inline(__always)
  public mutating func takeFill(_ quantity: Int64, cost: Int128) {
    precondition(quantity <= leaves.nanos, "a fill beyond the order's quantity")
    filled = Quantity(nanos: filled.nanos + quantity)
    filledCost = cost
    fillCount += 1
  }

  /// The mean price of its fills, rounded half to even at 1e-9; nil before the first.
  public var averageFillPrice: Price? {
    guard filled.nanos > 0 else { return nil }
    let mean = ExactMath.dividedHalfEven(filledCost, by: Int128(filled.nanos))
    return Int64(exactly: mean).map { Price(nanos: $0) }
  }
}
