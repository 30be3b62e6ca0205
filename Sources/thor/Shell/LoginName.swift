import Glibc

/// Who runs this process, for the record.
enum LoginName {
  /// The user's name, or the number where it has none.
  static func current() -> String {
    let user = geteuid()
    guard let entry = getpwuid(user), let name = entry.pointee.pw_name, name.pointee != 0 else {
      return "uid \(user)"
    }
    return String(cString: name)
  }
}
