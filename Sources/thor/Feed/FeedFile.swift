import MarketCodec
import MarketModel
import RedisFeed

/// What `thor feed file` was asked to do.
struct FeedFileOptions {
  var path: String
  var server: ServerAddress
  var stream = "quotes:stream:unified"
  var streamLimit = 1_000_000
  /// Waits for a server that is not there yet.
  var waits = false
  /// How many times faster than it happened; nil is as fast as the server takes it.
  var speed: Double? = 1
  /// Moves the file's times so that its first row happens now.
  var rebasesTime = false
  /// The source every event is published as; nil keeps the file's.
  var source: SourceName?
  /// The symbols published; nil publishes all.
  var symbols: [Symbol]?
  /// Begins again at the end of the file.
  var loops = false
  /// What the events' ids are made of; another run needs another one.
  var seed: UInt64

  init(path: String, server: ServerAddress, seed: UInt64) {
    self.path = path
    self.server = server
    self.seed = seed
  }
}

/// `thor feed file`: publishes a file of ticks to Redis as a collector does.
struct FeedFile: ~Copyable {
  private let options: FeedFileOptions
  private let file: TickFile
  private var loop: FeedLoop
  private var output: FeedOutlet
  private var ids: SplitMix64
  private var sequences: [Symbol: Int64] = [:]
  private var fields = FieldBuffer()
  private var waiting: TickRecord?
  /// Where the file's first instant lies on our two clocks.
  private var origin: (file: UnixNanos, at: FeedTime)?
  private var isFinished = false
  private var progressNanos: Int64 = 0

  /// Publishes the file until its end, or until a signal.
  ///
  /// - Throws: status 65 for a broken file, 69 when the server cannot be reached.
  static func run(_ options: FeedFileOptions) throws(CommandFailure) -> ExitStatus {
    var feed = try FeedFile(options)
    return try feed.run()
  }

  private init(_ options: FeedFileOptions) throws(CommandFailure) {
    let file = try TickFile(options.path)
    loop = try FeedLoop()
    self.options = options
    self.file = file
    output = FeedOutlet(
      options.server, stream: options.stream, limit: options.streamLimit, waits: options.waits)
    ids = SplitMix64(seed: options.seed)
  }

  private mutating func run() throws(CommandFailure) -> ExitStatus {
    while true {
      let now = loop.now
      try publishDue(now)
      try output.process(now)
      showProgress(now)
      if isFinished, waiting == nil, output.unconfirmed == 0 { break }
      let status = try output.wait(&loop, untilNanos: deadline(now))
      if let status {
        clearProgress()
        return status
      }
    }
    clearProgress()
    output.report("feed file")
    return .done
  }

  /// Publishes every row whose time has come.
  private mutating func publishDue(_ now: FeedTime) throws(CommandFailure) {
    while output.canTake {
      if waiting == nil { waiting = try nextRecord(now) }
      guard var record = waiting, due(record) <= now.monotonicNanos else { return }
      waiting = nil
      complete(&record)
      TickEncoder.encode(record, into: &fields)
      output.publish(fields, record.symbol)
    }
  }

  private mutating func nextRecord(_ now: FeedTime) throws(CommandFailure) -> TickRecord? {
    while !isFinished {
      guard let record = try file.next() else {
        guard options.loops, origin != nil else {
          isFinished = true
          return nil
        }
        try file.rewind()
        origin = nil
        continue
      }
      if let symbols = options.symbols, !symbols.contains(record.symbol) { continue }
      if origin == nil { origin = (record.timestamp, now) }
      return record
    }
    return nil
  }

  /// When a row is to be published, by the monotonic clock.
  private func due(_ record: TickRecord) -> Int64 {
    guard let origin, let speed = options.speed else { return .min }
    return origin.at.monotonicNanos + Int64(Double(offset(record)) / speed)
  }

  /// Nanoseconds from the file's first row.
  private func offset(_ record: TickRecord) -> Int64 {
    origin.map { max(0, record.timestamp.nanos(since: $0.file)) } ?? 0
  }

  /// What a collector adds to what the file says.
  private mutating func complete(_ record: inout TickRecord) {
    if options.rebasesTime, let origin {
      let elapsed = options.speed.map { Int64(Double(offset(record)) / $0) }
      // As fast as possible is now; a time of the file's pace would lie in the future.
      record.timestamp =
        elapsed.map { origin.at.wall.advanced(byNanos: $0) } ?? loop.now.wall
    }
    if let source = options.source { record.source = source }
    if record.ingestID == nil || options.loops {
      record.ingestID = IngestID(
        high: ids.next() & ~0xF000 | 0x4000, low: ids.next() & ~(3 << 62) | 2 << 62)
    }
    if record.collector == nil { record.collector = "feed-file" }
    sequences[record.symbol, default: 0] += 1
    record.sequence = sequences[record.symbol]
  }

  private func deadline(_ now: FeedTime) -> Int64 {
    guard let waiting else { return now.monotonicNanos + 100_000_000 }
    return output.canTake
      ? max(now.monotonicNanos, due(waiting)) : now.monotonicNanos + 100_000_000
  }

  // MARK: Progress

  private mutating func showProgress(_ now: FeedTime) {
    guard StandardStream.error.isTerminal, now.monotonicNanos >= progressNanos else { return }
    progressNanos = now.monotonicNanos + 250_000_000
    let percent = Int(file.progress * 100)
    StandardStream.error.write("\r\(options.path): \(percent) % read, \(output.published) sent ")
  }

  private func clearProgress() {
    guard StandardStream.error.isTerminal else { return }
    StandardStream.error.write("\r\u{1B}[K")
  }
}
