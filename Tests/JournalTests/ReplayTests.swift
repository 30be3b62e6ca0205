import Engine
import Execution
import Foundation
import MarketModel
import Testing

@testable import Journal

/// A recorded session replayed: the orders of its journal and its ticks, given to a fresh engine,
/// have the same effects, byte for byte.
@Suite struct ReplayTests {
  @Test(arguments: Array(301...306) as [UInt64])
  func journalAndTicksGiveTheSameEffects(seed: UInt64) throws {
    let desk = try Desk()
    var random = SplitMix(state: seed)
    var session = try TradingSession(desk, now: Desk.start)
    var recorded = EffectSum()
    var ticks: [Tick] = []
    for pass in 1...250 {
      ticks.append(contentsOf: quote(&session, pass, &random))
      recorded.add(session.effects, session.engine)
      try session.commit()
      command(&session, pass, &random)
      recorded.add(session.effects, session.engine)
      try session.commit()
    }
    #expect(session.engine.fillCount > 40 && session.engine.orderCount > 100)
    try session.recorder.close(session.engine)

    let commands = try JournalCommands(desk.open(), engine: TradingSession.freshEngine()).inputs
    var engine = TradingSession.freshEngine()
    var effects = Effects()
    var replayed = EffectSum()
    var left = ticks[...]
    for command in commands {
      while let tick = left.first, tick.receivedAt <= command.at ?? .zero {
        engine.apply(tick: left.removeFirst(), into: &effects)
        replayed.add(effects, engine)
        effects.removeAll()
      }
      engine.apply(command, into: &effects)
      replayed.add(effects, engine)
      effects.removeAll()
    }
    for tick in left {
      engine.apply(tick: tick, into: &effects)
      replayed.add(effects, engine)
      effects.removeAll()
    }
    #expect(replayed.count == recorded.count)
    #expect(replayed.digest == recorded.digest)
    #expect(firstDifference(account(of: engine), account(of: session.engine)) == nil)
  }

  /// Some ticks, each at an instant of its own.
  private func quote(
    _ session: inout TradingSession, _ pass: Int, _ random: inout SplitMix
  ) -> [Tick] {
    (0..<Int(random.next() % 3) + 1).map { step in
      session.now = session.now.advanced(byNanos: 1_000_000)
      let bid = Int64(5_000 + Int(random.next() % 21) - 10) * 1_000_000_000
      var tick = Tick(
        receivedAt: session.now, eventAt: session.now,
        instrument: InstrumentIndex(Int(random.next() % 3)),
        source: SourceIndex(UInt8(random.next() % 2)), parts: [.bid, .ask, .bidSize, .askSize])
      tick.bid = Price(nanos: bid)
      tick.ask = Price(nanos: bid + 250_000_000)
      tick.bidSize = Quantity(2 + (pass + step) % 5)
      tick.askSize = Quantity(3 + (pass + step) % 7)
      session.engine.apply(tick: tick, into: &session.effects)
      return tick
    }
  }

  /// One command, at an instant of its own.
  private func command(
    _ session: inout TradingSession, _ pass: Int, _ random: inout SplitMix
  ) {
    session.now = session.now.advanced(byNanos: 1_000_000)
    let place = Int(random.next() % 3)
    let points = Int(random.next() % 21) - 10
    let side: Side = random.next() % 2 == 0 ? .buy : .sell
    let quantity = Int(random.next() % 9) + 1
    let types: [OrderType] = [.market, .limit, .limit, .stop, .stopLimit]
    switch random.next() % 8 {
    case 0...3:
      session.submit(
        "o\(pass)", side, types[Int(random.next() % 5)], quantity, points: points, in: place)
    case 4: session.submitPair("o\(pass)", place, quantity, points: points)
    case 5: session.submitBracket("o\(pass)", place, quantity, points: points)
    case 6:
      guard let order = session.oldest else { return }
      session.apply(.cancel(order.id))
    default:
      // Changes of lists bring about changes of their other legs, which nobody asked for.
      guard let order = session.oldest, order.list == nil else { return }
      session.apply(.modify(ModifyRequest(id: order.id, quantity: Quantity(quantity + 9))))
    }
  }
}

/// Effects as lines, summed up.
private struct EffectSum {
  private var bytes: [UInt8] = []
  private(set) var count = 0

  mutating func add(_ effects: Effects, _ engine: Engine) {
    var encoder = EffectEncoder()
    for effect in effects.items { encoder.append(effect, of: effects, from: engine) }
    bytes += encoder.bytes
    count += effects.count
  }

  var digest: Digest? {
    let sha = SHA256()
    bytes.withUnsafeBytes { sha?.update($0) }
    return sha?.finish()
  }
}

/// What traders asked for, taken from a journal.
private struct JournalCommands {
  private(set) var inputs: [Input] = []
  private var scratch: Engine
  private var legs: [OrderRequest] = []

  init(_ journal: Journal, engine: Engine) throws {
    scratch = engine
    var commands = self
    try journal.forEachEvent { event in commands.take(event) }
    self = commands
  }

  private mutating func take(_ event: JournaledEvent) {
    _ = try? scratch.restore(line: event.payload)
    let text = String(decoding: event.payload, as: UTF8.self)
    if event.isKind(.order) {
      take(scratch.order(at: OrderIndex(scratch.orderCount - 1)), event.at)
    } else if event.isKind(.canceled), text.contains(#""reason":"user""#) {
      if let id = id(text) { inputs.append(Input(at: event.at, .cancel(id))) }
    } else if event.isKind(.modified), let id = id(text), let index = scratch.index(of: id) {
      let order = scratch.order(at: index)
      guard order.list == nil else { return }
      inputs.append(
        Input(at: event.at, .modify(ModifyRequest(id: id, quantity: order.quantity))))
    }
  }

  private mutating func take(_ order: Order, _ at: UnixNanos) {
    guard let instrument = order.instrument else { return }
    let request = OrderRequest(
      id: order.id, symbol: scratch.instruments[instrument].symbol, side: order.side,
      type: order.type, quantity: order.originalQuantity, limit: order.limit, stop: order.stop,
      timeInForce: order.timeInForce)
    guard let list = order.list else {
      inputs.append(Input(at: at, .submit(request)))
      return
    }
    legs.append(request)
    guard legs.count == Int(list.count) else { return }
    inputs.append(Input(at: at, .submitList(list.kind, legs)))
    legs = []
  }

  private func id(_ text: String) -> OrderID? {
    text.components(separatedBy: #""id":""#).dropFirst().first?.split(separator: "\"").first
      .flatMap { OrderID(String($0)) }
  }
}
