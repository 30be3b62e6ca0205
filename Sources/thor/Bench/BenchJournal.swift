import Glibc
import Configuration
import Journal
import Reactor

extension CommandTable {
  static let benchJournal = Subcommand(
    words: ["bench", "journal"],
    summary: "time the journal's commits beside a bare write and fdatasync",
    options: [
      .value(
        "directory", "DIR", "a directory on the disk to measure (default: the data directory)"),
      .value("commits", "N", "acknowledgements measured (default 2000)"),
      .value("events", "N", "events in the journal that starts are timed with (default 1000000)"),
      .flag("json", "one JSON object on standard output"),
    ],
    details: """
      Each commit holds what an order, its acceptance and its fill are; the bare write has the same
      bytes, in turn with the commits on the same disk. Then an account of a million events is made
      and started, from every event and from snapshots. Nothing is left behind.
      """,
    example: "thor bench journal --json",
    run: { (invocation) throws(CommandFailure) in try BenchJournal.run(invocation) })
}

/// `thor bench journal`.
enum BenchJournal {
  static func run(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let commits = try invocation.integer("commits", in: 1...1_000_000) ?? 2_000
    let events = try invocation.integer("events", in: 1...100_000_000) ?? 1_000_000
    let directory = try makeDirectory(invocation)
    defer {
      rmdir(directory + "/accounts")
      rmdir(directory)
    }
    let clock = Clock()
    do throws(JournalError) {
      let figures = try JournalBench.run(dataDirectory: directory, commits: commits) {
        clock.monotonicNanos
      }
      let start = try StartBench.run(dataDirectory: directory, events: events) {
        clock.monotonicNanos
      }
      StandardStream.output.writeLine(
        invocation.has("json") ? json(figures, start) : text(figures, start))
      return .done
    } catch {
      throw CommandFailure(.failed, "bench journal: \(error)")
    }
  }

  private static func makeDirectory(_ invocation: Invocation) throws(CommandFailure) -> String {
    let usual = UserDirectories(variable: Environment.value).data
    guard let parent = invocation.text("directory") ?? usual else {
      throw CommandFailure(.failed, "bench journal: expects --directory where there is no HOME")
    }
    if invocation.text("directory") == nil { try FileStatus.makeDirectory(parent) }
    var template = Array((parent + "/bench.XXXXXX").utf8CString)
    guard let made = mkdtemp(&template) else {
      throw CommandFailure(
        .failed, "bench journal: no directory in \(parent): \(String(cString: strerror(errno)))")
    }
    return String(cString: made)
  }

  private static func json(
    _ figures: JournalBench.Figures, _ start: StartBench.Figures
  ) -> String {
    var line = JSONLine()
    line.add("bench", "journal")
    line.add("commits", number: Int64(figures.commits))
    line.add("events_per_commit", number: Int64(figures.eventsPerCommit))
    line.add("bytes_per_commit", number: Int64(figures.bytesPerCommit))
    line.add("commit_p50_ms", raw: millis(figures.commitMedianNanos))
    line.add("commit_p99_ms", raw: millis(figures.commitP99Nanos))
    var baseline = JSONLine()
    baseline.add("name", "write and fdatasync of the same bytes")
    baseline.add("seconds", raw: Decimals.text(Double(figures.bareMedianNanos) / 1e9, 6))
    baseline.add("p99_ms", raw: millis(figures.bareP99Nanos))
    line.add("baseline", raw: baseline.text)
    line.add("ratio", raw: Decimals.text(ratio(figures), 3))
    line.add("p99_ratio", raw: Decimals.text(p99Ratio(figures), 3))
    // The events of a burst are fills.
    line.add("fills_per_second", number: Int64(figures.burstEventsPerSecond))
    line.add("bytes_per_event", raw: Decimals.text(figures.bytesPerEvent, 1))
    line.add("chain_nanos_per_event", raw: Decimals.text(start.chainNanosPerEvent, 0))
    line.add("start_events", number: start.events)
    line.add("start_orders", number: Int64(start.orders))
    line.add("start_seconds", raw: Decimals.text(Double(start.snapshotNanos) / 1e9, 3))
    line.add("start_full_seconds", raw: Decimals.text(Double(start.fullNanos) / 1e9, 3))
    line.add("snapshot_bytes_per_event", raw: Decimals.text(start.snapshotBytesPerEvent, 1))
    line.add("snapshot_slice_ms", raw: millis(start.longestSliceNanos))
    line.add("snapshot_write_ms", raw: millis(start.longestWriteNanos))
    line.add("load", raw: Decimals.text(MachineLoad.lastMinute, 2))
    return line.text
  }

  private static func text(
    _ figures: JournalBench.Figures, _ start: StartBench.Figures
  ) -> String {
    "journal  p50 \(millis(figures.commitMedianNanos)) ms, p99 \(millis(figures.commitP99Nanos)) ms "
      + "a commit of \(figures.eventsPerCommit) events\n"
      + "bare     p50 \(millis(figures.bareMedianNanos)) ms, p99 \(millis(figures.bareP99Nanos)) ms\n"
      + "ratio    p50 \(Decimals.text(ratio(figures), 3)), "
      + "p99 \(Decimals.text(p99Ratio(figures), 3))\n"
      + "burst    \(Int(figures.burstEventsPerSecond)) fills/s, "
      + "\(Decimals.text(figures.bytesPerEvent, 0)) bytes an event on the disk, "
      + "\(Decimals.text(start.chainNanosPerEvent, 0)) ns its hash\n"
      + "start    \(Decimals.text(Double(start.snapshotNanos) / 1e9, 3)) s from snapshots, "
      + "\(Decimals.text(Double(start.fullNanos) / 1e9, 3)) s from all of \(start.events) events\n"
      + "snapshot \(Decimals.text(start.snapshotBytesPerEvent, 0)) bytes an event, at most "
      + "\(millis(start.longestSliceNanos)) ms a slice of \(start.sliceEvents) events and "
      + "\(millis(start.longestWriteNanos)) ms one that writes"
  }

  /// How many times a bare write a commit takes.
  private static func ratio(_ figures: JournalBench.Figures) -> Double {
    Double(figures.commitMedianNanos) / Double(max(1, figures.bareMedianNanos))
  }

  private static func p99Ratio(_ figures: JournalBench.Figures) -> Double {
    Double(figures.commitP99Nanos) / Double(max(1, figures.bareP99Nanos))
  }

  private static func millis(_ nanos: Int64) -> String { Decimals.text(Double(nanos) / 1e6, 3) }
}
