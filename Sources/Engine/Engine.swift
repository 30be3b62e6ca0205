import Execution
import MarketModel
import Portfolio
import Risk

/// The paper-trading engine: a value that takes inputs and gives effects.
///
/// It reads no clock, opens no file and draws no random number that is not in its state, so the
/// same inputs give the same effects on every machine. A branch is a copy.
///
///     var engine = Engine()
///     var effects = Effects()
///     engine.apply(Input(at: nil, .instrument(es)), into: &effects)
///     engine.apply(tick: tick, into: &effects)
///     engine.apply(Input(at: now, .submit(request)), into: &effects)
public struct Engine: Sendable {
  /// Where time stands: the latest instant of any input. It never goes back.
  public internal(set) var clock = UnixNanos.zero
  public internal(set) var config = EngineConfig()
  public internal(set) var instruments = InstrumentCatalog()
  public internal(set) var sources = SourceTable()
  public internal(set) var tradingState = TradingState.active
  var orders = OrderStore()

  /// By instrument.
  var markets = PlainTable<Market>()
  var resting: [RestingOrders] = []
  /// By instrument × `sourceStride` + source.
  var books = PlainTable<SourceBook>()
  var sourceStride = 1
  /// Every source in order of preference, and each one's place in that order.
  var preference: [SourceIndex] = []
  /// What traders prefer for single instruments, by name: the source may never have spoken.
  var preferredSources: [InstrumentIndex: SourceName] = [:]
  var ranks: [UInt8] = []
  /// The names that exposure limits group by, in order of appearance.
  var groups: [String] = []
  var marketHours: [MarketHours] = []
  var portfolio = Portfolio()
  var risk = RiskMonitor()
  var fillLog = PlainLog<Fill>()
  var deadlines = DeadlineQueue<DeadlineEvent>()
  var nextPriority: UInt64 = 1
  var random: UInt64 = 1
  /// Bracket entries that have filled and whose children are to become active.
  var activations: [OrderIndex] = []
  /// While a journal is taken up: the instruments whose terms come from it.
  var journaledInstruments: Set<InstrumentIndex> = []
  /// Whether anything that a limit is measured by has changed since the monitor last looked.
  var isUnchecked = false
  /// With a venue outside: why it was asked to end orders, and the fills that have been booked.
  var endReasons: [OrderIndex: Reason] = [:]
  var executions = ExecutionBook()
  /// Whose tables these are; see `detach`.
  private var ownership = Ownership()
  /// Nothing; it keeps the compiler from handing the engine on in pieces.
  private var anchor: (any Sendable)?

  public init() {
    portfolio.set(cash: config.cash)
    risk.open(with: portfolio.equity)
  }

  /// Applies one input and appends what it brought about to `effects`.
  public mutating func apply(_ input: Input, into effects: inout Effects) {
    if case .tick(let tick) = input.action { return apply(tick: tick, into: &effects) }
    detach()
    advance(to: input.at ?? clock, into: &effects)
    perform(input.action, into: &effects)
    settle(into: &effects)
  }

  /// Submits an order: what `apply` does with one, for those who send so many that wrapping each
  /// counts.
  public mutating func submit(
    _ request: OrderRequest, at instant: UnixNanos, into effects: inout Effects
  ) {
    detach()
    advance(to: instant, into: &effects)
    submit(request, into: &effects)
    settle(into: &effects)
  }

  /// Cancels an order: what `apply` does with a cancel.
  public mutating func cancel(
    _ id: OrderID, at instant: UnixNanos, into effects: inout Effects
  ) {
    detach()
    advance(to: instant, into: &effects)
    sendCancel(id, into: &effects)
    settle(into: &effects)
  }

  @inline(__always)
  private mutating func perform(_ action: Input.Action, into effects: inout Effects) {
    switch action {
    case .tick, .clock: break
    case .instrument(let instrument): define(instrument)
    case .source(let name): _ = addSource(name)
    case .preferSource(let instrument, let name):
      prefer(name, for: instrument, into: &effects)
    case .config(let change): apply(change)
    case .hours(let hours): take(hours)
    case .limits(let change): apply(change, into: &effects)
    case .submit(let request): submit(request, into: &effects)
    case .submitList(let kind, let requests): submit(kind, requests, into: &effects)
    case .modify(let request): sendModify(request, into: &effects)
    case .cancel(let id): sendCancel(id, into: &effects)
    case .cancelAll(let instrument): sendCancelAll(instrument, into: &effects)
    case .flatten(let instrument): flatten(instrument, into: &effects)
    case .reverse(let instrument): reverse(instrument, into: &effects)
    case .roll(let from, let into): roll(from, into: into, &effects)
    case .tradingState(let state, let reason):
      set(state, reason: reason, into: &effects)
    case .marketStatus(let instrument, let status):
      set(status, of: instrument, into: &effects)
    case .sessionOpen(_, let date): openSession(date)
    case .sessionClose(let instrument): closeSession(of: instrument, into: &effects)
    case .report(let report): take(report, into: &effects)
    case .settlement(let instrument, let price):
      settle(instrument, at: price, into: &effects)
    case .query(let query): answer(query, into: &effects)
    case .size(let request): size(request, into: &effects)
    }
  }

  // MARK: Copies

  /// Gets tables of its own where a copy shares them: at the head of every input, so that nothing
  /// behind it has to ask.
  ///
  /// A copy shares the ownership as well; whoever finds it shared copies what is live and takes a
  /// new one.
  @inline(__always)
  mutating func detach() {
    if !isKnownUniquelyReferenced(&ownership) { takeOwnTables() }
  }

  private mutating func takeOwnTables() {
    markets.detach()
    books.detach()
    orders.detach()
    portfolio.detach()
    risk.detach()
    for place in resting.indices { resting[place].detach() }
    ownership = Ownership()
  }

  // MARK: Time

  /// Moves the clock and runs what falls due on the way, in order of time, then of creation.
  @inline(__always)
  mutating func advance(to instant: UnixNanos, into effects: inout Effects) {
    if deadlines.nextAt <= instant { runDeadlines(until: instant, into: &effects) }
    if instant > clock { clock = instant }
  }

  private mutating func runDeadlines(until instant: UnixNanos, into effects: inout Effects) {
    while let deadline = deadlines.takeFirst(dueBy: instant) {
      if deadline.at > clock { clock = deadline.at }
      run(deadline.event, into: &effects)
      settle(into: &effects)
    }
  }

  private mutating func run(_ event: DeadlineEvent, into effects: inout Effects) {
    switch event {
    case .arrive(let order):
      if let slot = orders.slot(of: order), orders[slot: slot].status == .pending {
        arrive(slot, into: &effects)
      }
    case .arriveList(let first, let count): arriveList(first, count, into: &effects)
    case .cancel(let id): cancel(id, into: &effects)
    case .cancelAll(let instrument, let count):
      cancelAll(instrument, before: count, for: .user, into: &effects)
    case .modify(let request): modify(request, into: &effects)
    case .expire(let order):
      if !isVenueOutside, let slot = orders.slot(of: order) {
        end(slot, .expired, for: .gtd, into: &effects)
      }
    case .breakerCooled(let instrument): cool(instrument, into: &effects)
    case .flattenBeforeClose(let instrument): flattenBeforeClose(instrument, into: &effects)
    case .expiryWarning(let instrument): warnOfEnd(instrument.offset, into: &effects)
    case .contractEnd(let instrument): endContract(instrument, into: &effects)
    }
  }

  /// What an input leaves to do once it has acted: children become active, the monitor looks.
  @inline(__always)
  mutating func settle(into effects: inout Effects) {
    if !activations.isEmpty { activateChildren(into: &effects) }
    while isUnchecked { watchAccount(into: &effects) }
  }
}

/// Stands for the right to write to an engine's tables in place.
private final class Ownership: Sendable {}

/// What falls due by itself.
enum DeadlineEvent: Sendable {
  case arrive(OrderIndex)
  case arriveList(first: OrderIndex, count: Int)
  case cancel(OrderID)
  /// Orders before `count` in order of submission.
  case cancelAll(InstrumentIndex?, before: Int)
  case modify(ModifyRequest)
  case expire(OrderIndex)
  case breakerCooled(InstrumentIndex)
  case flattenBeforeClose(InstrumentIndex)
  case expiryWarning(InstrumentIndex)
  case contractEnd(InstrumentIndex)
}
