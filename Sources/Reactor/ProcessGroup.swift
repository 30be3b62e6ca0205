import CPlatform

/// The processes that share a job of the shell with us.
public enum ProcessGroup {
  /// Stops the whole group, ourselves included, and returns when the shell lets it go on.
  ///
  /// Returns at once where no shell could: the kernel does not stop such a group.
  public static func stop() { _ = thor_stop_group() }
}
