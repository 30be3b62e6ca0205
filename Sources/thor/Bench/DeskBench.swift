import Configuration
import Glibc
import Reactor
import RedisFeed
import Telemetry

/// The real workstation on a terminal and a server of its own, watched from outside: how soon a key
/// is answered while ticks pour in, and what the ticks cost.
struct DeskBench: ~Copyable {
  struct Figures {
    var keys = 0
    var keyNanos = LatencyHistogram()
    var keyTicksPerSecond = 0
    var processorPercent = 0.0
    var processorTicksPerSecond = 0
  }

  private static let pane = Reactor.Token(rawValue: 0)
  private static let time = Reactor.Token(rawValue: 1)
  private static let stream = "quotes:stream:unified"

  private let program: String
  private var server: PrivateServer
  private var reactor: Reactor
  private var events: [Reactor.Event] = []
  private var pair: TerminalPair
  private var desk: ChildProcess
  private var marker = MarkerScan("▸")
  private var figures = Figures()

  static func run(keys: Int) throws(CommandFailure) -> Figures {
    var bench = try DeskBench()
    do throws(CommandFailure) {
      try bench.measure(keys: keys)
    } catch {
      bench.stop()
      throw error
    }
    bench.stop()
    return bench.figures
  }

  private init() throws(CommandFailure) {
    guard let program = ShareDirectory.executablePath() else {
      throw CommandFailure(.failed, "bench render: /proc does not name this program")
    }
    // What is started here ends with this process, also where a later line throws.
    let server = try PrivateServer.start()
    var reactor = try DeskBench.makeReactor()
    let pair = try TerminalPair(columns: HeatFrames.columns, rows: HeatFrames.rows)
    desk = try DeskBench.startDesk(program, server, on: pair.inside)
    reactor.watch(pair.outside, for: .readable, as: DeskBench.pane)
    self.program = program
    self.server = server
    self.reactor = reactor
    self.pair = pair
  }

  private static func makeReactor() throws(CommandFailure) -> Reactor {
    do throws(SystemError) {
      return try Reactor(signals: [])
    } catch {
      throw CommandFailure(.failed, "bench render: \(error)")
    }
  }

  private static func startDesk(
    _ program: String, _ server: PrivateServer, on terminal: Int32
  ) throws(CommandFailure) -> ChildProcess {
    do throws(SystemError) {
      return try ChildProcess(
        program, ["--wait", "--redis", server.url], environment: environment(server.directory),
        input: terminal, output: terminal)
    } catch {
      throw CommandFailure(.failed, "bench render: \(error)")
    }
  }

  /// Nothing of the user's own is seen or touched.
  private static func environment(_ home: String) -> [String] {
    let kept = ["PATH", "THOR_SHARE_DIR", "TZDIR"].compactMap { name in
      Environment.value(name).map { "\(name)=\($0)" }
    }
    return kept + ["HOME=\(home)", "LANG=C.UTF-8", "TERM=xterm-256color"]
  }

  private mutating func stop() {
    desk.send(.terminate)
    let end = reactor.clock.monotonicNanos + 2_000_000_000
    while (try? desk.reap()) == .some(nil), reactor.clock.monotonicNanos < end {
      _ = try? look(untilNanos: reactor.clock.monotonicNanos + 10_000_000)
    }
    desk.kill()
    _ = try? desk.reap(isBlocking: true)
    server.stop()
  }

  private mutating func measure(keys: Int) throws(CommandFailure) {
    let start = reactor.clock.monotonicNanos
    guard try look(untilNanos: start + 10_000_000_000, for: MarkerScan(" PAPER ")) else {
      throw CommandFailure(.failed, "bench render: the workstation drew nothing within 10 s")
    }
    try answerKeys(keys)
    try useProcessor()
  }

  // MARK: Keys

  private mutating func answerKeys(_ keys: Int) throws(CommandFailure) {
    let feed = try publish(rate: 50_000)
    defer { DeskBench.end(feed) }
    try pass(seconds: 3)
    try checkMarker()
    let (before, start) = (try added(), reactor.clock.monotonicNanos)
    for number in 0..<keys {
      // Down and up, at every phase of the frames.
      try pass(seconds: 0.02 + Double(number * 7 % 41) / 1_000)
      let sent = reactor.clock.monotonicNanos
      pair.type(number % 2 == 0 ? UInt8(ascii: "j") : UInt8(ascii: "k"))
      guard try look(untilNanos: sent + 2_000_000_000, for: marker) else {
        throw CommandFailure(.failed, "bench render: a key was not answered within 2 s")
      }
      figures.keyNanos.record(reactor.clock.monotonicNanos - sent)
      figures.keys += 1
    }
    figures.keyTicksPerSecond = try rate(since: before, start)
  }

  /// The mark of the selected row is drawn when it moves and at no other time, or it says nothing.
  private mutating func checkMarker() throws(CommandFailure) {
    let end = reactor.clock.monotonicNanos + 1_000_000_000
    if try look(untilNanos: end, for: marker) {
      throw CommandFailure(.failed, "bench render: the selection is drawn without a key")
    }
  }

  // MARK: The processor

  private mutating func useProcessor() throws(CommandFailure) {
    let feed = try publish(rate: 10_000)
    defer { DeskBench.end(feed) }
    try pass(seconds: 2)
    let (before, start) = (try added(), reactor.clock.monotonicNanos)
    let used = try processorNanos()
    try pass(seconds: 10)
    let nanos = reactor.clock.monotonicNanos - start
    figures.processorPercent = 100 * Double(try processorNanos() - used) / Double(nanos)
    figures.processorTicksPerSecond = try rate(since: before, start)
  }

  private func processorNanos() throws(CommandFailure) -> Int64 {
    do throws(SystemError) {
      return try ResourceUse.processorNanos(ofProcess: desk.id)
    } catch {
      throw CommandFailure(.failed, "bench render: the workstation has ended: \(error)")
    }
  }

  // MARK: The feed

  private func publish(rate: Int) throws(CommandFailure) -> ChildProcess {
    do throws(SystemError) {
      return try ChildProcess(
        program,
        [
          "feed", "simulate", "--redis", server.url, "--rate", String(rate), "--max-length",
          "200000", "--wait",
        ])
    } catch {
      throw CommandFailure(.failed, "bench render: \(error)")
    }
  }

  private static func end(_ feed: ChildProcess) {
    var feed = feed
    feed.kill()
    _ = try? feed.reap(isBlocking: true)
  }

  /// Entries that the stream has ever had.
  private mutating func added() throws(CommandFailure) -> Int {
    let probe = RedisProbe(
      ServerAddress(.unix(path: server.socketPath)),
      questions: [["XINFO", "STREAM", DeskBench.stream]])
    let end = reactor.clock.monotonicNanos + 3_000_000_000
    while !probe.isDone, reactor.clock.monotonicNanos < end {
      probe.process(reactor.clock.monotonicNanos)
      try pass(seconds: 0.001)
    }
    guard let count = probe.answers.first?.value("entries-added").flatMap({ Int($0) }) else {
      throw CommandFailure(.failed, "bench render: the server does not count its entries")
    }
    return count
  }

  private mutating func rate(
    since before: Int, _ start: Int64
  ) throws(CommandFailure) -> Int {
    let seconds = Double(reactor.clock.monotonicNanos - start) / 1e9
    return Int(Double(try added() - before) / seconds)
  }

  // MARK: Looking

  private mutating func pass(seconds: Double) throws(CommandFailure) {
    let end = reactor.clock.monotonicNanos + Int64(seconds * 1e9)
    _ = try look(untilNanos: end)
  }

  /// Reads the terminal until the marker comes or the time is up; returns whether it came.
  private mutating func look(
    untilNanos end: Int64, for wanted: consuming MarkerScan? = nil
  ) throws(CommandFailure) -> Bool {
    var scan = wanted
    reactor.setTimer(DeskBench.time, atMonotonicNanos: end)
    while true {
      var isThere = false
      pair.drain { bytes in isThere = scan?.find(in: bytes) ?? false || isThere }
      if isThere { return true }
      if reactor.clock.monotonicNanos >= end { return false }
      events.removeAll(keepingCapacity: true)
      do throws(SystemError) {
        try reactor.wait(into: &events)
      } catch {
        throw CommandFailure(.failed, "bench render: \(error)")
      }
    }
  }
}

/// Looks for a few bytes in a stream that comes in pieces.
struct MarkerScan {
  private let wanted: [UInt8]
  private var matched = 0

  init(_ text: String) { wanted = Array(text.utf8) }

  /// Whether the bytes' end, or any place in them, completes what is wanted.
  mutating func find(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var isFound = false
    for byte in bytes {
      if byte == wanted[matched] {
        matched += 1
      } else {
        matched = byte == wanted[0] ? 1 : 0
      }
      if matched == wanted.count {
        isFound = true
        matched = 0
      }
    }
    return isFound
  }
}
