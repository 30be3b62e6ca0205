import Configuration
import Glibc
import Journal
import MarketModel
import Reactor

/// Looks at where a desk keeps its things: directories, disk, the account's journal.
enum DirectoryExam {
  private static let leastFreeBytes: Int64 = 100 << 20
  private static let fewFreeBytes: Int64 = 1 << 30

  static func look(
    _ settings: DeskSettings?, _ now: UnixNanos, _ diagnosis: inout Diagnosis
  ) {
    let directories = settings?.directories ?? UserDirectories(variable: Environment.value)
    check("data", directories.data, "XDG_DATA_HOME", isNeeded: true, &diagnosis)
    check("state", directories.state, "XDG_STATE_HOME", isNeeded: false, &diagnosis)
    if let data = directories.data {
      checkDisk(data, &diagnosis)
      let account = settings?.configuration.account ?? WorkstationConfiguration().account
      JournalExam.look(account, in: data, now, &diagnosis)
    }
  }

  private static func check(
    _ name: String, _ path: String?, _ variable: String, isNeeded: Bool,
    _ diagnosis: inout Diagnosis
  ) {
    guard let path else {
      diagnosis.fail(
        "directory", name, "none: neither \(variable) nor HOME is an absolute path",
        "export HOME, or \(variable)")
      return
    }
    let place = existing(path)
    guard access(place, W_OK | X_OK) == 0 else {
      let what = "\(place) may not be written: \(String(cString: strerror(errno)))"
      let advice = "chown or chmod it, or point \(variable) elsewhere"
      if isNeeded {
        diagnosis.fail("directory", name, what, advice)
      } else {
        diagnosis.warn("directory", name, what + "; no log is kept", advice)
      }
      return
    }
    var status = stat()
    if place == path, stat(path, &status) == 0, status.st_mode & 0o077 != 0 {
      let mode = String(status.st_mode & 0o777, radix: 8)
      diagnosis.warn(
        "directory", name, "\(path) has mode 0\(mode): others can look into it",
        "chmod 700 \(path)")
    } else {
      diagnosis.ok("directory", name, place == path ? path : "\(path), made when it is needed")
    }
  }

  /// The nearest part of the path that is there.
  private static func existing(_ path: String) -> String {
    var path = path
    while !FileStatus.exists(path), let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      path = String(path[..<slash])
    }
    return FileStatus.exists(path) ? path : "/"
  }

  private static func checkDisk(_ data: String, _ diagnosis: inout Diagnosis) {
    let place = existing(data)
    do throws(SystemError) {
      let free = try ResourceUse.freeDiskBytes(at: place)
      let text = "\(free >> 20) MiB free at \(place)"
      if free < leastFreeBytes {
        diagnosis.fail(
          "disk", "free", text, "make room: an order that cannot be journaled is not taken")
      } else if free < fewFreeBytes {
        diagnosis.warn("disk", "free", text, "make room before it is full")
      } else {
        diagnosis.ok("disk", "free", text)
      }
    } catch {
      diagnosis.warn("disk", "free", error.description, "look at the file system of \(place)")
    }
  }
}

/// Looks at an account's journal: there, free, whole. Nothing is made and nothing written in it.
enum JournalExam {
  static func look(
    _ account: String, in data: String, _ now: UnixNanos, _ diagnosis: inout Diagnosis
  ) {
    guard let name = AccountName(account) else {
      diagnosis.fail(
        "account", "journal", "'\(TerminalExam.printable(account))' is no account's name",
        "use letters, digits, - and _")
      return
    }
    let path = "\(data)/accounts/\(name.text).sqlite"
    guard FileStatus.exists(path) else {
      diagnosis.ok("account", "journal", "'\(name.text)' is new: made at the first start")
      return
    }
    do throws(JournalError) {
      let journal = try Journal.open(dataDirectory: data, account: name, now: now)
      var events = 0
      try journal.forEachEvent { _ throws(JournalError) in events += 1 }
      diagnosis.ok("account", "journal", "'\(name.text)' opens: \(events) events in \(path)")
    } catch {
      if case .inUse = error.problem {
        diagnosis.warn(
          "account", "journal", error.description, "trade there, or take another account")
      } else {
        diagnosis.fail("account", "journal", "\(error.path): \(error.what)", error.advice)
      }
    }
  }
}
