import Reactor
import RedisFeed
import MarketModel

/// The loop of whatever only talks to a server: descriptors, a deadline, and the signals that
/// end it.
struct FeedLoop: ~Copyable {
  private static let deadlineToken = Reactor.Token(rawValue: 0)
  private static let firstDescriptorToken = 1

  private var reactor: Reactor
  private var watched: [FeedDescriptor] = []
  private var events: [Reactor.Event] = []

  /// - Parameter signals: which end the wait; none leaves them to end the process.
  /// - Throws: when the kernel gives no descriptor for the signals.
  init(
    signals: [Signal] = [.interrupt, .terminate], clock: Clock = Clock()
  ) throws(CommandFailure) {
    do throws(SystemError) {
      reactor = try Reactor(signals: signals, clock: clock)
    } catch {
      throw CommandFailure(.failed, "\(error)")
    }
  }

  var now: FeedTime {
    FeedTime(
      wall: UnixNanos(reactor.clock.unixNanos), monotonicNanos: reactor.clock.monotonicNanos)
  }

  /// Sleeps until a descriptor is ready, the deadline has come, or a signal ends the command.
  mutating func wait(
    for descriptors: [FeedDescriptor], untilNanos deadline: Int64, isPolling: Bool = false
  ) throws(CommandFailure) -> ExitStatus? {
    watch(descriptors)
    reactor.setTimer(FeedLoop.deadlineToken, atMonotonicNanos: deadline)
    events.removeAll(keepingCapacity: true)
    do throws(SystemError) {
      try reactor.wait(into: &events, isPolling: isPolling)
    } catch {
      throw CommandFailure(.failed, "\(error)")
    }
    for case .signal(let signal) in events {
      return signal == .interrupt ? .interrupted : .terminated
    }
    return nil
  }

  private mutating func watch(_ descriptors: [FeedDescriptor]) {
    guard descriptors != watched else { return }
    for old in watched { reactor.unwatch(old.descriptor) }
    for (place, new) in descriptors.enumerated() {
      var interest: Reactor.Readiness = []
      if new.wantsRead { interest.insert(.readable) }
      if new.wantsWrite { interest.insert(.writable) }
      reactor.watch(
        new.descriptor, for: interest,
        as: Reactor.Token(rawValue: FeedLoop.firstDescriptorToken + place))
    }
    watched = descriptors
  }
}
