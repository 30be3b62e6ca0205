import Engine
import Execution
import MarketModel
import Portfolio
import Testing

/// The boundary to a venue outside: commands go out, reports come in.
@Suite struct VenueTests {
  private static let id = OrderID("o1") ?? OrderID(prefix: "x", number: 0)

  private static func fill(
    _ name: String, _ text: String, _ quantity: Int, of order: String = "o1"
  ) -> VenueReport.Kind {
    .filled(
      VenueFill(
        order: OrderID(order)!, execution: OrderID(name)!, price: price(text),
        quantity: Quantity(quantity)))
  }

  /// A desk on a scripted venue that has been sent a limit to buy five.
  private static func desk(_ script: [(after: Int64, VenueReport.Kind)]) -> OutsideDesk<
    ScriptedVenue
  > {
    var desk = OutsideDesk(ScriptedVenue(script: script))
    desk.quote("5000", "5000.25", at: 1)
    desk.send(
      .submit(order("o1", .buy, 5, limit: "5000")), at: 2)
    return desk
  }

  @Test func anOrderIsWhatItsReportsMakeOfIt() {
    var desk = VenueTests.desk([
      (1, .accepted(VenueTests.id)), (2, VenueTests.fill("x1", "5000", 2)),
      (3, VenueTests.fill("x2", "4999.75", 3)),
    ])
    #expect(desk.status("o1") == .pending)
    desk.pump(until: 3)
    #expect(desk.status("o1") == .accepted)
    desk.pump(until: 9)
    #expect(desk.status("o1") == .filled)
    #expect(desk.position.quantity == Quantity(5))
    #expect(desk.fills == ["o1 2 at 5000 venue", "o1 3 at 4999.75 venue"])
  }

  @Test func whatTheVenueRefusesIsRejected() {
    var desk = VenueTests.desk([(1, .rejected(VenueTests.id)), (2, .accepted(VenueTests.id))])
    desk.pump(until: 9)
    #expect(desk.status("o1") == .rejected)
    #expect(desk.engine.liveOrderCount == 0)
  }

  @Test func noQuoteFillsAnOrderThatRestsOutside() {
    var desk = VenueTests.desk([(1, .accepted(VenueTests.id))])
    desk.pump(until: 3)
    desk.quote("4990", "4990.25", at: 4)
    #expect(desk.status("o1") == .accepted && desk.position.quantity == .zero)
  }

  @Test func aFillMayComeBetweenACancelAndItsReport() {
    var desk = VenueTests.desk([
      (1, .accepted(VenueTests.id)), (5, VenueTests.fill("x1", "5000", 2)),
      (6, .canceled(VenueTests.id)),
    ])
    desk.pump(until: 3)
    desk.send(.cancel(VenueTests.id), at: 4)
    desk.send(.cancel(VenueTests.id), at: 5)
    #expect(desk.status("o1") == .accepted)
    #expect(desk.venue.taken == ["submit o1", "cancel o1"])
    desk.pump(until: 9)
    #expect(desk.status("o1") == .canceled)
    #expect(desk.position.quantity == Quantity(2))
  }

  @Test func aRefusedCancelMayBeAskedForAgain() {
    var desk = VenueTests.desk([(1, .accepted(VenueTests.id)), (3, .cancelRejected(VenueTests.id))])
    desk.pump(until: 3)
    desk.send(.cancel(VenueTests.id), at: 4)
    desk.pump(until: 6)
    desk.send(.cancel(VenueTests.id), at: 7)
    #expect(desk.venue.taken == ["submit o1", "cancel o1", "cancel o1"])
  }

  @Test func aFillTooManyOrTooLateIsBookedUnderAnOrderOfItsOwn() {
    var desk = VenueTests.desk([
      (1, VenueTests.fill("x1", "5000", 4)), (2, VenueTests.fill("x2", "5000", 3)),
      (3, VenueTests.fill("x3", "5000.25", 1)), (4, VenueTests.fill("x3", "5000.25", 1)),
    ])
    desk.pump(until: 9)
    #expect(desk.position.quantity == Quantity(8))
    #expect(
      desk.fills == [
        "o1 4 at 5000 venue", "o1 1 at 5000 venue", "LATE-ES 2 at 5000 venue",
        "LATE-ES-2 1 at 5000.25 venue",
      ])
  }

  /// The books take it whole or not at all, so that the same execution may be told again, rightly.
  @Test func aFillThatNoAmountHoldsIsToldAndMayBeToldAgain() {
    var desk = VenueTests.desk([
      (1, .accepted(VenueTests.id)), (2, VenueTests.fill("x1", "9000000000", 5)),
      (3, VenueTests.fill("x1", "9000000000", 9)), (4, VenueTests.fill("x1", "5000", 5)),
      (5, VenueTests.fill("x2", "9000000000", 2)),
    ])
    desk.pump(until: 4)
    #expect(desk.strays == ["filled o1 overflow"])
    #expect(desk.status("o1") == .accepted && desk.position.quantity == .zero)
    desk.pump(until: 5)
    #expect(desk.strays.count == 2 && desk.fills.isEmpty && desk.engine.orderCount == 1)
    desk.pump(until: 9)
    #expect(desk.fills == ["o1 5 at 5000 venue"])
    #expect(desk.status("o1") == .filled && desk.engine.orderCount == 1)
    #expect(desk.strays.count == 3)
  }

  /// What the venue charges is charged once, also where its fill becomes two.
  @Test func theVenuesChargeIsTakenWhole() {
    let charged = VenueFill(
      order: VenueTests.id, execution: OrderID("x1")!, price: price("5000"), quantity: Quantity(7),
      commission: Money(nanos: 3_330_000_000))
    var desk = VenueTests.desk([(1, .filled(charged))])
    desk.pump(until: 9)
    #expect(desk.fills == ["o1 5 at 5000 venue", "LATE-ES 2 at 5000 venue"])
    #expect(desk.position.fees == Money(nanos: 3_330_000_000))
  }

  @Test func aReportOfAnUnknownOrderIsTold() {
    var desk = VenueTests.desk([
      (1, VenueTests.fill("x1", "5000", 4, of: "stranger")), (2, .canceled(OrderID("other")!)),
    ])
    desk.pump(until: 9)
    #expect(desk.strays == ["filled stranger unknown_order", "canceled other unknown_order"])
    #expect(desk.position.quantity == .zero)
  }

  @Test func listsAreNotSentOutside() {
    var desk = OutsideDesk(ScriptedVenue(script: []))
    desk.quote("5000", "5000.25", at: 1)
    desk.send(
      .submitList(
        .oneCancelsOther,
        [order("a", .buy, 1, limit: "4990"), order("b", .sell, 1, limit: "5010")]), at: 2)
    #expect(desk.status("a") == .rejected && desk.status("b") == .rejected)
    #expect(desk.venue.taken.isEmpty)
  }

  @Test func positionsThatDifferAreNamed() throws {
    let (es, nq, ym) = (Symbol("ES")!, Symbol("NQ")!, Symbol("YM")!)
    let differences = PositionDifference.all(
      here: [(nq, Quantity(1)), (es, Quantity(2)), (ym, Quantity(3))],
      there: [(ym, Quantity(3)), (es, Quantity(-2)), (Symbol("RTY")!, Quantity(4))])
    #expect(
      differences.map { "\($0.symbol) \($0.kind.rawValue) \($0.here) \($0.there)" } == [
        "ES quantity 2 -2", "NQ missing_there 1 0", "RTY missing_here 0 4",
      ])
    var desk = VenueTests.desk([(1, VenueTests.fill("x1", "5000", 5))])
    desk.pump(until: 9)
    desk.send(.report(.positions([VenuePosition(es, Quantity(5))])), at: 10)
    desk.send(.report(.positions([VenuePosition(es, Quantity(4))])), at: 11)
    desk.send(.report(.positions([])), at: 12)
    #expect(desk.differences == [.quantity, .missingThere])
  }

  /// The paper venue outside and the one inside come to the same, order by order.
  @Test func thePaperVenueKeepsTheBoundary() {
    for seed in 1...150 as ClosedRange<UInt64> {
      var draws = Draws(seed)
      var inside = OutsideDesk(ScriptedVenue(script: []), isOutside: false)
      var outside = OutsideDesk(PaperVenue(OutsideDesk<PaperVenue>.engine(isOutside: false)))
      var ids = 0
      for step in 1...50 as ClosedRange<Int64> {
        if draws.below(3) == 0 || step == 1 {
          let bid = 19_990 + draws.below(20)
          let (low, high) = (SlowVenue.text(bid), SlowVenue.text(bid + 1 + draws.below(2)))
          inside.quote(low, high, at: step * 10)
          outside.venueQuote(low, high, at: step * 10)
        } else {
          let action = VenueTests.action(&draws, &ids)
          inside.send(action, at: step * 10)
          outside.send(action, at: step * 10)
        }
        outside.pump(until: step * 10)
      }
      #expect(
        outside.trades == inside.trades && outside.position == inside.position
          && outside.engine.account == inside.engine.account
          && outside.statuses == inside.statuses, "seed \(seed)")
      guard outside.trades == inside.trades else { return }
    }
  }

  private static func action(_ draws: inout Draws, _ ids: inout Int) -> Input.Action {
    switch draws.below(6) {
    case 0: return .cancel(OrderID("o\(draws.below(ids + 1))")!)
    case 1:
      return .modify(
        ModifyRequest(
          id: OrderID("o\(draws.below(ids + 1))")!, quantity: Quantity(1 + draws.below(6))))
    default:
      ids += 1
      let side = draws.one(of: [Side.buy, .sell])
      let limit = draws.below(3) > 0 ? SlowVenue.text(19_988 + draws.below(24)) : nil
      return .submit(order("o\(ids)", side, 1 + draws.below(5), limit: limit))
    }
  }
}

/// A venue that says what it was told to say, so long after the first command.
struct ScriptedVenue: Venue {
  private var script: [(after: Int64, VenueReport.Kind)]
  private var startedAt: UnixNanos?
  private(set) var taken: [String] = []

  init(script: [(after: Int64, VenueReport.Kind)]) { self.script = script }

  mutating func take(_ command: VenueCommand, at instant: UnixNanos) {
    startedAt = startedAt ?? instant
    switch command {
    case .submit(let request): taken.append("submit \(request.id)")
    case .modify(let request): taken.append("modify \(request.id)")
    case .cancel(let id): taken.append("cancel \(id)")
    }
  }

  mutating func reports(until instant: UnixNanos) -> [VenueReport] {
    guard let startedAt else { return [] }
    let due = script.filter { startedAt.nanos + $0.after <= instant.nanos }
    script.removeAll { startedAt.nanos + $0.after <= instant.nanos }
    return due.map { VenueReport(at: UnixNanos(startedAt.nanos + $0.after), $0.1) }
  }
}

/// An engine with its venue outside, and who carries between the two.
struct OutsideDesk<Outside: Venue> {
  private(set) var engine: Engine
  private(set) var venue: Outside
  private var effects = Effects()
  private(set) var strays: [String] = []
  private(set) var differences: [PositionDifference.Kind] = []

  init(_ venue: Outside, isOutside: Bool = true) {
    self.venue = venue
    engine = OutsideDesk.engine(isOutside: isOutside)
  }

  static func engine(isOutside: Bool) -> Engine {
    var engine = Engine()
    var effects = Effects()
    let es = Instrument(
      symbol: Symbol("ES")!, multiplier: Ratio(nanos: 50_000_000_000), tick: price("0.25"))
    engine.apply(Input(at: nil, .instrument(es)), into: &effects)
    engine.apply(Input(at: nil, .source(SourceName("A")!)), into: &effects)
    var change = EngineConfigChange()
    change.isVenueOutside = isOutside
    change.commissionPerUnit = Money(nanos: 2_250_000_000)
    engine.apply(Input(at: nil, .config(change)), into: &effects)
    return engine
  }

  private static func tick(_ bid: String, _ ask: String, at nanos: Int64) -> Tick {
    var tick = Tick(
      receivedAt: UnixNanos(nanos), eventAt: UnixNanos(nanos), instrument: InstrumentIndex(0),
      source: SourceIndex(0), parts: [.bid, .bidSize, .ask, .askSize])
    tick.bid = price(bid)
    tick.ask = price(ask)
    tick.bidSize = Quantity(4)
    tick.askSize = Quantity(4)
    return tick
  }

  mutating func quote(_ bid: String, _ ask: String, at nanos: Int64) {
    send(.tick(OutsideDesk.tick(bid, ask, at: nanos)), at: nanos)
  }

  mutating func send(_ action: Input.Action, at nanos: Int64) {
    engine.apply(Input(at: UnixNanos(nanos), action), into: &effects)
    for effect in effects.items {
      switch effect.kind {
      case .command(let place): venue.take(effects.commands[place], at: effect.at)
      case .stray(let place):
        let stray = effects.strays[place]
        let order = stray.report.order.map { "\($0)" } ?? ""
        strays.append("\(stray.report.word) \(order) \(stray.reason.word)")
      case .reconciliation(let difference): differences.append(difference.kind)
      default: break
      }
    }
    effects.removeAll()
  }

  mutating func pump(until nanos: Int64) {
    for report in venue.reports(until: UnixNanos(nanos)) {
      send(.report(report.kind), at: report.at.nanos)
    }
  }

  // MARK: What came of it

  func status(_ id: String) -> OrderStatus? {
    OrderID(id).flatMap { engine.index(of: $0) }.map { engine.order(at: $0).status }
  }

  var position: PositionFigures { engine.position(of: InstrumentIndex(0)) }

  var fills: [String] {
    (0..<engine.fillCount).map { place in
      let fill = engine.fill(at: place)
      return
        "\(engine.order(at: fill.order).id) \(fill.quantity) at \(fill.price) \(fill.cause.word)"
    }
  }

  /// Fills without why they came, which only a venue knows.
  var trades: [String] {
    fills.map { $0.split(separator: " ").dropLast().joined(separator: " ") }
  }

  var statuses: [OrderStatus] {
    (0..<engine.orderCount).map { engine.order(at: OrderIndex($0)).status }
  }
}

extension OutsideDesk where Outside == PaperVenue {
  /// Quotes both the desk and its venue.
  mutating func venueQuote(_ bid: String, _ ask: String, at nanos: Int64) {
    quote(bid, ask, at: nanos)
    venue.apply(Input(at: UnixNanos(nanos), .tick(OutsideDesk.tick(bid, ask, at: nanos))))
  }
}
