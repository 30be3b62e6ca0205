import CPlatform

/// What this process takes from the machine.
public enum ResourceUse {
  /// Memory held, in bytes; 0 where the kernel does not say.
  public static var residentBytes: Int64 { max(0, thor_resident_bytes()) }

  /// Processor time used by all threads, in nanoseconds.
  public static var processorNanos: Int64 { thor_processor_nanos() }

  /// Processor time used by all threads of another process, in nanoseconds.
  ///
  /// - Throws: `SystemError` when there is no such process.
  public static func processorNanos(ofProcess id: Int32) throws(SystemError) -> Int64 {
    try SystemError.check(thor_process_nanos(id), "processor time of process \(id)")
  }

  /// Keeps what is freed for its next use, up to 64 MiB, and takes memory from the kernel 4 MiB at a
  /// time: a page given back and taken again costs more than what is written on it. Once, at the
  /// start.
  public static func keepMemory() { thor_keep_memory(64 << 20, 4 << 20) }

  /// Bytes free for us on the disk that holds a path.
  ///
  /// - Throws: `SystemError` naming the path.
  public static func freeDiskBytes(at path: String) throws(SystemError) -> Int64 {
    try SystemError.check(thor_free_disk_bytes(path), "free space of \(path)")
  }
}
