import CursesBackend
import Reactor
import TerminalKit

/// The same frames through our backend on a real pseudo-terminal and through plain curses.
enum FrameBench {
  /// What frames cost.
  struct Cost {
    var frames = 0
    var bytes = 0
    var writes = 0
    var nanos: Int64 = 0
    var checksum: UInt64 = 0

    var bytesPerFrame: Double { Double(bytes) / Double(max(1, frames)) }
    var writesPerFrame: Double { Double(writes) / Double(max(1, frames)) }
    var microsPerFrame: Double { Double(nanos) / 1_000 / Double(max(1, frames)) }
  }

  private static let terminal = "xterm-256color"
  private static let seed: UInt64 = 1

  /// Our own: a surface, the backend, one terminal read from outside.
  static func ours(frames: Int, clock: Clock) throws(CommandFailure) -> Cost {
    var pair = try TerminalPair(columns: HeatFrames.columns, rows: HeatFrames.rows)
    var workload = HeatFrames(seed: seed)
    var surface = Surface(width: HeatFrames.columns, height: HeatFrames.rows)
    var cost = Cost()
    do throws(TerminalError) {
      var backend = try CursesBackend(
        input: pair.inside, output: pair.inside,
        capabilities: TerminalCapabilities(terminal: terminal, depth: .palette, isUnicode: true))
      // The first frame clears the screen and is no frame like the others.
      _ = try show(surface, &backend, &pair)
      for _ in 0..<frames {
        let changes = workload.next()
        let writes = backend.writeCalls
        let start = clock.monotonicNanos
        for change in changes {
          surface.put(
            Unicode.Scalar(change.digit), x: change.x, y: change.y,
            style: HeatFrames.style(change.heat))
        }
        cost.bytes += try show(surface, &backend, &pair)
        cost.nanos += clock.monotonicNanos - start
        cost.writes += backend.writeCalls - writes
        cost.frames += 1
      }
      try backend.suspend()
    } catch {
      throw CommandFailure(.failed, "bench render: \(error)")
    }
    cost.checksum = workload.checksum
    return cost
  }

  /// - Returns: the bytes that came out of the terminal.
  private static func show(
    _ surface: borrowing Surface, _ backend: inout CursesBackend, _ pair: inout TerminalPair
  ) throws(TerminalError) -> Int {
    _ = try backend.present(surface)
    var bytes = pair.drain()
    while backend.hasPendingOutput {
      try backend.flush()
      bytes += pair.drain()
    }
    return bytes
  }

  /// Plain curses: addch and refresh.
  static func plain(frames: Int, clock: Clock) throws(CommandFailure) -> Cost {
    var workload = HeatFrames(seed: seed)
    var cost = Cost()
    do throws(TerminalError) {
      let curses = try PlainCurses(
        terminal: terminal, rows: HeatFrames.rows, columns: HeatFrames.columns)
      for (place, heat) in HeatFrames.heats.enumerated() {
        curses.definePair(place + 1, foreground: Int(HeatFrames.ink), background: Int(heat))
      }
      _ = curses.refresh()
      for _ in 0..<frames {
        let changes = workload.next()
        let start = clock.monotonicNanos
        for change in changes {
          curses.put(change.digit, x: change.x, y: change.y, pair: change.heat + 1)
        }
        let (writes, bytes) = curses.refresh()
        cost.nanos += clock.monotonicNanos - start
        cost.writes += writes
        cost.bytes += bytes
        cost.frames += 1
      }
    } catch {
      throw CommandFailure(.failed, "bench render: \(error)")
    }
    cost.checksum = workload.checksum
    return cost
  }
}
