import Execution
import MarketModel
import Portfolio
import Risk

/// Something the engine did, at an instant. What an effect cannot hold inline (a text, a trace, an
/// id nobody knows) is in the side tables of the `Effects` it stands in.
public struct Effect: Sendable {
  public var at: UnixNanos
  public var kind: Kind

  public init(at: UnixNanos, _ kind: Kind) {
    self.at = at
    self.kind = kind
  }

  public enum Kind: Sendable {
    case accepted(OrderIndex)
    /// Our risk said no, at submit.
    case denied(OrderIndex, Refusal)
    /// The venue said no, at arrival.
    case rejected(OrderIndex, Refusal)
    case triggered(OrderIndex, stop: Price)
    case modified(OrderIndex, OrderChange)
    case canceled(OrderIndex, Reason, leaves: Quantity)
    case cancelRejected(OrderReference, Refusal)
    case modifyRejected(OrderReference, Refusal)
    /// For `day` or `gtd`.
    case expired(OrderIndex, Reason)
    case filled(Fill)
    case position(PositionFigures)
    /// A place in `Effects.accounts`.
    case account(Int)
    case order(OrderFigures)
    case risk(RiskNotice)
    /// A place in `Effects.limitsChanges`.
    case limits(Int)
    case source(InstrumentIndex, from: SourceIndex?, to: SourceIndex, SourceSwitch)
    /// The reason is a place in `Effects.texts`.
    case tradingState(TradingState, reason: Int)
    /// A place in `Effects.sizings`.
    case size(Int)
    /// Of one instrument, or of all; a place in `Effects.statistics`.
    case statistics(InstrumentIndex?, Int)
    /// For a venue outside; a place in `Effects.commands`.
    case command(Int)
    /// A report that nothing could be done with; a place in `Effects.strays`.
    case stray(Int)
    /// The venue does not hold what the account does.
    case reconciliation(PositionDifference)
    /// A roll that goes, or that may not; a place in `Effects.rolls`.
    case roll(Int)
  }
}

/// An order that is known, or an id in `Effects.unknownIDs`.
public enum OrderReference: Hashable, Sendable {
  case order(OrderIndex)
  case unknown(Int)
}

/// Why something was refused: the first rule that applies, what was measured and its limit.
public struct Refusal: Hashable, Sendable {
  public var reason: Reason
  public var value: WideAmount?
  public var limit: WideAmount?

  public init(_ reason: Reason, value: WideAmount? = nil, limit: WideAmount? = nil) {
    self.reason = reason
    self.value = value
    self.limit = limit
  }
}

/// An order's terms after a change.
public struct OrderChange: Hashable, Sendable {
  public var quantity: Quantity
  public var limit: Price?
  public var stop: Price?
}

/// A position in one row.
public struct PositionFigures: Hashable, Sendable {
  public var instrument: InstrumentIndex
  public var quantity: Quantity
  /// nil while flat.
  public var averagePrice: Price?
  public var realized: Money
  public var fees: Money
  public var unrealized: Money
  /// What `unrealized` is marked at; nil while flat or before the first quote.
  public var mark: Price?
}

/// An order in one row.
public struct OrderFigures: Hashable, Sendable {
  public var order: OrderIndex
  public var status: OrderStatus
  public var quantity: Quantity
  public var filled: Quantity
  public var limit: Price?
  public var stop: Price?
}

/// A risk rule that warns, is breached, or is clear again.
public struct RiskNotice: Hashable, Sendable {
  public var rule: RiskRule
  public var level: RiskLevel
  public var value: WideAmount
  public var limit: WideAmount
  public var action: RiskAction
  /// Where the rule is about one symbol.
  public var instrument: InstrumentIndex?

  public init(
    rule: RiskRule, level: RiskLevel, value: WideAmount, limit: WideAmount, action: RiskAction,
    instrument: InstrumentIndex? = nil
  ) {
    self.rule = rule
    self.level = level
    self.value = value
    self.limit = limit
    self.action = action
    self.instrument = instrument
  }
}

/// A venue's report that changed nothing, and why: `unknownOrder`, or a fill's `overflow`.
public struct StrayReport: Hashable, Sendable {
  public let report: VenueReport.Kind
  public let reason: Reason

  init(_ report: VenueReport.Kind, _ reason: Reason) {
    self.report = report
    self.reason = reason
  }
}

/// Why the active source changed.
@frozen public enum SourceSwitch: UInt8, Sendable {
  case first, preferred, stale

  public var word: StaticString {
    switch self {
    case .first: "first"
    case .preferred: "preferred"
    case .stale: "stale"
    }
  }
}

/// A buffer the engine appends its effects to; reused from call to call.
public struct Effects: Sendable {
  public private(set) var items: [Effect] = []
  /// Ids that commands named and no order has.
  public private(set) var unknownIDs: [OrderID] = []
  public private(set) var texts: [String] = []
  public private(set) var limitsChanges: [LimitsChange] = []
  public private(set) var sizings: [SizingResult] = []
  public private(set) var accounts: [AccountFigures] = []
  public private(set) var statistics: [TradeStatistics] = []
  public private(set) var commands: [VenueCommand] = []
  public private(set) var strays: [StrayReport] = []
  public private(set) var rolls: [RollCheck] = []

  public init() { items.reserveCapacity(256) }

  @inlinable public var isEmpty: Bool { items.isEmpty }
  @inlinable public var count: Int { items.count }

  /// Forgets everything and keeps the room.
  public mutating func removeAll() {
    if items.isEmpty { return }
    items.removeAll(keepingCapacity: true)
    if !unknownIDs.isEmpty { unknownIDs.removeAll(keepingCapacity: true) }
    if !texts.isEmpty { texts.removeAll(keepingCapacity: true) }
    if !limitsChanges.isEmpty { limitsChanges.removeAll(keepingCapacity: true) }
    if !sizings.isEmpty { sizings.removeAll(keepingCapacity: true) }
    if !accounts.isEmpty { accounts.removeAll(keepingCapacity: true) }
    if !statistics.isEmpty { statistics.removeAll(keepingCapacity: true) }
    if !commands.isEmpty { commands.removeAll(keepingCapacity: true) }
    if !strays.isEmpty { strays.removeAll(keepingCapacity: true) }
    if !rolls.isEmpty { rolls.removeAll(keepingCapacity: true) }
  }

  mutating func append(_ kind: Effect.Kind, at instant: UnixNanos) {
    items.append(Effect(at: instant, kind))
  }

  mutating func add(unknown id: OrderID) -> OrderReference {
    .unknown(Effects.add(id, to: &unknownIDs))
  }

  mutating func add(text: String) -> Int { Effects.add(text, to: &texts) }
  mutating func add(_ change: LimitsChange) -> Int { Effects.add(change, to: &limitsChanges) }
  mutating func add(_ figures: AccountFigures) -> Int { Effects.add(figures, to: &accounts) }
  mutating func add(_ figures: TradeStatistics) -> Int { Effects.add(figures, to: &statistics) }
  mutating func add(_ command: VenueCommand) -> Int { Effects.add(command, to: &commands) }
  mutating func add(_ stray: StrayReport) -> Int { Effects.add(stray, to: &strays) }
  mutating func add(_ roll: RollCheck) -> Int { Effects.add(roll, to: &rolls) }
  mutating func add(_ sizing: SizingResult) -> Int { Effects.add(sizing, to: &sizings) }

  /// Where an element stands in its side table.
  private static func add<Element>(_ element: Element, to table: inout [Element]) -> Int {
    table.append(element)
    return table.count - 1
  }
}
