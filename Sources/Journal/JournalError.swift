import MarketModel

/// Why a journal cannot be opened, read, written or closed: which file, what is wrong, what to do.
public struct JournalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file or directory that the trouble is about.
  public let path: String
  public let problem: Problem

  public init(_ problem: Problem, path: String) {
    self.path = path
    self.problem = problem
  }

  /// What is wrong. `message` is the system's or SQLite's own.
  public enum Problem: Hashable, Sendable {
    /// Another process holds the account; what it wrote about itself, where that can be read.
    case inUse(account: String, process: Int32?, since: UnixNanos?)
    /// A directory cannot be made or entered.
    case directory(message: String)
    /// Something else stands where a file is expected: a directory, a pipe.
    case notAFile
    /// A file stands where a new one is to be made.
    case exists
    /// A file that SQLite did not write.
    case notADatabase
    /// A SQLite file that is no journal of ours.
    case otherProgram(applicationID: Int32)
    /// A journal of another account, copied or renamed.
    case otherAccount(found: String, expected: String)
    /// A journal that a newer version of the program wrote.
    case newerSchema(found: Int32, known: Int32)
    /// The record itself is broken. `sequence` is the first event that cannot be relied on.
    case damaged(sequence: Int64?, message: String)
    /// An event that is whole but that the engine cannot take up as it is configured now.
    case notRestorable(sequence: Int64, kind: String, message: String)
    /// Somebody moved or deleted the file while it was open: what is written now nobody would find.
    case gone
    /// The disk has not answered: what was being written may come to be there, or not.
    case stalled
    case diskFull(message: String)
    case readOnly(message: String)
    /// No right to read or write it.
    case denied(message: String)
    /// Another program keeps the file locked.
    case busy(message: String)
    /// Whatever else went wrong below; `code` is SQLite's extended result code, 0 for none.
    case inputOutput(code: Int32, message: String)
  }

  /// Whether the same call may succeed later without anybody changing the program or its files.
  public var isWorthRetrying: Bool {
    switch problem {
    case .gone, .stalled, .diskFull, .readOnly, .busy, .inputOutput: true
    default: false
    }
  }

  /// Where, what, and what to do, in one line.
  public var description: String {
    if case .inUse(let account, let process, let since) = problem {
      return JournalError.inUse(account, process: process, since: since)
    }
    return "\(path): \(what); \(advice)"
  }

  private static func inUse(_ account: String, process: Int32?, since: UnixNanos?) -> String {
    var who: [String] = []
    if let process { who.append("process \(process)") }
    if let since { who.append("since \(since.minuteText)") }
    let details = who.isEmpty ? "" : " (\(who.joined(separator: ", ")))"
    return "account '\(account)' is open in another thor\(details); "
      + "close that one or choose another account"
  }

  /// What is wrong, without the place and the advice.
  public var what: String {
    switch problem {
    case .inUse(let account, _, _): "account '\(account)' is in use"
    case .directory(let message): "expected a directory that can be written: \(message)"
    case .notAFile: "expected a journal file, found something that is no regular file"
    case .exists: "a file of this name is there already"
    case .notADatabase: "expected a journal, found a file that is no SQLite database"
    case .otherProgram(let id):
      "expected a journal, found another program's SQLite database (application id \(id))"
    case .otherAccount(let found, let expected):
      "expected the journal of account '\(expected)', found that of '\(found)'"
    case .newerSchema(let found, let known):
      "written by a newer thor (journal version \(found), this one knows up to \(known))"
    case .damaged(let sequence?, let message): "damaged at event \(sequence): \(message)"
    case .damaged(nil, let message): "damaged: \(message)"
    case .notRestorable(let sequence, let kind, let message):
      "event \(sequence) (\(kind)) cannot be taken up: \(message)"
    case .gone: "it was moved or deleted while it is open"
    case .stalled: "the disk does not answer"
    case .diskFull(let message): "no room to write: \(message)"
    case .readOnly(let message): "cannot be written: \(message)"
    case .denied(let message): "no right to use it: \(message)"
    case .busy(let message): "another program keeps it locked: \(message)"
    case .inputOutput(_, let message): "reading or writing failed: \(message)"
    }
  }

  /// What somebody can do about it.
  public var advice: String {
    switch problem {
    case .inUse: "close that one or choose another account"
    case .directory: "make the directory yours or name another data directory"
    case .notAFile, .notADatabase, .otherProgram:
      "nothing was changed; move it away or name another data directory"
    case .exists: "it was not touched; name another file, or move that one away"
    case .otherAccount: "nothing was changed; give the file its own account's name again"
    case .newerSchema: "nothing was changed; use that newer thor"
    case .damaged:
      "nothing was changed; restore the file from a backup, or move it away to start anew"
    case .notRestorable:
      "nothing was changed; bring back the configuration it was written with (instruments.yaml)"
    case .gone: "put it back; nothing is acknowledged before that"
    case .stalled: "nothing is acknowledged before it does; look after the disk"
    case .diskFull: "free some space; what was acknowledged before is safe"
    case .readOnly: "make the file and its directory writable"
    case .denied: "give this user the right to read and write it"
    case .busy: "end the program that holds it"
    case .inputOutput: "look after the disk; what was acknowledged before is safe"
    }
  }
}

extension UnixNanos {
  /// `YYYY-MM-DD HH:MM UTC`, for messages.
  var minuteText: String {
    let text = description.utf8
    return "\(String(decoding: text.prefix(10), as: UTF8.self)) "
      + "\(String(decoding: text.dropFirst(11).prefix(5), as: UTF8.self)) UTC"
  }
}
