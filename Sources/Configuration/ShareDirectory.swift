import Glibc

/// Finds the files that ship beside the program: instruments.yaml, themes/, keymaps/.
public enum ShareDirectory {
  /// The directory for the program at `executablePath`.
  ///
  /// In this order: `override` (`$THOR_SHARE_DIR`), `../share/thor` of the program's directory,
  /// and, for a program run from where it was built, the nearest directory above that has them.
  ///
  /// - Throws: when `override` has none of the files, or nothing was found.
  public static func find(
    override: String?, executablePath: String
  ) throws(ConfigurationErrors) -> String {
    if let override, !override.isEmpty {
      guard isShare(override) else {
        throw ConfigurationErrors(
          ConfigurationError(
            at: Mark(file: "THOR_SHARE_DIR"),
            expected: "a directory with instruments.yaml and themes/",
            got: ConfigurationError.quoted(override)))
      }
      return override
    }
    for candidate in candidates(executablePath) where isShare(candidate) {
      return candidate
    }
    throw ConfigurationErrors(
      ConfigurationError(
        at: Mark(file: executablePath),
        expected: "instruments.yaml and themes/ in ../share/thor or above (or in THOR_SHARE_DIR)",
        got: "none"))
  }

  /// The path of the running program, as the kernel knows it; nil without /proc.
  public static func executablePath() -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    guard count > 0 else { return nil }
    return String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func candidates(_ executablePath: String) -> [String] {
    var above = parent(of: executablePath)
    var result = [(parent(of: above) == "/" ? "" : parent(of: above)) + "/share/thor"]
    while above != "/" {
      result.append(above)
      above = parent(of: above)
    }
    return result
  }

  private static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private static func isShare(_ directory: String) -> Bool {
    access(directory + "/instruments.yaml", R_OK) == 0 && access(directory + "/themes", X_OK) == 0
  }
}
