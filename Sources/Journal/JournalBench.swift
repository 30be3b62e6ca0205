import Glibc
import MarketModel

/// Measures this disk's journal beside the least that durability can cost: a bare write and
/// fdatasync of the same bytes, taken in turn with the commits so that both meet the same disk.
public struct JournalBench {
  /// What was measured. Times are nanoseconds.
  public struct Figures: Hashable, Sendable {
    /// Acknowledgements measured, and events and payload bytes in each.
    public var commits = 0
    public var eventsPerCommit = 0
    public var bytesPerCommit = 0
    public var commitMedianNanos: Int64 = 0
    public var commitP99Nanos: Int64 = 0
    public var bareMedianNanos: Int64 = 0
    public var bareP99Nanos: Int64 = 0
    /// Through group commit, passes of `burstEvents` events.
    public var burstEvents = 0
    public var burstEventsPerSecond = 0.0
    /// Of the file, indexes and all.
    public var bytesPerEvent = 0.0
  }

  private let journal: Journal
  private let nanos: () -> Int64
  private let bare: CInt
  private let barePath: String
  /// What an order's acceptance and fill are in the journal.
  private static let lines: [(kind: JournalKind, line: StaticString)] = [
    (
      .order,
      """
      {"type":"order","ts":"2026-01-05T14:30:00.000000000Z","id":"T-000001","symbol":"ESH6",\
      "side":"BUY","order_type":"LIMIT","quantity":"2","limit":"5000.25","tif":"GTC"}
      """
    ),
    (.accepted, #"{"type":"accepted","ts":"2026-01-05T14:30:00.000000000Z","id":"T-000001"}"#),
    (
      .filled,
      """
      {"type":"filled","ts":"2026-01-05T14:30:00.000000000Z","id":"T-000001","fill":1,\
      "symbol":"ESH6","side":"BUY","price":"5000.25","quantity":"2","leaves":"0",\
      "commission":"4.5","liquidity":"TAKER","why":"touch","source":"SCHWAB","bid":"5000",\
      "ask":"5000.25"}
      """
    ),
  ]

  /// Measures in a data directory that should hold nothing else.
  ///
  /// - Parameter nanos: a monotonic clock.
  public static func run(
    dataDirectory: String, commits: Int = 2_000, bursts: Int = 50, burstEvents: Int = 2_000,
    nanos: () -> Int64
  ) throws(JournalError) -> Figures {
    try withoutActuallyEscaping(nanos) { clock throws(JournalError) in
      let bench = try JournalBench(dataDirectory: dataDirectory, nanos: clock)
      defer { bench.finish() }
      var figures = Figures()
      try bench.acknowledge(commits, into: &figures)
      try bench.burst(bursts, of: burstEvents, into: &figures)
      return figures
    }
  }

  private init(dataDirectory: String, nanos: @escaping () -> Int64) throws(JournalError) {
    guard let account = AccountName("bench-\(getpid())-\(nanos())") else {
      throw JournalError(.inputOutput(code: 0, message: "no name"), path: dataDirectory)
    }
    self.nanos = nanos
    journal = try Journal.open(dataDirectory: dataDirectory, account: account, now: .zero)
    barePath = "\(journal.path).bare"
    bare = Glibc.open(barePath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard bare >= 0 else { throw DataDirectory.failure(errno, path: barePath) }
  }

  /// Removes what the measurement wrote.
  private func finish() {
    Glibc.close(bare)
    unlink(barePath)
    try? journal.close()
    unlink(journal.path)
    unlink("\(journal.path.dropLast(".sqlite".count)).lock")
  }

  // MARK: Acknowledgements

  private func acknowledge(_ commits: Int, into figures: inout Figures) throws(JournalError) {
    var commitNanos: [Int64] = []
    var bareNanos: [Int64] = []
    for _ in 0..<commits {
      let bytes = append()
      let start = nanos()
      try journal.commit()
      let middle = nanos()
      try writeBare(bytes)
      bareNanos.append(nanos() - middle)
      commitNanos.append(middle - start)
      figures.bytesPerCommit = bytes.count
    }
    figures.commits = commits
    figures.eventsPerCommit = JournalBench.lines.count
    (figures.commitMedianNanos, figures.commitP99Nanos) = JournalBench.percentiles(&commitNanos)
    (figures.bareMedianNanos, figures.bareP99Nanos) = JournalBench.percentiles(&bareNanos)
  }

  private func append() -> [UInt8] {
    var bytes: [UInt8] = []
    for (kind, line) in JournalBench.lines {
      let text = UnsafeBufferPointer(start: line.utf8Start, count: line.utf8CodeUnitCount)
      journal.append(text, kind, at: .zero)
      bytes.append(contentsOf: text)
    }
    return bytes
  }

  private func writeBare(_ bytes: [UInt8]) throws(JournalError) {
    guard write(bare, bytes, bytes.count) == bytes.count, fdatasync(bare) == 0 else {
      throw DataDirectory.failure(errno, path: barePath)
    }
  }

  private static func percentiles(_ values: inout [Int64]) -> (median: Int64, p99: Int64) {
    guard !values.isEmpty else { return (0, 0) }
    values.sort()
    return (values[values.count / 2], values[min(values.count * 99 / 100, values.count - 1)])
  }

  // MARK: Bursts

  private func burst(
    _ bursts: Int, of events: Int, into figures: inout Figures
  ) throws(JournalError) {
    let (kind, line) = JournalBench.lines[JournalBench.lines.count - 1]
    let text = UnsafeBufferPointer(start: line.utf8Start, count: line.utf8CodeUnitCount)
    let start = nanos()
    for _ in 0..<bursts {
      for _ in 0..<events { journal.append(text, kind, at: .zero) }
      try journal.commit()
    }
    let seconds = Double(max(nanos() - start, 1)) / 1e9
    figures.burstEvents = events
    figures.burstEventsPerSecond = Double(bursts * events) / seconds
    try journal.checkpoint()
    var status = stat()
    guard stat(journal.path, &status) == 0 else {
      throw DataDirectory.failure(errno, path: journal.path)
    }
    figures.bytesPerEvent = Double(status.st_size) / Double(max(journal.durableSequence, 1))
  }
}
