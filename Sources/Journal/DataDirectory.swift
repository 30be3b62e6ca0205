import Glibc

/// Where accounts are kept: `<data directory>/accounts/<account>.sqlite` and its lock.
///
/// Directories are made 0700 and files 0600: what somebody trades is nobody else's.
struct DataDirectory {
  let accounts: String

  init(_ path: String) {
    var trimmed = path.isEmpty ? "." : path[...]
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    accounts = trimmed == "/" ? "/accounts" : "\(trimmed)/accounts"
  }

  func journal(of account: AccountName) -> String { "\(accounts)/\(account.text).sqlite" }
  func lock(of account: AccountName) -> String { "\(accounts)/\(account.text).lock" }

  // MARK: Making

  /// Makes the directory with all those above it that are missing.
  func make() throws(JournalError) {
    var end = accounts.startIndex
    while end < accounts.endIndex {
      let next = accounts[accounts.index(after: end)...].firstIndex(of: "/") ?? accounts.endIndex
      try DataDirectory.make(String(accounts[..<next]))
      end = next
    }
  }

  private static func make(_ path: String) throws(JournalError) {
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw JournalError(.directory(message: errnoText(ENOTDIR)), path: path)
      }
      return
    }
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw JournalError(.directory(message: errnoText(errno)), path: path)
    }
    try synchronizeParent(of: path)
  }

  /// Makes an empty file where there is none, before SQLite would make one that others can read.
  static func makeFile(_ path: String, mustBeNew: Bool = false) throws(JournalError) {
    let flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = Glibc.open(path, flags, 0o600)
    guard descriptor >= 0 else {
      if errno == EEXIST {
        guard mustBeNew else { return }
        throw JournalError(.exists, path: path)
      }
      throw failure(errno, path: path)
    }
    Glibc.close(descriptor)
    try synchronizeParent(of: path)
  }

  /// Makes a new name in a directory survive a loss of power.
  private static func synchronizeParent(of path: String) throws(JournalError) {
    let end = path.lastIndex(of: "/") ?? path.startIndex
    let parent = end == path.startIndex ? "/" : String(path[..<end])
    let descriptor = Glibc.open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    // A directory that may be written but not read cannot be synchronized.
    guard descriptor >= 0 else { return }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure(errno, path: parent) }
  }

  // MARK: Looking

  /// Checks that what stands at `path` can be a journal, before SQLite touches it: a regular file
  /// that may be written (or, for a reader, read), empty or with SQLite's first bytes.
  static func checkFile(_ path: String, isWritten: Bool = true) throws(JournalError) {
    // Without O_NONBLOCK a named pipe would hang the start.
    let access = isWritten ? O_RDWR : O_RDONLY
    let descriptor = Glibc.open(path, access | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(errno, path: path) }
    defer { Glibc.close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw JournalError(.notAFile, path: path)
    }
    guard status.st_size > 0 else { return }
    let magic: StaticString = "SQLite format 3\0"
    var bytes = [UInt8](repeating: 0, count: magic.utf8CodeUnitCount)
    guard pread(descriptor, &bytes, bytes.count, 0) == bytes.count,
      bytes.elementsEqual(
        UnsafeBufferPointer(start: magic.utf8Start, count: magic.utf8CodeUnitCount))
    else { throw JournalError(.notADatabase, path: path) }
  }

  /// A file's size in bytes; nil for none.
  static func size(of path: String) -> Int64? {
    var status = stat()
    return stat(path, &status) == 0 ? Int64(status.st_size) : nil
  }

  /// The accounts that have a journal here, by name.
  func accountNames() -> [AccountName] {
    guard let directory = opendir(accounts) else { return [] }
    defer { closedir(directory) }
    var names: [AccountName] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasSuffix(".sqlite") else { continue }
      if let account = AccountName(String(name.dropLast(".sqlite".count))) { names.append(account) }
    }
    return names.sorted { $0.text < $1.text }
  }

  /// Brings a file that was closed onto the disk.
  static func synchronize(_ path: String) throws(JournalError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(errno, path: path) }
    defer { Glibc.close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(errno, path: path) }
  }

  static func remove(_ path: String) { unlink(path) }

  /// Which file it is, by device and number there.
  struct FileIdentity: Equatable {
    let device: dev_t
    let number: ino_t
  }

  /// The file that a path leads to; nil for none.
  static func identity(of path: String) -> FileIdentity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return FileIdentity(device: status.st_dev, number: status.st_ino)
  }

  /// What a system call's error number means here.
  static func failure(_ number: CInt, path: String) -> JournalError {
    let message = errnoText(number)
    return switch number {
    case EACCES, EPERM: JournalError(.denied(message: message), path: path)
    case EROFS: JournalError(.readOnly(message: message), path: path)
    case ENOSPC, EDQUOT, EFBIG: JournalError(.diskFull(message: message), path: path)
    case EISDIR, ENXIO, ENODEV: JournalError(.notAFile, path: path)
    case ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG:
      JournalError(.directory(message: message), path: path)
    default: JournalError(.inputOutput(code: 0, message: message), path: path)
    }
  }
}
