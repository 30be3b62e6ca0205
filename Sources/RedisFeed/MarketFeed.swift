import MarketCodec
import MarketModel

/// The live feed: a stream, optionally a channel, and the dead letters, driven by a poll loop.
///
/// Owns no thread and reads no clock. A round of the loop calls `process`, takes `events` and
/// `batch`, and polls `descriptors` until `deadlineNanos`:
///
///     let more = feed.process(now)
///     for decoded in feed.batch.ticks { engine.apply(.tick(decoded.tick)) }
///     feed.descriptors(into: &polled)
public final class MarketFeed {
  private var output: FeedOutput
  private var reader: StreamReader?
  private var channel: ChannelReader?
  private var letters: DeadLetterWriter?
  private var nextConclusionNanos: Int64 = .min

  public init(_ options: FeedOptions, decoder: TickDecoder) {
    output = FeedOutput(decoder, keepsRefused: options.deadLetterStream != nil)
    reader = options.stream.map { StreamReader(options, stream: $0) }
    channel = options.channel.map { ChannelReader(options, channel: $0) }
    letters = options.deadLetterStream.map {
      DeadLetterWriter(stream: $0, server: options.server, seed: options.seed &+ 2)
    }
  }

  /// Does what can be done without waiting; returns whether more is at hand already.
  ///
  /// At most one batch of entries a call, so that a flood leaves room for the keyboard.
  public func process(_ now: FeedTime) -> Bool {
    output.beginRound()
    let moreEntries = reader?.process(now, &output) ?? false
    let moreMessages = channel?.process(now, &output) ?? false
    sendLetters(now)
    if now.monotonicNanos >= nextConclusionNanos {
      nextConclusionNanos = now.monotonicNanos + 1_000_000_000
      output.decoder.clockSkew.conclude()
    }
    return moreEntries || moreMessages
  }

  /// The clock behind `FeedTime.wall` has leapt: what was measured against it is void.
  public func clockLeapt() {
    output.decoder.clockSkew.forget()
    reader?.forgetClock()
  }

  private func sendLetters(_ now: FeedTime) {
    for entry in output.refused {
      entry.fields.withFields { fields in
        letters?.add(fields, streamID: entry.id, entry.rejection, at: now)
      }
    }
    letters?.process(now.monotonicNanos)
    if let fault = letters?.newFault {
      output.events.append(.deadLettersUnavailable(fault))
      letters?.newFault = nil
    }
  }

  /// The ticks of the last `process`. Tell the engine `batch.definitions` before them.
  public var batch: TickBatch { _read { yield output.batch } }

  /// What else happened in the last `process`.
  public var events: [FeedEvent] { _read { yield output.events } }

  /// The decoder with its catalog, sources and counters.
  public var decoder: TickDecoder {
    get { output.decoder }
    _modify { yield &output.decoder }
  }

  /// The stream's state; the channel's where there is no stream.
  public var state: FeedState { reader?.state ?? channel?.state ?? .connecting }
  public var lag: FeedLag { reader?.lag ?? FeedLag() }
  public var entriesRead: UInt64 { reader?.entriesRead ?? 0 }
  public var deadLettersWritten: UInt64 { letters?.written ?? 0 }
  public var deadLettersDropped: UInt64 { letters?.dropped ?? 0 }

  /// Appends what to poll; the list changes with every round.
  public func descriptors(into list: inout [FeedDescriptor]) {
    if let descriptor = reader?.descriptor ?? nil { list.append(descriptor) }
    if let descriptor = channel?.descriptor ?? nil { list.append(descriptor) }
    if let descriptor = letters?.descriptor ?? nil { list.append(descriptor) }
  }

  /// When `process` has something to do even if nothing arrives, by the monotonic clock.
  public var deadlineNanos: Int64 {
    min(
      reader?.deadlineNanos ?? .max, channel?.deadlineNanos ?? .max,
      letters?.deadlineNanos ?? .max)
  }
}
