import Execution
import MarketModel
import Risk

/// An order as it was made, as a journal has it.
struct MadeOrder {
  var request: OrderRequest
  var at: UnixNanos
  var isFlatten: Bool
  /// The other side's touch when it was sent.
  var touch: Price?
  var leg: Leg?

  /// Its place in a list.
  struct Leg {
    var kind: ListKind
    /// 0 for the list's first order.
    var place: Int
    var count: Int
  }

  /// nil for an order of its own.
  static func leg(_ members: inout LineMembers) throws(LineFailure) -> Leg? {
    guard
      let kind = try members.choice("list", ListKind.allCases.map { Choice($0.word, $0) }),
      let leg = try members.integer("leg", in: 0...Int64(InputDecoder.listLimit)),
      let legs = try members.integer("legs", in: 1...Int64(InputDecoder.listLimit))
    else { return nil }
    return Leg(kind: kind, place: Int(leg), count: Int(legs))
  }
}

/// A fill as a journal has it; what it realised is worked out again.
struct JournaledFill {
  var at: UnixNanos
  var price: Price
  var quantity: Quantity
  var commission: Money
  var liquidity = Liquidity.taker
  var cause = FillCause.touch
  var source: SourceName?
  var bid: Price?
  var ask: Price?
  /// A venue's own name of it; nil for a paper fill.
  var execution: OrderID?
}

extension JournaledFill {
  init(_ members: inout LineMembers, at instant: UnixNanos) throws(LineFailure) {
    at = instant
    price = try members.required("price")
    quantity = try members.required("quantity")
    commission = try members.required("commission")
    let sides = [Choice("MAKER", Liquidity.maker), Choice("TAKER", .taker)]
    liquidity = try members.choice("liquidity", sides) ?? .taker
    cause = try members.choice("why", FillCause.allCases.map { Choice($0.word, $0) }) ?? .touch
    source = try members.sourceName("source")
    bid = try members.decimal("bid")
    ask = try members.decimal("ask")
    if cause == .venue { execution = try members.optionalOrderID("execution") }
  }
}

/// The day's figures as a journal has them.
struct JournaledDay {
  var baseline: WideAmount
  var peak: WideAmount
  var number: Int32
  var trades: Int32
  var date: TradeDate?
}

extension JournaledDay {
  init(_ members: inout LineMembers) throws(LineFailure) {
    baseline = try members.wide("baseline")
    peak = try members.wide("peak")
    number = Int32(try members.integer("day", in: 0...Int64(Int32.max)) ?? 0)
    trades = Int32(try members.integer("trades", in: 0...Int64(Int32.max)) ?? 0)
    date = try members.text("trade_date").flatMap { TradeDate($0) }
  }
}
