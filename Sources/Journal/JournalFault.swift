import Glibc

/// A test aid: what is to go wrong with a commit, and with which. Nothing goes wrong without it.
public struct JournalFault: Hashable, Sendable {
  enum Kind: Hashable {
    /// The process is killed with all events of the commit written and none of them durable, or
    /// with all of them durable and nobody told.
    case killBeforeCommit, killAfterCommit
    /// Commits fail as if the disk did, so many times.
    case error(times: Int)
    /// A commit takes so long.
    case hang(milliseconds: Int)
  }

  let kind: Kind
  /// The commit it begins with, 1 for the first.
  let commit: Int

  public static let expectation =
    "expects kill-before-commit:N, kill-after-commit:N, error:N[:TIMES] or hang:N:MILLISECONDS"

  /// Reads `KIND:N` or `KIND:N:NUMBER`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 || parts.count == 3, let commit = Int(parts[1]), commit > 0 else {
      return nil
    }
    let number = parts.count == 3 ? Int(parts[2]) : nil
    switch (parts[0], parts.count, number) {
    case ("kill-before-commit", 2, _): kind = .killBeforeCommit
    case ("kill-after-commit", 2, _): kind = .killAfterCommit
    case ("error", 2, _): kind = .error(times: 1)
    case ("error", 3, .some(let times)) where times > 0: kind = .error(times: times)
    case ("hang", 3, .some(let milliseconds)) where milliseconds > 0:
      kind = .hang(milliseconds: milliseconds)
    default: return nil
    }
    self.commit = commit
  }
}

/// A fault and how many commits it has seen, over all copies of the connection.
final class FaultCounter {
  private let fault: JournalFault?
  private var commits = 0

  init(_ fault: JournalFault?) { self.fault = fault }

  /// Called when all of a commit is written but its last step.
  func beforeCommit(path: String) throws(JournalError) {
    guard let fault else { return }
    commits += 1
    switch fault.kind {
    case .killBeforeCommit where commits == fault.commit: kill(getpid(), SIGKILL)
    case .error(let times) where (fault.commit..<fault.commit + times).contains(commits):
      throw JournalError(.inputOutput(code: 0, message: "THOR_JOURNAL_FAULT says so"), path: path)
    case .hang(let milliseconds) where commits == fault.commit:
      poll(nil, 0, CInt(clamping: milliseconds))
    default: break
    }
  }

  /// Called when a commit is durable and nobody has been told.
  func afterCommit() {
    guard let fault, fault.kind == .killAfterCommit, commits == fault.commit else { return }
    kill(getpid(), SIGKILL)
  }
}
