import MarketModel
import TerminalKit

/// One value of a blotter's row: shown rounded, sorted and exported whole.
public enum BlotterValue: Sendable {
  case none
  case text(String)
  case price(Price, decimals: Int)
  case quantity(Quantity)
  /// With a sign.
  case gain(WideAmount)
  case money(WideAmount)
  /// UTC.
  case instant(UnixNanos)
  /// Nanoseconds.
  case span(Int64)

  /// As a trader reads it.
  func shown(_ figures: FigureText) -> String {
    switch self {
    case .none: "-"
    case .text(let text): text
    case .price(let price, let decimals): figures.price(price, decimals: decimals)
    case .quantity(let quantity): figures.quantity(quantity)
    case .gain(let amount): figures.gain(amount)
    case .money(let amount): figures.amount(amount)
    case .instant(let instant): ClockText.dayAndTime(instant)
    case .span(let nanos): figures.age(nanos: nanos)
    }
  }

  /// Whole, for a file; nil where there is nothing. Spans are milliseconds.
  public var exact: String? {
    switch self {
    case .none: nil
    case .text(let text): text
    case .price(let price, _): "\(price)"
    case .quantity(let quantity): "\(quantity)"
    case .gain(let amount), .money(let amount): "\(amount)"
    case .instant(let instant): "\(instant)"
    case .span(let nanos): "\(nanos / 1_000_000)"
    }
  }

  private var number: Int128? {
    switch self {
    case .none, .text: nil
    case .price(let price, _): Int128(price.nanos)
    case .quantity(let quantity): Int128(quantity.nanos)
    case .gain(let amount), .money(let amount): amount.nanos
    case .instant(let instant): Int128(instant.nanos)
    case .span(let nanos): Int128(nanos)
    }
  }

  /// Whether it comes before another one, upwards; nil where they are alike. What is not there
  /// comes first.
  func isBefore(_ other: BlotterValue) -> Bool? {
    switch (self, other) {
    case (.text(let one), .text(let two)): one == two ? nil : one < two
    default:
      switch (number, other.number) {
      case (.some(let one), .some(let two)): one == two ? nil : one < two
      case (nil, .some): true
      case (.some, nil): false
      case (nil, nil): nil
      }
    }
  }
}
