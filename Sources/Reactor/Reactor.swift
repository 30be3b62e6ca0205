import CPlatform
import Glibc

/// The loop's one blocking place: descriptors, timers and signals become a list of events.
///
/// It calls nobody. The owner loops:
///
///     while isRunning {
///       events.removeAll(keepingCapacity: true)
///       try reactor.wait(into: &events)
///       for event in events { … switch on the token … }
///       beforeSleep()          // draw if a frame is due, flush
///     }
///
/// Nothing is done between two calls of `wait`, so nothing happens that the owner did not order.
public struct Reactor: ~Copyable {
  /// The owner's name for a descriptor or a timer.
  public struct Token: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) {
      self.rawValue = rawValue
    }
  }

  /// What to wait for, and what came.
  public struct Readiness: OptionSet, Hashable, Sendable {
    public let rawValue: Int16

    public init(rawValue: Int16) {
      self.rawValue = rawValue
    }

    public static let readable = Readiness(rawValue: 1)
    public static let writable = Readiness(rawValue: 2)
    /// The other side hung up, or the descriptor is broken: only ever reported.
    public static let gone = Readiness(rawValue: 4)
  }

  public enum Event: Equatable, Sendable {
    case ready(Token, Readiness)
    /// A timer's deadline has passed; it is set no more.
    case timer(Token)
    case signal(Signal)
  }

  /// The most descriptors watched at once.
  public static let descriptorLimit = 63

  public let clock: Clock
  private let signalDescriptor: Int32?
  private let signalMask: UInt64
  private var watched: [(entry: thor_poll_entry, token: Token)] = []
  private var timers = TimerQueue()
  private var entries: [thor_poll_entry] = []

  /// A reactor that turns these signals into events; SIGPIPE is ignored.
  ///
  /// Call it before any thread is started: threads inherit which signals are held back.
  /// - Throws: `SystemError` when the kernel gives no descriptor for them.
  public init(signals: [Signal], clock: Clock = Clock()) throws(SystemError) {
    try SystemError.check(thor_ignore_sigpipe(), "ignore SIGPIPE")
    let mask = signals.reduce(UInt64(0)) { $0 | 1 << UInt64($1.rawValue) }
    var descriptor: Int32?
    if mask != 0 {
      descriptor = try SystemError.check(thor_signal_descriptor(mask), "signalfd")
    }
    self.clock = clock
    self.signalMask = mask
    self.signalDescriptor = descriptor
  }

  deinit {
    if let signalDescriptor {
      close(signalDescriptor)
      _ = thor_signals_unblock(signalMask)
    }
  }

  /// Watches a descriptor, or changes what it is watched for; empty interest reports only `gone`.
  public mutating func watch(_ descriptor: Int32, for interest: Readiness, as token: Token) {
    let entry = thor_poll_entry(
      descriptor: descriptor, interest: interest.rawValue & 3, ready: 0)
    if let index = watched.firstIndex(where: { $0.entry.descriptor == descriptor }) {
      watched[index] = (entry, token)
    } else {
      precondition(watched.count < Self.descriptorLimit, "too many descriptors watched")
      watched.append((entry, token))
    }
  }

  /// Watches a descriptor no more; call it before closing the descriptor.
  public mutating func unwatch(_ descriptor: Int32) {
    watched.removeAll { $0.entry.descriptor == descriptor }
  }

  /// Sets a timer for a point of the monotonic clock; a token has one timer, a later call moves it.
  public mutating func setTimer(_ token: Token, atMonotonicNanos deadline: Int64) {
    timers.set(token, deadline)
  }

  /// Sets a timer unless one with this token is due earlier already.
  public mutating func setTimer(_ token: Token, notLaterThanMonotonicNanos deadline: Int64) {
    if let present = timers.deadline(of: token), present <= deadline { return }
    timers.set(token, deadline)
  }

  public mutating func cancelTimer(_ token: Token) {
    timers.cancel(token)
  }

  /// When a token's timer is due, or nil when none is set.
  public func deadline(of token: Token) -> Int64? {
    timers.deadline(of: token)
  }

  /// Sleeps until something happens and appends what did: signals, descriptors, then timers.
  ///
  /// Each descriptor is reported at most once a pass, and a signal that came several times may be
  /// reported once. With nothing watched and no timer it sleeps until a signal.
  /// - Parameter isPolling: returns at once whatever there is; for an owner with work left over.
  /// - Throws: `SystemError` when the kernel refuses to wait.
  public mutating func wait(
    into events: inout [Event], isPolling: Bool = false
  ) throws(SystemError) {
    entries.removeAll(keepingCapacity: true)
    for one in watched { entries.append(one.entry) }
    if let signalDescriptor {
      entries.append(thor_poll_entry(descriptor: signalDescriptor, interest: 1, ready: 0))
    }
    let timeout = isPolling ? 0 : timeoutNanos()
    let ready = entries.withUnsafeMutableBufferPointer {
      thor_poll($0.baseAddress, $0.count, timeout)
    }
    try SystemError.check(ready, "poll")
    if ready > 0 {
      try appendSignals(to: &events)
      for (index, one) in watched.enumerated() where entries[index].ready != 0 {
        events.append(.ready(one.token, Readiness(rawValue: entries[index].ready)))
      }
    }
    timers.expire(nowNanos: clock.monotonicNanos) { events.append(.timer($0)) }
  }

  private func timeoutNanos() -> Int64 {
    guard let next = timers.next else { return -1 }
    let now = clock.monotonicNanos
    // A deadline long past must not wrap around into the far future.
    return next <= now ? 0 : next &- now
  }

  private func appendSignals(to events: inout [Event]) throws(SystemError) {
    guard let signalDescriptor, entries.last?.ready != 0 else { return }
    while true {
      let number = try SystemError.check(thor_signal_next(signalDescriptor), "read signalfd")
      if number == 0 { return }
      if let signal = Signal(rawValue: number) { events.append(.signal(signal)) }
    }
  }
}
