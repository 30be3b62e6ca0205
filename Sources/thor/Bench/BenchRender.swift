import Reactor

extension CommandTable {
  static let benchRender = Subcommand(
    words: ["bench", "render"],
    summary: "time frames beside plain curses, and a real desk's keys and processor time",
    options: [
      .value("frames", "N", "frames of each kind (default 2000)"),
      .value("keys", "N", "keys pressed under 50000 ticks a second (default 300)"),
      .flag("frames-only", "measure frames alone, without a server and a desk"),
      .flag("json", "one JSON object on standard output"),
    ],
    details: """
      Frames: 160 x 48, 256 colours, 60 cells change a frame, on heat backgrounds. The desk: this
      program on a terminal and a redis-server of its own, watched from the terminal's other side.
      """,
    example: "thor bench render --json",
    run: { (invocation) throws(CommandFailure) in try BenchRender.run(invocation) })
}

/// `thor bench render`.
enum BenchRender {
  static func run(_ invocation: Invocation) throws(CommandFailure) -> ExitStatus {
    let frames = try invocation.integer("frames", in: 1...1_000_000) ?? 2_000
    let keys = try invocation.integer("keys", in: 1...100_000) ?? 300
    let clock = Clock()
    let plain = try FrameBench.plain(frames: frames, clock: clock)
    let ours = try FrameBench.ours(frames: frames, clock: clock)
    let desk =
      invocation.has("frames-only") ? nil : try DeskBench.run(keys: keys)
    let lines = invocation.has("json") ? json(ours, plain, desk) : text(ours, plain, desk)
    StandardStream.output.writeLine(lines)
    return .done
  }

  private static func json(
    _ ours: FrameBench.Cost, _ plain: FrameBench.Cost, _ desk: DeskBench.Figures?
  ) -> String {
    var line = JSONLine()
    line.add("bench", "render")
    line.add("frames", number: Int64(ours.frames))
    line.add("cells_per_frame", number: Int64(HeatFrames.changesPerFrame))
    line.add("bytes_per_frame", raw: Decimals.text(ours.bytesPerFrame, 1))
    line.add("writes_per_frame", raw: Decimals.text(ours.writesPerFrame, 2))
    line.add("micros_per_frame", raw: Decimals.text(ours.microsPerFrame, 1))
    var baseline = JSONLine()
    baseline.add("name", "plain curses, addch and refresh")
    baseline.add("per_second", raw: Decimals.text(1e6 / max(0.001, plain.microsPerFrame), 0))
    baseline.add("bytes_per_frame", raw: Decimals.text(plain.bytesPerFrame, 1))
    baseline.add("writes_per_frame", raw: Decimals.text(plain.writesPerFrame, 2))
    line.add("baseline", raw: baseline.text)
    line.add("ratio", raw: Decimals.text(plain.bytesPerFrame / max(1, ours.bytesPerFrame), 3))
    if let desk {
      line.add("keys", number: Int64(desk.keys))
      line.add("key_to_paint_p50_ms", raw: millis(desk.keyNanos.p50))
      line.add("key_to_paint_p99_ms", raw: millis(desk.keyNanos.p99))
      line.add("key_ticks_per_second", number: Int64(desk.keyTicksPerSecond))
      line.add("cpu_percent", raw: Decimals.text(desk.processorPercent, 2))
      line.add("cpu_ticks_per_second", number: Int64(desk.processorTicksPerSecond))
    }
    line.add("load", raw: Decimals.text(MachineLoad.lastMinute, 2))
    line.add("checksum", String(ours.checksum, radix: 16))
    return line.text
  }

  private static func text(
    _ ours: FrameBench.Cost, _ plain: FrameBench.Cost, _ desk: DeskBench.Figures?
  ) -> String {
    func row(_ name: String, _ cost: FrameBench.Cost) -> String {
      "\(name)  \(Decimals.text(cost.bytesPerFrame, 0)) bytes in \(Decimals.text(cost.writesPerFrame, 1)) writes a "
        + "frame, \(Decimals.text(cost.microsPerFrame, 0)) µs"
    }
    var lines = [row("render", ours), row("plain ", plain)]
    if let desk {
      lines.append(
        "keys    p50 \(millis(desk.keyNanos.p50)) ms, p99 \(millis(desk.keyNanos.p99)) ms at "
          + "\(desk.keyTicksPerSecond) ticks/s (\(desk.keys) keys)")
      lines.append(
        "cpu     \(Decimals.text(desk.processorPercent, 1)) % of a core at "
          + "\(desk.processorTicksPerSecond) ticks/s")
    }
    return lines.joined(separator: "\n") + "\nload    \(Decimals.text(MachineLoad.lastMinute, 2))"
  }

  private static func millis(_ nanos: Int64?) -> String {
    Decimals.text(Double(nanos ?? 0) / 1e6, 3)
  }
}
