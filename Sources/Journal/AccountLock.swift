import Glibc
import MarketModel

/// One process an account: a lock on a file beside the journal, which says who holds it.
///
/// The kernel lets go of the lock when the process ends, however it ends: what a dead process left
/// in the file keeps nobody out.
final class AccountLock {
  private var descriptor: CInt

  /// Takes the lock, or says who has it.
  init(
    path: String, account: AccountName, process: Int32, now: UnixNanos
  ) throws(JournalError) {
    // Not truncated on opening: until the lock is ours the text is another's.
    descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw DataDirectory.failure(errno, path: path) }
    do throws(JournalError) {
      try take(path: path, account: account)
      try write(process: process, now: now, path: path)
    } catch {
      Glibc.close(descriptor)
      descriptor = -1
      throw error
    }
  }

  deinit { release() }

  /// Empties the file and lets go.
  func release() {
    guard descriptor >= 0 else { return }
    ftruncate(descriptor, 0)
    // Said and not left to closing: a child between its fork and its exec still has the descriptor.
    flock(descriptor, LOCK_UN)
    Glibc.close(descriptor)
    descriptor = -1
  }

  private func take(path: String, account: AccountName) throws(JournalError) {
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let number = errno
      if number == EINTR { continue }
      guard number == EWOULDBLOCK else { throw DataDirectory.failure(number, path: path) }
      let holder = readHolder()
      throw JournalError(
        .inUse(account: account.text, process: holder?.process, since: holder?.since), path: path)
    }
  }

  // MARK: What the file says

  private func write(process: Int32, now: UnixNanos, path: String) throws(JournalError) {
    let text = "\(process) \(now.nanos)\n"
    let count = text.utf8.count
    guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, count, 0) == count else {
      throw DataDirectory.failure(errno, path: path)
    }
  }

  /// The process and its start; nil where the holder has not written them yet.
  private func readHolder() -> (process: Int32, since: UnixNanos)? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return nil }
    let fields = bytes[..<count].split(whereSeparator: { $0 == 0x20 || $0 == 0x0A })
      .map { String(decoding: $0, as: UTF8.self) }
    guard fields.count == 2, let process = Int32(fields[0]), let nanos = Int64(fields[1]) else {
      return nil
    }
    return (process, UnixNanos(nanos))
  }
}
