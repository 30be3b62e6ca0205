import MarketModel

/// How far the publishers' clocks run ahead of ours.
///
/// No event arrives before it happens, so the shortest way from an event's own time to its arrival
/// bounds a source's clock: below zero it runs ahead by at least that much. Of every sixteen events
/// the shortest way counts, and of the latest 64 of those the median, so that a few wrong stamps
/// move nothing. A clock that seems to run behind cannot be told from a slow way; that is believed
/// only where the server's clock, which is asked, says the same.
public struct ClockSkew: Sendable {
  /// One source's numbers, side by side for the hot path.
  private struct Row: Sendable {
    /// What is taken off the source's event times.
    var ahead: Int64 = 0
    /// The shortest way of the group that is open, and how many events it has.
    var least = Int64.max
    var count: Int32 = 0
    /// How many groups have been closed.
    var closed: Int32 = 0
    /// The median of the latest groups; nil before enough is known.
    var typical: Int64?
  }

  /// The server's clock against ours; nil until it has been asked.
  public var serverAheadNanos: Int64? { didSet { refresh() } }
  private var rows = [Row](repeating: Row(), count: SourceTable.countLimit)
  /// The shortest ways of closed groups, `ringLength` a source.
  private var rings = [Int64](
    repeating: 0, count: SourceTable.countLimit * ClockSkew.ringLength)

  private static let groupSize: Int32 = 16
  private static let ringLength = 64
  /// Groups that must be known before anything is concluded.
  private static let leastGroups: Int32 = 4
  /// More than this is no clock that runs ahead but a wrong one, such as one of another zone.
  public static let limitNanos: Int64 = 60_000_000_000
  /// Of two clocks that agree one may seem ahead by as much as an answer takes.
  private static let toleranceNanos: Int64 = 2_000_000

  public init() {}

  /// What is taken off a source's event times: how far its clock runs ahead of ours, below zero
  /// where it runs behind.
  @inline(__always)
  public func aheadNanos(of source: SourceIndex) -> Int64 { rows[Int(source.rawValue)].ahead }

  /// How far a source's clock seems ahead by its events alone, below zero where they seem late;
  /// nil before enough have come.
  public func measuredNanos(of source: SourceIndex) -> Int64? {
    rows[Int(source.rawValue)].typical.map { 0 - $0 }
  }

  /// Notes how long an event was on its way, by its own time and our clock.
  @inline(__always)
  mutating func note(_ source: SourceIndex, wayNanos: Int64) {
    let place = Int(source.rawValue)
    if wayNanos < rows[place].least { rows[place].least = wayNanos }
    rows[place].count += 1
    if rows[place].count == ClockSkew.groupSize { close(place) }
  }

  /// About a second has passed: draws the conclusions.
  public mutating func conclude() {
    for place in rows.indices where rows[place].count > 0 || rows[place].closed > 0 {
      if rows[place].count > 0 { close(place) }
      guard rows[place].closed >= ClockSkew.leastGroups else { continue }
      let start = place * ClockSkew.ringLength
      let count = min(Int(rows[place].closed), ClockSkew.ringLength)
      let known = rings[start..<start + count].sorted()
      // No way is so long that its opposite does not exist.
      rows[place].typical = max(known[count / 2], -Int64.max)
    }
    refresh()
  }

  /// Our own clock has leapt: what was measured against it is void.
  public mutating func forget() { self = ClockSkew() }

  private mutating func close(_ place: Int) {
    rings[place * ClockSkew.ringLength + Int(rows[place].closed) % ClockSkew.ringLength] =
      rows[place].least
    // Stays in step with the ring, however long a desk runs.
    let closed = rows[place].closed &+ 1
    rows[place].closed = closed < 0 ? Int32(ClockSkew.ringLength) : closed
    rows[place].count = 0
    rows[place].least = .max
  }

  private mutating func refresh() {
    for place in rows.indices { rows[place].ahead = conclusion(rows[place].typical) }
  }

  private func conclusion(_ way: Int64?) -> Int64 {
    let server = serverAheadNanos ?? 0
    // Before a source is known, it is believed to have the server's clock where that lets it in.
    guard let way else { return max(0, min(server, ClockSkew.limitNanos)) }
    if way < 0 { return way >= -ClockSkew.limitNanos ? -way : 0 }
    let (shorter, overflow) = way.addingReportingOverflow(server)
    return server < 0 && !overflow && shorter >= -ClockSkew.toleranceNanos ? server : 0
  }
}
