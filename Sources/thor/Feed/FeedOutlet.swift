import MarketCodec
import MarketModel
import RedisFeed

/// The publishing side that both `thor feed` commands share.
struct FeedOutlet {
  private let server: ServerAddress
  private let publisher: FeedPublisher
  /// Whether a server that does not answer is waited for.
  private var isPatient: Bool

  /// - Parameter waits: whether a server that is not there yet is waited for; one that was there
  ///   and goes always is.
  init(_ server: ServerAddress, stream: String, limit: Int, waits: Bool) {
    self.server = server
    isPatient = waits
    var options = PublisherOptions(server: server)
    options.stream = stream
    options.streamLimit = limit
    publisher = FeedPublisher(options)
  }

  var canTake: Bool { publisher.canTake }
  var unconfirmed: Int { publisher.unconfirmed }
  var published: UInt64 { publisher.published }

  func publish(_ fields: FieldBuffer, _ symbol: Symbol) {
    fields.withFields { publisher.publish($0, symbol: symbol) }
  }

  /// Sends and takes confirmations.
  ///
  /// - Throws: when the server was never reached, or refuses what will not change by itself.
  mutating func process(_ now: FeedTime) throws(CommandFailure) {
    publisher.process(now.monotonicNanos)
    switch publisher.state {
    case .live: isPatient = true
    case .waiting(let fault, _) where !isPatient || fault.needsAttention:
      throw CommandFailure(.unavailable, "\(server): \(fault)")
    default: break
    }
    if let refusal = publisher.lastRefusal, publisher.refused > 0 {
      throw CommandFailure(.failed, "\(server): \(refusal)")
    }
  }

  /// Sleeps until there is something to do; the status when a signal ends the command.
  func wait(
    _ loop: inout FeedLoop, untilNanos deadline: Int64
  ) throws(CommandFailure) -> ExitStatus? {
    let descriptors = publisher.descriptor.map { [$0] } ?? []
    return try loop.wait(for: descriptors, untilNanos: min(deadline, publisher.deadlineNanos))
  }

  func report(_ command: String) {
    StandardStream.error.writeLine("\(command): \(publisher.published) events published")
  }
}
