import Glibc

/// Finds a program the way a shell does.
enum ProgramPath {
  static func find(_ name: String) -> String? {
    let directories = (Environment.value("PATH") ?? "/usr/bin:/bin").split(separator: ":")
    // Debian keeps servers where an ordinary user's PATH may not look.
    for directory in directories + ["/usr/sbin", "/usr/local/sbin"] {
      let path = "\(directory)/\(name)"
      if access(path, X_OK) == 0 { return path }
    }
    return nil
  }
}
