import Glibc

/// What the file system says of a path.
enum FileStatus {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

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
