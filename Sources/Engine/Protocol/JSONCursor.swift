import Execution
import MarketModel

/// A place in a writer's room, for the lines that a desk writes by the million: the room for a
/// whole line has been made, so that a piece costs its bytes and nothing else.
///
/// `JSONWriter.open()` gives one and `close(_:)` takes what was written; between the two the writer
/// is left alone.
struct JSONCursor {
  private(set) var end: UnsafeMutablePointer<UInt8>

  init(at end: UnsafeMutablePointer<UInt8>) { self.end = end }

  /// Appends text as it is. A literal is a few moves.
  @inline(__always)
  mutating func raw(_ text: StaticString) {
    end.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    end += text.utf8CodeUnitCount
  }

  /// An instant's text as the writer keeps it, quotes included.
  @inline(__always)
  mutating func instant(_ text: SIMD32<UInt8>) {
    UnsafeMutableRawPointer(end).storeBytes(of: text, as: SIMD32<UInt8>.self)
    end += 32
  }

  /// Sixteen bytes at most, the first in the lowest bits, of which `count` count.
  @inline(__always)
  private mutating func put(_ low: UInt64, _ high: UInt64, count: Int) {
    let raw = UnsafeMutableRawPointer(end)
    raw.storeBytes(of: low.littleEndian, as: UInt64.self)
    (raw + 8).storeBytes(of: high.littleEndian, as: UInt64.self)
    end += count
  }

  @inline(__always)
  mutating func symbol(_ symbol: Symbol) {
    put(symbol.words.low, symbol.words.high, count: symbol.count)
  }

  @inline(__always)
  mutating func id(of order: OrderIndex, in orders: OrderStore) {
    if let head = orders.shortID(of: order), !JSONWriter.hasEscape(head[0]),
      !JSONWriter.hasEscape(head[1])
    {
      return put(head[0], head[1], count: OrderID.count(ofShort: head))
    }
    longID(orders.id(of: order))
  }

  private mutating func longID(_ id: OrderID) {
    for index in 0..<id.count {
      let unit = id[index]
      if unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\") { byte(UInt8(ascii: "\\")) }
      byte(unit)
    }
  }

  mutating func source(_ name: SourceName) {
    for index in 0..<SourceName.lengthLimit {
      let unit = name[index]
      if unit == 0 { break }
      if unit == UInt8(ascii: "\"") || unit == UInt8(ascii: "\\") { byte(UInt8(ascii: "\\")) }
      byte(unit)
    }
  }

  @inline(__always)
  mutating func byte(_ unit: UInt8) {
    end.pointee = unit
    end += 1
  }

  @inline(__always)
  mutating func integer(_ value: Int64) { end += DecimalText.writeInteger(value, at: end) }

  /// A decimal without its quotes.
  @inline(__always)
  mutating func decimal(_ nanos: Int64) { end += DecimalText.write(nanos, at: end) }

  /// A decimal in quotes, or `null`.
  @inline(__always)
  mutating func decimal<Value: FixedPoint>(orNull value: Value?) {
    guard let value else { return raw("null") }
    byte(UInt8(ascii: "\""))
    decimal(value.nanos)
    byte(UInt8(ascii: "\""))
  }
}
