/// A number kept as an `Int64` count of 1e-9: exact, comparable, and never a float.
///
/// `Price`, `Quantity`, `Money` and `Ratio` are distinct types over the same form so that a
/// price is not added to a quantity by mistake. The range is ±9,223,372,036.854775807.
public protocol FixedPoint: Comparable, Hashable, Sendable, CustomStringConvertible {
  /// The count of 1e-9.
  var nanos: Int64 { get }
  /// Makes the value that `nanos` counts of 1e-9 stand for.
  init(nanos: Int64)
}

extension FixedPoint {
  @inlinable public static var zero: Self { Self(nanos: 0) }
  @inlinable public static func < (left: Self, right: Self) -> Bool { left.nanos < right.nanos }

  /// Reads a decimal from its digits, never through a float.
  ///
  /// - Parameter exponents: whether `1e3` is taken, as in a JSON number.
  /// - Throws: `DecimalFailure` when the bytes are no decimal, finer than 1e-9 or out of range.
  @inlinable
  public init(
    parsing bytes: UnsafeBufferPointer<UInt8>, exponents: Bool = false
  ) throws(DecimalFailure) {
    self.init(nanos: try DecimalText.parse(bytes, exponents: exponents))
  }

  /// Reads a decimal from text; the same rules as for bytes.
  public init(_ text: String) throws(DecimalFailure) {
    var text = text
    let result = text.withUTF8 { bytes -> Result<Int64, DecimalFailure> in
      do throws(DecimalFailure) {
        return .success(try DecimalText.parse(bytes, exponents: false))
      } catch {
        return .failure(error)
      }
    }
    self.init(nanos: try result.get())
  }

  /// The shortest exact decimal, such as `5000.25`, `0` or `-2.5`.
  public var description: String { DecimalText.string(nanos) }

  /// The value as a float, for statistics and drawing only.
  @inlinable public var approximate: Double { Double(nanos) / 1e9 }
}

/// A price in the instrument's currency, 1e-9 exact.
@frozen public struct Price: FixedPoint {
  public var nanos: Int64
  @inlinable public init(nanos: Int64) { self.nanos = nanos }

  /// The price `count` ticks away, or nil beyond the representable range.
  @inlinable
  public func moved(ticks count: Int64, of tick: Price) -> Price? {
    let (distance, overflow) = count.multipliedReportingOverflow(by: tick.nanos)
    let (sum, carried) = nanos.addingReportingOverflow(distance)
    return overflow || carried ? nil : Price(nanos: sum)
  }

  /// Whether the price is a whole number of ticks. A tick of zero takes every price.
  @inlinable public func isOn(tick: Price) -> Bool {
    tick.nanos == 0 || nanos % tick.nanos == 0
  }
}

/// A number of contracts, shares or coins, 1e-9 exact.
@frozen public struct Quantity: FixedPoint {
  public var nanos: Int64
  @inlinable public init(nanos: Int64) { self.nanos = nanos }
  /// A whole number of units; traps beyond 9.2 billion, so for literals and counts only.
  @inlinable public init(_ units: Int) { self.nanos = Int64(units) * 1_000_000_000 }
}

/// An amount in a currency, 1e-9 exact.
@frozen public struct Money: FixedPoint {
  public var nanos: Int64
  @inlinable public init(nanos: Int64) { self.nanos = nanos }
}

/// A plain factor, such as a contract multiplier or a margin rate, 1e-9 exact.
@frozen public struct Ratio: FixedPoint {
  public var nanos: Int64
  @inlinable public init(nanos: Int64) { self.nanos = nanos }
  public static let one = Ratio(nanos: 1_000_000_000)
}
