/// A futures symbol taken apart: `ESZ6`, `GCZ13` and `CLF2027` have a root, month and year.
public struct ContractMonth: Hashable, Sendable {
  public let root: Symbol
  /// 1 to 12.
  public let month: Int
  /// As written, 1, 2 or 4 digits: 6, 13, 2027. The century is for whoever knows the date.
  public let yearText: Int
  /// How many digits of the year were written.
  public let yearDigits: Int

  /// The exchange's letters for January to December.
  public static let monthCodes: [UInt8] = Array("FGHJKMNQUVXZ".utf8)

  /// Reads root, month letter and year, or nil where the symbol has no such form.
  public init?(_ symbol: Symbol) {
    let count = symbol.count
    var digits = 0
    while digits < count, case let byte = symbol[count - 1 - digits], byte >= 48, byte <= 57 {
      digits += 1
    }
    guard digits == 1 || digits == 2 || digits == 4, count - digits >= 2 else { return nil }
    let monthPlace = count - digits - 1
    guard let monthIndex = ContractMonth.monthCodes.firstIndex(of: symbol[monthPlace]) else {
      return nil
    }
    var rootBytes: [UInt8] = []
    for place in 0..<monthPlace { rootBytes.append(symbol[place]) }
    guard let root = rootBytes.withUnsafeBufferPointer({ Symbol($0) }) else { return nil }
    self.root = root
    self.month = monthIndex + 1
    var year = 0
    for place in (monthPlace + 1)..<count { year = year * 10 + Int(symbol[place] - 48) }
    self.yearText = year
    self.yearDigits = digits
  }

  /// The year that is meant when a symbol is met in `current`: a single digit from two years before
  /// it to seven after, two digits within half a century.
  public func year(around current: Int) -> Int {
    guard yearDigits < 4 else { return yearText }
    let span = yearDigits == 1 ? 10 : 100
    let first = yearDigits == 1 ? current - 2 : current - 50
    return first + ((yearText - first) % span + span) % span
  }
}
