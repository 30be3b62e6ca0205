import MarketModel

/// The rule in a TZif file's footer (`CST6CDT,M3.2.0,M11.1.0`), for the years after its table.
struct PosixZoneRule: Hashable, Sendable {
  /// When in a year the clocks change.
  enum Change: Hashable, Sendable {
    /// `Mm.w.d`: weekday `d` (0 is Sunday) of week `w` (5 is the last) of month `m`.
    case monthWeekDay(month: Int, week: Int, weekday: Int)
    /// `Jn`: 1 to 365, February 29 never counted.
    case julian(Int)
    /// `n`: 0 to 365, February 29 counted.
    case dayOfYear(Int)

    /// Days from 1970-01-01 to the change of a year.
    func day(in year: Int) -> Int {
      let newYear = CivilDate.daysSince1970(year: year, month: 1, day: 1)
      switch self {
      case .dayOfYear(let day):
        return newYear + day
      case .julian(let day):
        return newYear + day - (CivilDate.isLeap(year) && day > 59 ? 0 : 1)
      case .monthWeekDay(let month, let week, let weekday):
        let first = CivilDate.daysSince1970(year: year, month: month, day: 1)
        let firstWeekday = ((first + 4) % 7 + 7) % 7
        var day = first + (weekday - firstWeekday + 7) % 7 + 7 * (week - 1)
        while day >= first + CivilDate.daysIn(month: month, year: year) { day -= 7 }
        return day
      }
    }
  }

  struct Summer: Hashable, Sendable {
    let name: String
    let offset: Int
    let start: Change
    let startSeconds: Int
    let end: Change
    let endSeconds: Int
  }

  let standardName: String
  /// Seconds east of UTC in winter.
  let standardOffset: Int
  let summer: Summer?

  func offsetSeconds(atUnixSeconds instant: Int64) -> Int {
    guard let summer, isSummer(summer, atUnixSeconds: instant) else { return standardOffset }
    return summer.offset
  }

  func abbreviation(atUnixSeconds instant: Int64) -> String {
    guard let summer, isSummer(summer, atUnixSeconds: instant) else { return standardName }
    return summer.name
  }

  private func isSummer(_ summer: Summer, atUnixSeconds instant: Int64) -> Bool {
    let year = CivilTime(unixSeconds: instant + Int64(standardOffset)).year
    let start =
      Int64(summer.start.day(in: year)) * 86_400 + Int64(summer.startSeconds)
      - Int64(standardOffset)
    let end =
      Int64(summer.end.day(in: year)) * 86_400 + Int64(summer.endSeconds)
      - Int64(summer.offset)
    return start < end
      ? start <= instant && instant < end : !(end <= instant && instant < start)
  }

  /// Reads a rule; nil for what POSIX (with RFC 8536's wider hours) does not allow.
  init?(_ bytes: ArraySlice<UInt8>) {
    var scan = RuleScan(rest: bytes)
    guard let name = scan.name(), let west = scan.duration(hours: 0...24) else { return nil }
    standardName = name
    standardOffset = -west
    if scan.rest.isEmpty {
      summer = nil
      return
    }
    guard let summerName = scan.name() else { return nil }
    var offset = standardOffset + 3_600
    if scan.rest.first != UInt8(ascii: ",") {
      guard let west = scan.duration(hours: 0...24) else { return nil }
      offset = -west
    }
    guard let start = scan.change(), let end = scan.change(), scan.rest.isEmpty else { return nil }
    summer = Summer(
      name: summerName, offset: offset, start: start.change, startSeconds: start.seconds,
      end: end.change,
      endSeconds: end.seconds)
  }
}

/// Reads the parts of a POSIX zone rule one after the other.
private struct RuleScan {
  var rest: ArraySlice<UInt8>

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard let first = rest.first, UInt32(first) == scalar.value else { return false }
    rest.removeFirst()
    return true
  }

  /// Three letters or more, or anything between angle brackets.
  mutating func name() -> String? {
    if take("<") {
      guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
      let name = rest[..<end]
      rest = rest[(end + 1)...]
      return String(decoding: name, as: UTF8.self)
    }
    let name = rest.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
    rest = rest.dropFirst(name.count)
    return name.count >= 3 ? String(decoding: name, as: UTF8.self) : nil
  }

  mutating func number(_ range: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix { $0 &- 48 < 10 }
    guard (1...3).contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    let value = digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    return range.contains(value) ? value : nil
  }

  /// `[+-]hh[:mm[:ss]]` in seconds.
  mutating func duration(hours: ClosedRange<Int>) -> Int? {
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    guard let hour = number(hours) else { return nil }
    var seconds = hour * 3_600
    for unit in [60, 1] where take(":") {
      guard let value = number(0...59) else { return nil }
      seconds += value * unit
    }
    return isNegative ? -seconds : seconds
  }

  mutating func change() -> (change: PosixZoneRule.Change, seconds: Int)? {
    guard take(","), let change = changeDay() else { return nil }
    guard take("/") else { return (change, 7_200) }
    return duration(hours: 0...167).map { (change, $0) }
  }

  private mutating func changeDay() -> PosixZoneRule.Change? {
    if take("J") { return number(1...365).map { .julian($0) } }
    guard take("M") else { return number(0...365).map { .dayOfYear($0) } }
    guard let month = number(1...12), take("."), let week = number(1...5), take("."),
      let weekday = number(0...6)
    else { return nil }
    return .monthWeekDay(month: month, week: week, weekday: weekday)
  }
}
