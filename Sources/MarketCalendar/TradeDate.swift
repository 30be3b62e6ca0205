import MarketModel

/// A calendar day without a zone: what an exchange books a trade under.
///
/// It is not the day on the wall: a Sunday evening in Chicago belongs to Monday.
@frozen public struct TradeDate: Comparable, Hashable, Sendable, CustomStringConvertible {
  /// Days since 1970-01-01, negative before it.
  public let daysSince1970: Int32

  /// The day `daysSince1970` days after 1970-01-01.
  public init(daysSince1970: Int) { self.daysSince1970 = Int32(clamping: daysSince1970) }

  /// A date of the Gregorian calendar; month and day must exist.
  public init(_ year: Int, _ month: Int, _ day: Int) {
    self.init(daysSince1970: CivilDate.daysSince1970(year: year, month: month, day: day))
  }

  /// Reads `YYYY-MM-DD`; nil for anything else and for days that no month has.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else {
      return nil
    }
    var numbers = [0, 0, 0]
    for (index, byte) in bytes.enumerated() where index != 4 && index != 7 {
      guard byte &- 48 < 10 else { return nil }
      let field = index < 4 ? 0 : index < 7 ? 1 : 2
      numbers[field] = numbers[field] * 10 + Int(byte - 48)
    }
    guard (1...12).contains(numbers[1]), numbers[2] >= 1,
      numbers[2] <= CivilDate.daysIn(month: numbers[1], year: numbers[0])
    else { return nil }
    self.init(numbers[0], numbers[1], numbers[2])
  }

  /// Year, month and day.
  public var civil: (year: Int, month: Int, day: Int) {
    CivilDate.date(daysSince1970: Int(daysSince1970))
  }

  public var year: Int { civil.year }

  /// 0 is Monday, 6 is Sunday.
  public var weekday: Int { (((Int(daysSince1970) + 3) % 7) + 7) % 7 }

  public var isWeekend: Bool { weekday >= 5 }

  /// The day `days` later.
  public func advanced(byDays days: Int) -> TradeDate {
    TradeDate(daysSince1970: Int(daysSince1970) + days)
  }

  public static func < (left: TradeDate, right: TradeDate) -> Bool {
    left.daysSince1970 < right.daysSince1970
  }

  /// `YYYY-MM-DD`.
  public var description: String {
    let (year, month, day) = civil
    func padded(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }
}
