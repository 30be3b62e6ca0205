/// A decimal number as it was written, with its place.
///
/// Prices, quantities and money never pass through a Double. This is text of the checked form
/// `-?digits(.digits)?` with at most nine decimals; the module that owns the number type parses
/// it, and names `mark` when the value does not fit.
public struct DecimalLiteral: Equatable, Sendable {
  /// The digits, as written.
  public let text: String
  /// Where they were written; the whole file for a default.
  public let mark: Mark

  /// A default, written by nobody.
  init(standing text: String) {
    self.init(text: text, mark: Mark(file: "default"))
  }

  init(text: String, mark: Mark) {
    self.text = text
    self.mark = mark
  }

  /// Whether every digit is 0.
  var isZero: Bool {
    text.utf8.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") || $0 == minus }
  }

  var isNegative: Bool {
    text.utf8.first == minus && !isZero
  }

  /// Whether a number that is not negative is 1 at most.
  var isAtMostOne: Bool {
    let parts = text.split(separator: ".")
    let whole = parts.first?.drop { $0 == "0" } ?? ""
    return whole.isEmpty
      || (whole == "1" && parts.dropFirst().allSatisfy { $0.allSatisfy { $0 == "0" } })
  }

  /// Whether `text` is a plain decimal: no exponent, no sign but a minus, nothing left out.
  static func isDecimal(_ text: String) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    let parts = digits.split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first, (1...19).contains(whole.count) else { return false }
    guard whole.allSatisfy(Characters.isDigit) else { return false }
    guard parts.count == 2 else { return true }
    return (1...9).contains(parts[1].count) && parts[1].allSatisfy(Characters.isDigit)
  }

  private var minus: UInt8 { UInt8(ascii: "-") }
}

extension Reader where Value == DecimalLiteral {
  static let decimal = decimal("a decimal number") { _ in true }
  static let positiveDecimal = decimal("a decimal number above 0") { !$0.isZero && !$0.isNegative }
  static let share = decimal("a decimal number from 0 to 1") { !$0.isNegative && $0.isAtMostOne }
  static let notNegativeDecimal = decimal("a decimal number, 0 or above") { !$0.isNegative }

  private static func decimal(
    _ what: String, where allows: @escaping @Sendable (DecimalLiteral) -> Bool
  ) -> Reader {
    Reader(
      "\(what), at most 9 decimals",
      scalar: { scalar in
        guard DecimalLiteral.isDecimal(scalar.text) else { return nil }
        let value = DecimalLiteral(text: scalar.text, mark: scalar.mark)
        return allows(value) ? value : nil
      })
  }
}
