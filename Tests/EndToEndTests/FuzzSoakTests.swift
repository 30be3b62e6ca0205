import Foundation
import TestSupport
import Testing

extension SoakTests {
  private static let seconds = 60.0
  private static let stream = Array("quotes:stream:unified".utf8)

  /// A minute of anything at all, from the bus and from the keyboard at once.
  @Test func randomEntriesAndKeysSoak() throws {
    let story = try DeskStory(starts: false)
    var untouched = try start(story)
    try story.showQuotes()
    let wire = try RedisWire(socketPath: story.redis.socketPath)
    var random = SeededRandom(seed: 1)
    var entries = 0
    var keys = 0
    var starts = 1
    let end = Date().addingTimeInterval(Self.seconds)
    while Date() < end {
      for _ in 0..<64 {
        wire.queue(entry(&random))
        entries += 1
      }
      wire.flush()
      for _ in 0..<64 where story.terminal.processID != nil {
        story.terminal.send(key(&random))
        keys += 1
      }
      story.pass(seconds: 0.01)
      if random.below(50) == 0 {
        let size = (columns: 40 + random.below(160), rows: 10 + random.below(50))
        story.terminal.resize(columns: size.columns, rows: size.rows)
      }
      // A key that quits is a key like any other; a crash is not. ctrl-\ on a line that was just
      // given back is the kernel's SIGQUIT (131).
      guard let status = story.terminal.waitForExit(timeout: 0.001) else { continue }
      #expect([0, 130, 131].contains(status), "\(story.terminal.screen.text)")
      #expect(story.terminal.settings == untouched)
      #expect(story.terminal.screen.unknown.isEmpty, "\(story.terminal.screen.unknown.prefix(4))")
      untouched = try start(story)
      starts += 1
    }
    #expect(story.terminal.screen.unknown.isEmpty, "\(story.terminal.screen.unknown.prefix(4))")
    story.terminal.signal(SIGTERM)
    #expect(story.terminal.waitForExit() == 143)
    #expect(story.terminal.settings == untouched)
    print("soak: \(entries) random entries, \(keys) random keys, \(starts) starts, no crash")
    #expect(entries > 10_000 && keys > 10_000)
  }

  /// - Returns: the line's settings, which every end has to bring back.
  private func start(_ story: DeskStory) throws -> String {
    try story.start()
    story.terminal.stopEcho()
    let settings = story.terminal.settings
    // Until the line is raw it is the kernel that takes the keys, and makes signals of some.
    try story.terminal.waitFor(text: "THOR")
    return settings
  }

  private static let names = [
    "symbol", "timestamp", "last", "bid", "ask", "lastSize", "bidSize", "askSize", "source",
    "ingest_id", "collector", "latency_ms", "seq", "prevClose", "volume",
  ]

  /// An entry of random bytes, or one of the right form with some of it spoilt.
  private func entry(_ random: inout SeededRandom) -> [[UInt8]] {
    var words = [Array("XADD".utf8), Self.stream, Array("MAXLEN".utf8), [0x7E], Array("5000".utf8)]
    words.append([0x2A])
    if random.below(3) == 0 {
      for _ in 0..<(1 + random.below(10)) * 2 { words.append(random.bytes(upTo: 24)) }
      return words
    }
    for name in Self.names {
      words.append(Array(name.utf8))
      words.append(random.below(12) == 0 ? random.bytes(upTo: 24) : value(name, &random))
    }
    return words
  }

  private func value(_ name: String, _ random: inout SeededRandom) -> [UInt8] {
    switch name {
    case "symbol": return Array(["ES", "NQ", "CL"][random.below(3)].utf8)
    case "timestamp": return Array(DeskStory.timestamp().utf8)
    case "source": return Array(["SCHWAB", "EXCEL"][random.below(2)].utf8)
    case "ingest_id": return Array(UUID().uuidString.lowercased().utf8)
    case "last", "bid", "ask", "prevClose":
      return Array("\(4_990 + random.below(20)).\(["00", "25", "50", "75"][random.below(4)])".utf8)
    default: return Array("\(random.below(60))".utf8)
    }
  }

  private static let sequences = [
    "\u{1B}[A", "\u{1B}[B", "\u{1B}[C", "\u{1B}OD", "\u{1B}[5~", "\u{1B}", "\r", "\t", "\u{7F}",
    "\u{1B}[200~b\r\ry\u{1B}[201~", "\u{1B}[<0;20;8M", "\u{1B}[<64;9;9M", "\u{1B}[I", "\u{1B}[O",
    "X", "X", "b", "s", "y", "/", "?", "1", "9", "m", "c",
  ]

  private func key(_ random: inout SeededRandom) -> [UInt8] {
    random.below(2) == 0
      ? random.bytes(upTo: 6) : Array(Self.sequences[random.below(Self.sequences.count)].utf8)
  }
}

/// Random numbers that are the same in every run.
struct SeededRandom {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func bytes(upTo limit: Int) -> [UInt8] {
    (0..<1 + below(limit)).map { _ in UInt8(truncatingIfNeeded: next()) }
  }
}
