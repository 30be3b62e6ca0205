/// How events of a journal are condensed: one byte for what it is, then its numbers, little-endian.
///
/// What is in it is what restoring the events themselves would read, decoded already: no text, no
/// ids but where an order is made. docs/journal.md has it field by field. Whoever changes anything
/// here raises the version; of a form that is not known the events are read.
enum CondensedForm: UInt8 {
  /// Only the clock moved.
  case time
  /// An event as its own line: what is rare.
  case line
  /// The next symbol and the next source by number.
  case symbol, source
  case order, accepted, ended, triggered, modified, filled
  case day

  static let version: UInt32 = 2
  /// The same, and fills of a venue outside have its name of them.
  static let versionWithExecutions: UInt32 = 3

  /// A number where there is no symbol or source.
  static let noSymbol = UInt16.max
  static let noSource = UInt8.max

  /// What an order has.
  struct OrderParts: OptionSet {
    let rawValue: UInt16
    static let limit = OrderParts(rawValue: 1 << 0)
    static let stop = OrderParts(rawValue: 1 << 1)
    static let trail = OrderParts(rawValue: 1 << 2)
    static let expiry = OrderParts(rawValue: 1 << 3)
    static let list = OrderParts(rawValue: 1 << 4)
    static let postOnly = OrderParts(rawValue: 1 << 5)
    static let reduceOnly = OrderParts(rawValue: 1 << 6)
    static let staleQuote = OrderParts(rawValue: 1 << 7)
    static let flatten = OrderParts(rawValue: 1 << 8)
    static let touch = OrderParts(rawValue: 1 << 9)
  }

  /// What a change, a fill's quote or a day has.
  struct Parts: OptionSet {
    let rawValue: UInt8
    static let first = Parts(rawValue: 1 << 0)
    static let second = Parts(rawValue: 1 << 1)
    static let third = Parts(rawValue: 1 << 2)
  }
}
