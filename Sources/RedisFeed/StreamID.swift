/// An entry's id in a stream: milliseconds of the server's clock and a running number.
public struct StreamID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let millis: UInt64
  public let sequence: UInt64

  public init(millis: UInt64, sequence: UInt64) {
    self.millis = millis
    self.sequence = sequence
  }

  /// Before every entry.
  public static let zero = StreamID(millis: 0, sequence: 0)

  /// Reads `millis-sequence`, or nil.
  public init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var parts: (UInt64, UInt64) = (0, 0)
    var part: UInt64 = 0
    var digits = 0
    var dashes = 0
    for byte in bytes {
      if byte == UInt8(ascii: "-"), dashes == 0, digits > 0 {
        parts.0 = part
        part = 0
        digits = 0
        dashes = 1
        continue
      }
      let digit = byte &- 48
      let (product, high) = part.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(digit))
      guard digit < 10, !high, !carry else { return nil }
      part = sum
      digits += 1
    }
    guard digits > 0, dashes == 1 else { return nil }
    parts.1 = part
    self.init(millis: parts.0, sequence: parts.1)
  }

  public init?(_ text: String) {
    var text = text
    guard let id = text.withUTF8({ StreamID($0) }) else { return nil }
    self = id
  }

  public static func < (left: StreamID, right: StreamID) -> Bool {
    left.millis == right.millis ? left.sequence < right.sequence : left.millis < right.millis
  }

  public var description: String { "\(millis)-\(sequence)" }
}
