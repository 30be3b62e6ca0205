/// Why an event was not used: the verdict, the field it is about, and what was expected there.
///
/// Three bytes without text, so that a flood of bad entries allocates nothing; the words are made
/// when somebody reads them and hold nothing of what came over the bus.
public struct Rejection: Error, Hashable, Sendable, CustomStringConvertible {
  public let verdict: QualityVerdict
  /// The field at fault; nil when the entry as a whole is.
  public let field: TickField?
  public let reason: Reason

  public enum Reason: UInt8, Sendable, CaseIterable {
    case notAnObject, notPairs, tooManyFields, duplicatedField, controlByte, notUTF8, badSymbol
    case notStrictSymbol, badSource, badIdentifier, badTimestamp, tooLong, absent, emptyValue
    case tradeWithoutPrice, notADecimal, finerThanNanos, notAnInteger, beyondLimits, negative
    case notListed, tooManyInstruments, tooManySources, ahead
    case jump, closed
  }

  public init(_ verdict: QualityVerdict, _ field: TickField?, _ reason: Reason) {
    self.verdict = verdict
    self.field = field
    self.reason = reason
  }

  /// Such as `bidSize: expected a decimal such as 5000.25`.
  public var description: String {
    guard let field else { return reason.expectation }
    return "\(field.name): \(reason.expectation)"
  }
}

extension Rejection.Reason {
  /// What was expected, or what came instead.
  var expectation: String {
    switch self {
    case .notAnObject: "expected one JSON object of texts and numbers"
    case .notPairs: "expected as many values as names"
    case .tooManyFields: "expected at most 64 fields"
    case .duplicatedField: "the field stands twice in the entry"
    case .controlByte: "expected text without control characters"
    case .notUTF8: "expected UTF-8"
    case .badSymbol: "expected 1 to 16 of A-Z 0-9 . _ / - beginning with a letter or digit"
    case .notStrictSymbol: "expected 1 to 6 letters A-Z (strict symbols are on)"
    case .badSource: "expected 1 to 32 printable ASCII characters without blanks"
    case .badIdentifier: "expected a UUID such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301"
    case .badTimestamp: "expected ISO 8601 with a zone, or an integer of s, ms, µs or ns"
    case .tooLong: "expected at most 64 bytes"
    case .absent: "the field is required"
    case .emptyValue: "expected a value, got nothing"
    case .tradeWithoutPrice: "expected a price, since the entry has a lastSize"
    case .notADecimal: "expected a decimal such as 5000.25"
    case .finerThanNanos: "expected at most nine decimals"
    case .notAnInteger: "expected an integer of 64 bits"
    case .beyondLimits: "the value is beyond the instrument's limits"
    case .negative: "expected no value below 0"
    case .notListed: "the configuration does not list it"
    case .tooManyInstruments: "no room for another instrument (10000)"
    case .tooManySources: "no room for another source (64)"
    case .jump: "further from the last price than the instrument may jump, and not confirmed"
    case .closed: "the market is closed at this time"
    case .ahead: "the time is more than 5 s in the future"
    }
  }
}
