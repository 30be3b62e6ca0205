import MarketModel

/// How many events met each verdict, in all and by source.
public struct QualityCounters: Sendable {
  private static let width = QualityVerdict.allCases.count + 1
  /// The row after the sources' rows: events whose source could not be told.
  private static let unknownRow = SourceTable.countLimit
  /// A row a source; a column a verdict, and one for the accepted events.
  private var table = [UInt64](
    repeating: 0, count: QualityCounters.width * (QualityCounters.unknownRow + 1))

  /// Events that were used, flagged ones among them.
  public private(set) var accepted: UInt64 = 0
  /// Events that were used and carry at least one flag.
  public private(set) var flagged: UInt64 = 0
  public private(set) var rejected: UInt64 = 0
  public private(set) var duplicates: UInt64 = 0
  /// Fields the contract does not know.
  public internal(set) var unknownFields: UInt64 = 0
  /// Running numbers that were skipped, and events whose number stepped back or stood still.
  public private(set) var sequenceGaps: UInt64 = 0
  public private(set) var sequenceMissing: UInt64 = 0
  public internal(set) var sequenceStepsBack: UInt64 = 0

  /// By source: how often numbers were skipped, and how many.
  private var gaps = [(count: UInt64, missing: UInt64)](
    repeating: (0, 0), count: SourceTable.countLimit)

  public init() {}

  /// Everything that was looked at.
  public var total: UInt64 { accepted + rejected + duplicates }

  /// How often a verdict was met; with `source`, by that source alone.
  public func count(of verdict: QualityVerdict, source: SourceIndex? = nil) -> UInt64 {
    let column = Int(verdict.rawValue)
    if let source { return table[Int(source.rawValue) * QualityCounters.width + column] }
    var sum: UInt64 = 0
    for row in 0...QualityCounters.unknownRow {
      sum += table[row * QualityCounters.width + column]
    }
    return sum
  }

  /// The accepted events of one source.
  public func accepted(from source: SourceIndex) -> UInt64 {
    table[(Int(source.rawValue) + 1) * QualityCounters.width - 1]
  }

  /// How often one source's running numbers were skipped.
  public func sequenceGaps(from source: SourceIndex) -> UInt64 {
    gaps[Int(source.rawValue)].count
  }

  /// How many of one source's events never came.
  public func sequenceMissing(from source: SourceIndex) -> UInt64 {
    gaps[Int(source.rawValue)].missing
  }

  mutating func noteGap(missing: UInt64, source: SourceIndex) {
    sequenceGaps &+= 1
    sequenceMissing &+= missing
    gaps[Int(source.rawValue)].count &+= 1
    gaps[Int(source.rawValue)].missing &+= missing
  }

  mutating func accept(_ flags: TickFlags, source: SourceIndex) {
    accepted += 1
    let row = Int(source.rawValue) * QualityCounters.width
    table[row + QualityCounters.width - 1] += 1
    guard !flags.isEmpty else { return }
    flagged += 1
    for (flag, verdict) in TickFlags.byVerdict where flags.contains(flag) {
      table[row + Int(verdict.rawValue)] += 1
    }
  }

  mutating func refuse(_ verdict: QualityVerdict, source: SourceIndex?) {
    if verdict == .duplicate { duplicates += 1 } else { rejected += 1 }
    let row = source.map { Int($0.rawValue) } ?? QualityCounters.unknownRow
    table[row * QualityCounters.width + Int(verdict.rawValue)] += 1
  }
}
