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
      .flag("json", "one JSON object on standard output"),
    ],
    details: """
      Each commit holds what an order, its acceptance and its fill are; the bare write has the same
      bytes, in turn with the commits on the same disk. Nothing is left behind.
      """,
    example: "thor bench journal --json",
    run: { (invocation) throws(CommandFailure) in try BenchJournal.run(invocation) })
}

/// `thor bench journal`.
enum BenchJournal {
  static func run(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let commits = try invocation.integer("commits", in: 1...1_000_000) ?? 2_000
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
      StandardStream.output.writeLine(
        invocation.has("json") ? json(figures) : text(figures))
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

  private static func json(_ figures: JournalBench.Figures) -> String {
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
    line.add("burst_events_per_second", number: Int64(figures.burstEventsPerSecond))
    line.add("bytes_per_event", raw: Decimals.text(figures.bytesPerEvent, 1))
    line.add("load", raw: Decimals.text(MachineLoad.lastMinute, 2))
    return line.text
  }

  private static func text(_ figures: JournalBench.Figures) -> String {
    "journal  p50 \(millis(figures.commitMedianNanos)) ms, p99 \(millis(figures.commitP99Nanos)) ms "
      + "a commit of \(figures.eventsPerCommit) events\n"
      + "bare     p50 \(millis(figures.bareMedianNanos)) ms, p99 \(millis(figures.bareP99Nanos)) ms\n"
      + "ratio    \(Decimals.text(ratio(figures), 3))\n"
      + "burst    \(Int(figures.burstEventsPerSecond)) events/s, "
      + "\(Decimals.text(figures.bytesPerEvent, 0)) bytes an event on the disk"
  }

  /// How many times a bare write a commit takes.
  private static func ratio(_ figures: JournalBench.Figures) -> Double {
    Double(figures.commitMedianNanos) / Double(max(1, figures.bareMedianNanos))
  }

  private static func millis(_ nanos: Int64) -> String { Decimals.text(Double(nanos) / 1e6, 3) }
}
