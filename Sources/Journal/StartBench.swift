import Engine
import Glibc
import MarketModel

/// Measures how long an account takes to be there again: from every event, and from snapshots.
public struct StartBench {
  /// What was measured. Times are nanoseconds.
  public struct Figures: Hashable, Sendable {
    /// Events in the journal, orders and fills among them.
    public var events: Int64 = 0
    public var orders = 0
    public var fills = 0
    /// A start that reads every event, and one from snapshots with their tail.
    public var fullNanos: Int64 = 0
    public var snapshotNanos: Int64 = 0
    /// What making snapshots held the loop up: the longest slice, and the longest that wrote one.
    public var sliceEvents = 0
    public var longestSliceNanos: Int64 = 0
    public var longestWriteNanos: Int64 = 0
    /// Of a snapshot's bytes on the disk, for each event in it.
    public var snapshotBytesPerEvent = 0.0
    /// What one event's hash takes.
    public var chainNanosPerEvent = 0.0
  }

  private let dataDirectory: String
  private let account: AccountName
  private let nanos: () -> Int64
  private let start = UnixNanos(1_767_623_400_000_000_000)

  /// Measures in a data directory that should hold nothing else.
  ///
  /// - Parameters:
  ///   - events: about how many; every four of them are an order, bought and sold in turn.
  ///   - nanos: a monotonic clock.
  public static func run(
    dataDirectory: String, events: Int, nanos: () -> Int64
  ) throws(JournalError) -> Figures {
    try withoutActuallyEscaping(nanos) { moment throws(JournalError) in
      guard let account = AccountName("start-\(getpid())-\(moment())") else {
        throw JournalError(.inputOutput(code: 0, message: "no name"), path: dataDirectory)
      }
      let bench = StartBench(dataDirectory: dataDirectory, account: account, nanos: moment)
      defer { bench.remove() }
      return try bench.measure(orders: max(events / 4, 1))
    }
  }

  private init(dataDirectory: String, account: AccountName, nanos: @escaping () -> Int64) {
    self.dataDirectory = dataDirectory
    self.account = account
    self.nanos = nanos
  }

  private func remove() {
    let directory = DataDirectory(dataDirectory)
    let path = directory.journal(of: account)
    for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
    unlink(directory.lock(of: account))
  }

  private func open() throws(JournalError) -> Journal {
    try Journal.open(dataDirectory: dataDirectory, account: account, now: start)
  }

  private func measure(orders: Int) throws(JournalError) -> Figures {
    var figures = Figures()
    try fill(orders)
    let begin = nanos()
    let journal = try open()
    var engine = Engine()
    let report = try journal.restore(into: &engine, now: start)
    figures.fullNanos = nanos() - begin
    figures.events = report.events
    figures.orders = report.orders
    figures.fills = report.fills
    try condense(journal, engine, &figures)
    try journal.close()
    let again = nanos()
    let second = try open()
    var restored = Engine()
    let quick = try second.restore(into: &restored, now: start)
    figures.snapshotNanos = nanos() - again
    guard quick.snapshotProblem == nil, restored.account == engine.account else {
      throw JournalError(
        .damaged(sequence: nil, message: "both starts differ"), path: second.path)
    }
    let bytes = try second.opened().database.integer("SELECT sum(length(body)) FROM snapshots")
    let covered = try second.opened().database.integer("SELECT max(last) FROM snapshots")
    figures.snapshotBytesPerEvent = Double(bytes ?? 0) / Double(max(covered ?? 1, 1))
    figures.chainNanosPerEvent = try chainNanos()
    try second.close()
    return figures
  }

  private func condense(
    _ journal: Journal, _ engine: Engine, _ figures: inout Figures
  ) throws(JournalError) {
    figures.sliceEvents = 500
    while true {
      let written = journal.durableSequence
      let begin = nanos()
      guard try journal.condense(from: engine, limit: figures.sliceEvents) else { return }
      let taken = nanos() - begin
      if journal.durableSequence > written {
        figures.longestWriteNanos = max(figures.longestWriteNanos, taken)
      } else {
        figures.longestSliceNanos = max(figures.longestSliceNanos, taken)
      }
    }
  }

  private func chainNanos() throws(JournalError) -> Double {
    var chain = try EventChain(account: account.text, path: dataDirectory)
    let line = Array(StartBench.filled("T-1", 1, isBuy: true, at: start).utf8)
    let kind = Array(JournalKind.filled.rawValue.utf8)
    let rounds = 200_000
    let begin = nanos()
    kind.withUnsafeBufferPointer { kind in
      line.withUnsafeBufferPointer { line in
        for _ in 0..<rounds { _ = chain.append(at: start, kind: kind, payload: line) }
      }
    }
    return Double(nanos() - begin) / Double(rounds)
  }

  // MARK: The journal

  private func fill(_ orders: Int) throws(JournalError) {
    let journal = try open()
    journal.append(
      "{\"type\":\"opening\",\"ts\":\"\(start)\",\"cash\":\"1000000\",\"currency\":\"USD\"}".utf8,
      .opening, at: start)
    var encoder = EffectEncoder()
    if let symbol = Symbol("ES") {
      encoder.append(
        Instrument(symbol: symbol, multiplier: .one, tick: Price(nanos: 250_000_000)), at: start)
    }
    journal.append(encoder.bytes.dropLast(), .instrument, at: start)
    for number in 1...orders {
      append(number, to: journal)
      if number % 500 == 0 { try journal.commit() }
    }
    try journal.close()
  }

  private func append(_ number: Int, to journal: Journal) {
    let at = start.advanced(byNanos: Int64(number) * 1_000_000)
    let id = "T-\(number)"
    let isBuy = number % 2 == 1
    let head = "\"ts\":\"\(at)\",\"id\":\"\(id)\""
    journal.append(
      """
      {"type":"order_made",\(head),"symbol":"ES","side":"\(isBuy ? "BUY" : "SELL")",\
      "order_type":"LIMIT","tif":"GTC","quantity":"2","limit":"5000.25"}
      """.utf8, .order, at: at)
    journal.append("{\"type\":\"accepted\",\(head)}".utf8, .accepted, at: at)
    journal.append(StartBench.filled(id, number, isBuy: isBuy, at: at).utf8, .filled, at: at)
    journal.append(
      """
      {"type":"day","ts":"\(at)","baseline":"1000000","peak":"1000000","day":1,\
      "trades":\(number),"trade_date":"2026-01-05"}
      """.utf8, .day, at: at)
  }

  private static func filled(
    _ id: String, _ number: Int, isBuy: Bool, at instant: UnixNanos
  ) -> String {
    """
    {"type":"filled","ts":"\(instant)","id":"\(id)","fill":1,"symbol":"ES",\
    "side":"\(isBuy ? "BUY" : "SELL")","price":"5000.25","quantity":"2","leaves":"0",\
    "commission":"4.5","liquidity":"TAKER","why":"touch","source":"SCHWAB","bid":"5000",\
    "ask":"5000.25"}
    """
  }
}
