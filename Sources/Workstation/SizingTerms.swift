import Engine
import Execution
import MarketModel
import Risk

/// What the sizes that a ticket offers are worked out with.
public struct SizingTerms: Sendable, Equatable {
  public var fixed = Quantity(1)
  public var riskShare = Ratio(nanos: 10_000_000)
  /// How far the stop is where a ticket names none.
  public var stopTicks: Int64 = 20
  public var targetDailyVolatility = Ratio(nanos: 10_000_000)
  /// How far a price moves in a usual day, as a share of it; by symbol.
  public var dailySigmas = LimitTable<Ratio>()
  public var winRate = Ratio(nanos: 500_000_000)
  public var payoff = Ratio(nanos: 1_500_000_000)
  public var kellyFraction = Ratio(nanos: 500_000_000)
  public var maxFraction = Ratio(nanos: 100_000_000)
  public var correlation: Ratio?

  public init() {}

  private static let usualSigma = Ratio(nanos: 10_000_000)

  func dailySigma(of symbol: Symbol) -> Ratio { dailySigmas[symbol] ?? SizingTerms.usualSigma }
}

/// The sizes offered for a ticket: one a method, each with its steps.
public struct SizingChoice: Sendable {
  public let ticket: OrderTicket
  var selected = 0

  init(_ ticket: OrderTicket) { self.ticket = ticket }

  static let methods: [StaticString] = ["fixed_risk", "volatility", "kelly", "fixed"]

  mutating func move(by step: Int) {
    let count = SizingChoice.methods.count
    selected = (selected + step + count) % count
  }

  /// What is asked of each method, in the order of `methods`; nil where the ticket has no price.
  func requests(_ terms: SizingTerms, _ engine: Engine) -> [SizingRequest?] {
    guard let instrument = engine.instruments.index(of: ticket.symbol) else { return [] }
    let touch = Desk.touch(ticket.side, instrument, engine)
    let entry = ticket.bracketBase(touch: touch) ?? touch
    let distance = stopTicks(terms)
    let stop = entry?.moved(ticks: -ticket.side.sign * distance, of: ticket.tick)
    func request(_ method: SizingRequest.Method?) -> SizingRequest? {
      method.map {
        SizingRequest(instrument: instrument, method: $0, correlation: terms.correlation)
      }
    }
    return [
      request(stop.map { .fixedRisk(riskShare: terms.riskShare, entry: entry, stop: $0) }),
      request(
        entry.map {
          .volatility(
            price: $0, targetDailyVolatility: terms.targetDailyVolatility,
            dailySigma: terms.dailySigma(of: ticket.symbol))
        }),
      request(
        Price.zero.moved(ticks: distance, of: ticket.tick).map {
          .kelly(
            winRate: terms.winRate, payoff: terms.payoff, fraction: terms.kellyFraction,
            maxFraction: terms.maxFraction, stopPoints: $0)
        }),
      request(.fixed(terms.fixed)),
    ]
  }

  /// How far the stop is that two of the methods need: the bracket's, else the configured one.
  func stopTicks(_ terms: SizingTerms) -> Int64 { ticket.bracket?.stopTicks ?? terms.stopTicks }
}

extension Desk {
  /// A command while sizes are offered.
  mutating func size(
    _ choice: SizingChoice, _ command: Command, now: DeskTime, engine: Engine
  ) -> [DeskAction] {
    var choice = choice
    switch command {
    case .up: choice.move(by: -1)
    case .down, .size: choice.move(by: 1)
    case .back:
      mode = .ticket(choice.ticket)
      return []
    case .confirm: return take(choice, now: now, engine: engine)
    default: break
    }
    mode = .sizing(choice)
    return []
  }

  /// Puts a size into the ticket; what led to it goes to the journal.
  private mutating func take(
    _ choice: SizingChoice, now: DeskTime, engine: Engine
  ) -> [DeskAction] {
    let requests = choice.requests(sizing, engine)
    guard requests.indices.contains(choice.selected), let request = requests[choice.selected],
      let result = engine.sizing(request)
    else {
      announce(.warning, "no size can be worked out: a price is missing", now: now)
      return []
    }
    guard result.quantity.nanos > 0 else {
      announce(.warning, "the size comes to 0: the risk of one unit is beyond it", now: now)
      return []
    }
    var ticket = choice.ticket
    ticket.quantity = result.quantity
    mode = .ticket(ticket)
    return [.size(request)]
  }
}
