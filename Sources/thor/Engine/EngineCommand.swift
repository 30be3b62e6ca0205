import Engine
import Glibc
import Journal

extension CommandTable {
  static let engine = Subcommand(
    words: ["engine"], summary: "the engine over standard input and output, headless",
    options: [.flag("digest", "print only the SHA-256 of the effects")],
    details: """
      Reads one JSON object a line, applies it to a fresh engine and writes the effects, one JSON
      object a line. The same input bytes give the same output bytes. docs/engine.md has the lines:
      instrument, config, limits, tick, submit, submit_list, modify, cancel, cancel_all, flatten,
      reverse, roll, settlement, prefer_source, trading_state, market_status, session_open,
      session_close, report, venue_positions, clock, query, size and generator.
      """,
    example: "thor engine < inputs.jsonl > effects.jsonl",
    run: { invocation throws(CommandFailure) in
      let status = runEngineCommand(digestOnly: invocation.flags.contains("digest"))
      return ExitStatus(rawValue: status) ?? .failed
    })
}

/// Runs `thor engine`: JSON lines from one descriptor, effects to another.
///
/// - Parameter digestOnly: print the SHA-256 of the effects' bytes instead of the effects.
/// - Returns: 0, 65 when a line could not be used, 1 when reading or writing failed.
func runEngineCommand(
  digestOnly: Bool, input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO
) -> Int32 {
  var session = EngineSession(findHours: EngineHours.hours)
  guard var sink = EffectSink(descriptor: output, digestOnly: digestOnly) else {
    return sayFailure("SHA-256 is not available")
  }
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = buffer.withUnsafeMutableBytes { read(input, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    if count < 0 {
      return sayFailure("cannot read the inputs: \(String(cString: strerror(errno)))")
    }
    if count == 0 { break }
    buffer.withUnsafeBufferPointer {
      session.take(UnsafeBufferPointer(rebasing: $0[..<count]))
    }
    guard sink.take(session.output) else { return sayFailure("cannot write the effects") }
    session.removeOutput()
  }
  session.finish()
  guard sink.take(session.output), sink.finish() else {
    return sayFailure("cannot write the effects")
  }
  return session.hasFailures ? 65 : 0
}

private func sayFailure(_ message: String) -> Int32 {
  StandardStream.error.writeLine("thor engine: \(message)")
  return 1
}

/// Where the effects go: to a descriptor as they are, or into a digest.
private struct EffectSink: ~Copyable {
  private let descriptor: Int32
  private let digestOnly: Bool
  private let digest: SHA256

  init?(descriptor: Int32, digestOnly: Bool) {
    guard let digest = SHA256() else { return nil }
    self.descriptor = descriptor
    self.digestOnly = digestOnly
    self.digest = digest
  }

  /// False when it cannot be written.
  mutating func take(_ bytes: [UInt8]) -> Bool {
    guard digestOnly else { return writeAll(bytes) }
    bytes.withUnsafeBytes { digest.update($0) }
    return true
  }

  mutating func finish() -> Bool {
    guard digestOnly else { return true }
    return writeAll(Array("\(digest.finish())\n".utf8))
  }

  private func writeAll(_ bytes: [UInt8]) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes {
        write(descriptor, $0.baseAddress.map { $0 + offset }, $0.count - offset)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      offset += written
    }
    return true
  }
}

extension CommandTable {
  static let benchEngine = Subcommand(
    words: ["bench", "engine"],
    summary: "time the reference workload through the engine, every check on",
    options: [
      .value("runs", "N", "runs of each setting; the best counts (default 5)"),
      .value("every", "K", "only the setting that sends an order after every Kth quote"),
      .flag("json", "one JSON object on standard output"),
    ],
    example: "thor bench engine --json",
    run: { invocation throws(CommandFailure) in
      let runs = try invocation.integer("runs", in: 1...1_000) ?? 5
      let isJSON = invocation.has("json")
      if let every = try invocation.integer("every", in: 0...1_000_000) {
        return BenchEngine.run(every: every, runs: runs, isJSON: isJSON)
      }
      return BenchEngine.run(runs: runs, isJSON: isJSON)
    })
}
