import Foundation

/// What the kernel says of another process.
public enum ProcessFigures {
  /// Memory held, in bytes; nil when it has ended.
  public static func residentBytes(of process: Int32) -> Int? {
    let fields = text("/proc/\(process)/statm")?.split(separator: " ") ?? []
    return fields.count > 1 ? Int(fields[1]).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) } : nil
  }

  /// Processor time of all its threads so far, in seconds; nil when it has ended.
  ///
  /// To the nanosecond where the kernel counts them, else to a hundredth of a second.
  public static func processorSeconds(of process: Int32) -> Double? {
    let tasks = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
    let nanos = (tasks ?? []).compactMap { task in
      text("/proc/\(process)/task/\(task)/schedstat")?.split(separator: " ").first
        .flatMap { Double($0) }
    }
    let exact = nanos.reduce(0, +)
    if exact > 0 { return exact / 1e9 }
    guard let line = text("/proc/\(process)/stat"), let end = line.lastIndex(of: ")") else {
      return nil
    }
    let fields = line[line.index(after: end)...].split(separator: " ")
    guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
      return nil
    }
    return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// How busy the machine is: the load of the last minute, for a line beside a measurement.
  public static var load: String {
    text("/proc/loadavg")?.split(separator: " ").first.map(String.init) ?? "?"
  }

  private static func text(_ path: String) -> String? {
    try? String(contentsOfFile: path, encoding: .utf8)
  }
}
