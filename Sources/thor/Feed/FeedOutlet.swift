import MarketCodec
import MarketModel
import RedisFeed

/// The publishing side that both `thor feed` commands share.
struct FeedOutlet {
  private let server: ServerAddress
  private let publisher: FeedPublisher
  private var wasLive = false

  init(_ server: ServerAddress, stream: String, limit: Int) {
    self.server = server
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
    case .live: wasLive = true
    case .waiting(let fault, _) where !wasLive || fault.needsAttention:
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
