import Glibc

/// A thread that does one job at a time for another, which waits for it only so long: a disk that
/// does not answer must not keep the loop.
///
/// Jobs and their ends are a byte each through a pipe, so that waiting takes no clock.
final class CommitThread: @unchecked Sendable {
  private let jobs: Pipe
  private let ends: Pipe
  /// Set before a job's byte is written and read behind it: the pipe orders the two.
  private var job: (@Sendable () -> Void)?

  private struct Pipe {
    let reading: CInt
    let writing: CInt

    init?() {
      var descriptors: [CInt] = [-1, -1]
      guard pipe(&descriptors) == 0 else { return nil }
      for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
      (reading, writing) = (descriptors[0], descriptors[1])
    }

    func close() {
      Glibc.close(reading)
      Glibc.close(writing)
    }

    /// Whether the byte was taken; false at the pipe's end.
    func take() -> Bool {
      var byte: UInt8 = 0
      while true {
        let count = read(reading, &byte, 1)
        if count == 1 { return byte != 0 }
        guard count < 0, errno == EINTR else { return false }
      }
    }

    func put(_ byte: UInt8) {
      var byte = byte
      while write(writing, &byte, 1) < 0, errno == EINTR {}
    }
  }

  /// nil when the system has no thread or pipe to give.
  init?() {
    guard let jobs = Pipe() else { return nil }
    guard let ends = Pipe() else {
      jobs.close()
      return nil
    }
    self.jobs = jobs
    self.ends = ends
    guard start() else {
      jobs.close()
      ends.close()
      return nil
    }
  }

  /// The thread holds this object until `stop`. It takes no signals: they are the loop's.
  private func start() -> Bool {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let itself = Unmanaged.passRetained(self)
    let code = pthread_create(
      &thread, nil,
      { context in
        guard let context else { return nil }
        Unmanaged<CommitThread>.fromOpaque(context).takeRetainedValue().loop()
        return nil
      }, itself.toOpaque())
    guard code == 0 else {
      itself.release()
      return false
    }
    pthread_detach(thread)
    return true
  }

  private func loop() {
    while jobs.take() {
      job?()
      job = nil
      ends.put(1)
    }
    jobs.close()
    ends.close()
  }

  /// Begins a job. The last one's end has been waited for.
  func begin(_ job: @escaping @Sendable () -> Void) {
    self.job = job
    jobs.put(1)
  }

  /// Waits for the end of the job that was begun; false when the time is up before it.
  func wait(milliseconds: CInt) -> Bool {
    var entry = pollfd(fd: ends.reading, events: Int16(POLLIN), revents: 0)
    var count = poll(&entry, 1, milliseconds)
    while count < 0, errno == EINTR { count = poll(&entry, 1, milliseconds) }
    return count > 0 && ends.take()
  }

  /// Lets the thread end once its job has.
  func stop() { jobs.put(0) }
}
