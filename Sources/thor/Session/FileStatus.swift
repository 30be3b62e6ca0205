import Glibc

/// What the file system says of a path.
enum FileStatus {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// What tells one state of a file from another; nil where there is none.
  struct Stamp: Equatable {
    let inode: UInt64
    let size: Int64
    let seconds: Int64
    let nanos: Int64
  }

  static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Stamp(
      inode: UInt64(status.st_ino), size: Int64(status.st_size),
      seconds: Int64(status.st_mtim.tv_sec), nanos: Int64(status.st_mtim.tv_nsec))
  }

  /// Makes a directory and those above it, for its owner alone.
  ///
  /// - Throws: a failure that names the directory and the system's reason.
  static func makeDirectory(_ path: String) throws(CommandFailure) {
    var built = ""
    for part in path.split(separator: "/") {
      built += "/" + part
      if mkdir(built, 0o700) != 0, errno != EEXIST {
        throw CommandFailure(
          .failed, "cannot make the directory \(built): \(String(cString: strerror(errno)))")
      }
    }
  }
}
