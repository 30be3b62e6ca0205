import Execution
import MarketModel

/// Reports of a venue outside.
extension InputDecoder {
  private enum ReportWord {
    case accepted, rejected, filled, canceled, expired, modified, cancelRejected, modifyRejected
  }

  func report(_ members: inout LineMembers) throws(LineFailure) -> VenueReport.Kind {
    let word = try members.requiredChoice(
      "report",
      [
        Choice("accepted", ReportWord.accepted), Choice("rejected", .rejected),
        Choice("filled", .filled), Choice("canceled", .canceled), Choice("expired", .expired),
        Choice("modified", .modified), Choice("cancel_rejected", .cancelRejected),
        Choice("modify_rejected", .modifyRejected),
      ])
    switch word {
    case .accepted: return .accepted(try id(&members))
    case .rejected: return .rejected(try id(&members))
    case .canceled: return .canceled(try id(&members))
    case .expired: return .expired(try id(&members))
    case .cancelRejected: return .cancelRejected(try id(&members))
    case .modifyRejected: return .modifyRejected(try id(&members))
    case .modified:
      return .modified(
        ModifyRequest(
          id: try id(&members), quantity: try members.decimal("quantity"),
          limit: try members.decimal("limit"), stop: try members.decimal("stop")))
    case .filled: return .filled(try venueFill(&members))
    }
  }

  private func venueFill(_ members: inout LineMembers) throws(LineFailure) -> VenueFill {
    let order = try id(&members)
    let text = try members.orderID("execution")
    guard let execution = text.bytes.withUnsafeBufferPointer({ OrderID($0) }) else {
      throw members.failure("execution", "expected 1 to 64 printable ASCII characters")
    }
    var fill = VenueFill(
      order: order, execution: execution, price: try members.required("price"),
      quantity: try members.required("quantity"))
    guard fill.quantity.nanos > 0 else {
      throw members.failure("quantity", "expected more than 0")
    }
    fill.commission = try members.decimal("commission")
    let sides = [Choice("MAKER", Liquidity.maker), Choice("TAKER", .taker)]
    fill.liquidity = try members.choice("liquidity", sides) ?? .taker
    return fill
  }

  func venuePositions(_ members: inout LineMembers) throws(LineFailure) -> VenueReport.Kind {
    guard
      let elements = try members.elements("positions", atMost: InstrumentCatalog.countLimit)
    else { throw members.failure("positions", "expected an array, got nothing") }
    var positions: [VenuePosition] = []
    for element in elements {
      var position = try LineMembers(element, prefix: "positions[\(positions.count)].")
      guard let symbol = try position.symbol("symbol") else {
        throw position.failure("symbol", "expected a symbol, got nothing")
      }
      positions.append(VenuePosition(symbol, try position.required("quantity")))
      try position.expectNoMore()
    }
    return .positions(positions)
  }
}
