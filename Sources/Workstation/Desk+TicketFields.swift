import MarketModel
import Panes
import TerminalKit

/// Fields of the ticket that are typed.
extension Desk {
  /// Opens a field, where the order has it.
  mutating func edit(_ ticket: OrderTicket, _ command: Command, now: DeskTime) {
    guard let field = ticket.field(command) else {
      return announce(.info, "\(ticket.type.word) orders have no such field", now: now)
    }
    mode = .edit(field, LineEditor(ticket.typedText(field, now: now.wall)), ticket)
  }

  /// The end of typing a field: taken, or left open with the reason.
  mutating func finish(
    _ field: TicketField, _ editor: LineEditor, _ ticket: OrderTicket, _ command: Command,
    now: DeskTime
  ) {
    guard command == .confirm else {
      if command == .back { mode = .ticket(ticket) }
      return
    }
    var ticket = ticket
    if let expected = ticket.take(editor.text, field, now: now.wall) {
      return announce(
        .warning, "\(field.rawValue): expected \(expected), got '\(editor.text)'", now: now)
    }
    mode = .ticket(ticket)
  }
}

extension OrderTicket {
  /// The field that a command types; nil where the order has none.
  func field(_ command: Command) -> TicketField? {
    switch command {
    case .editQuantity: .quantity
    case .editPrice: priceFields.first?.field
    case .editStop: priceFields.last.flatMap { $0 == .limit ? nil : $0.field }
    case .editExpiry: isNew && timeInForce == .goodTillDate ? .expiry : nil
    case .editTarget where paired != nil: .pairedPrice
    case .editStopDistance where paired != nil: nil
    case .editTarget: isNew && type != .trailingStop ? .target : nil
    case .editStopDistance: isNew && type != .trailingStop ? .stopDistance : nil
    default: nil
    }
  }

  /// What stands in a field before it is typed in.
  func typedText(_ field: TicketField, now: UnixNanos) -> String {
    func price(_ field: PriceField) -> String { self[field] == nil ? "" : text(field) }
    switch field {
    case .price: return price(.limit)
    case .stop: return price(.stop)
    case .trail: return price(.trail)
    case .quantity: return quantity.description
    case .expiry: return expiresAt.map { String(ExpiryText.string($0, now: now).dropLast()) } ?? ""
    case .target: return bracket?.targetTicks.map(String.init) ?? ""
    case .stopDistance: return bracket?.stopTicks.map(String.init) ?? ""
    case .pairedPrice: return paired?.price.map { self.text($0) } ?? ""
    }
  }

  /// Takes what was typed into a field.
  ///
  /// - Returns: what was expected instead; nil when it was taken.
  mutating func take(_ text: String, _ field: TicketField, now: UnixNanos) -> String? {
    switch field {
    case .price: return take(price: text, .limit)
    case .stop: return take(price: text, .stop)
    case .trail: return take(price: text, .trail)
    case .quantity: return take(quantity: text)
    case .expiry:
      guard let end = ExpiryText.parse(text, now: now) else { return ExpiryText.expectation }
      expiresAt = end
      return nil
    case .target, .stopDistance: return take(ticks: text, field)
    case .pairedPrice: return take(pairedPrice: text)
    }
  }

  private mutating func take(pairedPrice text: String) -> String? {
    do throws(DecimalFailure) {
      let price = try Price(text)
      guard paired?.type != .trailingStop || price.nanos > 0 else { return "a distance above 0" }
      paired?.price = price
      return nil
    } catch {
      return error.wanted
    }
  }

  private mutating func take(price text: String, _ field: PriceField) -> String? {
    do throws(DecimalFailure) {
      let price = try Price(text)
      guard field != .trail || price.nanos > 0 else { return "a distance above 0" }
      if field == .limit { isAtTouch = false }
      self[field] = price
      return nil
    } catch {
      return error.wanted
    }
  }

  private mutating func take(quantity text: String) -> String? {
    do throws(DecimalFailure) {
      let quantity = try Quantity(text)
      guard quantity.nanos > 0 else { return "a quantity above 0" }
      self.quantity = quantity
      return nil
    } catch {
      return error == .outOfRange ? "a quantity above 0" : error.wanted
    }
  }

  private mutating func take(ticks text: String, _ field: TicketField) -> String? {
    let ticks = Int64(text)
    guard text.isEmpty || ticks.map({ (1...Bracket.distanceLimit).contains($0) }) ?? false else {
      return "whole ticks from 1 to \(Bracket.distanceLimit), or nothing"
    }
    var changed = bracket ?? Bracket(targetTicks: nil, stopTicks: nil)
    if field == .target { changed.targetTicks = ticks } else { changed.stopTicks = ticks }
    bracket = changed.isEmpty ? nil : changed
    if bracket != nil { isReduceOnly = false }
    return nil
  }
}

extension OrderTicket.PriceField {
  /// The field it is typed in.
  var field: TicketField {
    switch self {
    case .limit: .price
    case .stop: .stop
    case .trail: .trail
    }
  }
}

extension DecimalFailure {
  /// What was expected, in words that complete "expected …".
  var wanted: String {
    switch self {
    case .empty: "a decimal"
    case .notADecimal: "a decimal such as 5000.25"
    case .finerThanNanos: "at most nine decimals"
    case .outOfRange: "a decimal between -9223372036 and 9223372036"
    }
  }
}
