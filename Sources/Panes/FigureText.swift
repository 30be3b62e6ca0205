import MarketModel
import TerminalKit

/// Numbers as a trader reads them: fixed decimals, thousands apart, a sign that is a real minus.
public struct FigureText: Sendable {
  private let minus: String

  /// For texts that also go into files: an ASCII minus.
  public static let plain = FigureText(.ascii)

  public init(_ glyphs: Glyphs) { minus = String(Character(glyphs.minus)) }

  /// A price with as many decimals as its instrument's tick needs, rounded half away from zero.
  public func price(_ price: Price, decimals: Int) -> String {
    fixed(price.nanos, decimals: decimals)
  }

  /// A quantity in its shortest exact form.
  public func quantity(_ quantity: Quantity) -> String {
    (quantity.nanos < 0 ? minus : "") + DecimalText.string(magnitude(quantity.nanos))
  }

  /// A size that must fit a narrow column: `12`, `4.1k`, `2.3M`.
  public func size(_ quantity: Quantity) -> String {
    let units = quantity.approximate
    if units >= 10_000_000 { return scaled(units / 1_000_000, "M") }
    if units >= 100_000 { return scaled(units / 1_000, "k") }
    if units >= 100 || quantity.nanos % 1_000_000_000 == 0 {
      return String(quantity.nanos / 1_000_000_000)
    }
    return fixed(quantity.nanos, decimals: units >= 1 ? 2 : 4)
  }

  /// An amount with two decimals and thousands apart: `98,760.00`.
  public func money(_ money: Money) -> String { grouped(fixed(money.nanos, decimals: 2)) }

  /// The same with a sign in front of gains as well: `+1,240.00`.
  public func gain(_ money: Money) -> String {
    money.nanos > 0 ? "+" + self.money(money) : self.money(money)
  }

  /// An account's amount; beyond what 64 bits hold it is said in full digits.
  public func amount(_ amount: WideAmount) -> String {
    Int64(exactly: amount.nanos).map { money(Money(nanos: $0)) } ?? amount.description
  }

  /// The same with a sign in front of gains.
  public func gain(_ amount: WideAmount) -> String {
    amount.nanos > 0 ? "+" + self.amount(amount) : self.amount(amount)
  }

  /// A relative change in percent with its sign: `+0.42%`.
  public func change(from base: Price, to price: Price) -> String? {
    guard base.nanos > 0 else { return nil }
    let percent = (price.approximate - base.approximate) / base.approximate * 100
    guard percent.magnitude < 100_000 else { return nil }
    let hundredths = Int64((percent * 100).rounded())
    let sign = hundredths > 0 ? "+" : ""
    return sign + fixed(hundredths * 10_000_000, decimals: 2) + "%"
  }

  /// A span of time in the widest unit that keeps it short: `0.2s`, `12s`, `3m`, `5h`, `2d`.
  public func age(nanos: Int64) -> String {
    let tenths = max(0, nanos) / 100_000_000
    if tenths < 100 { return "\(tenths / 10).\(tenths % 10)s" }
    let seconds = tenths / 10
    if seconds < 60 { return "\(seconds)s" }
    if seconds < 3_600 { return "\(seconds / 60)m" }
    return seconds < 86_400 ? "\(seconds / 3_600)h" : "\(seconds / 86_400)d"
  }

  /// Events a second: `0`, `812`, `12.4k`.
  public func rate(_ perSecond: Double) -> String {
    guard perSecond.isFinite, perSecond >= 0 else { return "0" }
    if perSecond >= 1_000_000 { return scaled(perSecond / 1_000_000, "M") }
    return perSecond >= 1_000 ? scaled(perSecond / 1_000, "k") : String(Int(perSecond.rounded()))
  }

  /// A short duration in its natural unit: `850ns`, `3µs`, `1.1ms`, `2.0s`.
  public func duration(nanos: Int64) -> String {
    switch nanos {
    case ..<1_000: "\(max(0, nanos))ns"
    case ..<1_000_000: "\(nanos / 1_000)us"
    case ..<10_000_000: "\(nanos / 1_000_000).\(nanos / 100_000 % 10)ms"
    case ..<1_000_000_000: "\(nanos / 1_000_000)ms"
    default: "\(nanos / 1_000_000_000).\(nanos / 100_000_000 % 10)s"
    }
  }

  /// A count of 1e-9 with a fixed number of decimals, 0 to 9, rounded half away from zero.
  /// How far another clock runs ahead of ours: `+8.0s`, `-12ms`.
  public func skew(nanos: Int64) -> String {
    let size = Int64(clamping: nanos.magnitude)
    let text =
      size < 1_000_000_000
      ? "\(size / 1_000_000)ms"
      : size < 100_000_000_000 ? fixed(size, decimals: 1) + "s" : "\(size / 60_000_000_000)min"
    return (nanos < 0 ? minus : "+") + text
  }

  private func fixed(_ nanos: Int64, decimals: Int) -> String {
    let unit = FigureText.powers[max(0, 9 - decimals)]
    let rounded = (UInt64(magnitude(nanos)) + UInt64(unit / 2)) / UInt64(unit)
    let scale = UInt64(FigureText.powers[max(0, min(9, decimals))])
    var text = nanos < 0 && rounded > 0 ? minus : ""
    text += String(rounded / scale)
    guard decimals > 0 else { return text }
    let fraction = String(rounded % scale)
    return text + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// The magnitude, the one value without a positive twin held at the end of the range.
  private func magnitude(_ nanos: Int64) -> Int64 { nanos == .min ? .max : abs(nanos) }

  private func scaled(_ value: Double, _ unit: String) -> String {
    let tenths = Int64((value * 10).rounded())
    return tenths >= 1_000 ? "\(tenths / 10)\(unit)" : "\(tenths / 10).\(tenths % 10)\(unit)"
  }

  private func grouped(_ text: String) -> String {
    let point = text.firstIndex(of: ".") ?? text.endIndex
    var digits = ""
    for (place, character) in text[..<point].reversed().enumerated() {
      if place > 0, place % 3 == 0, character.isNumber { digits.append(",") }
      digits.append(character)
    }
    return String(digits.reversed()) + text[point...]
  }

  private static let powers: [Int64] = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
  ]
}
