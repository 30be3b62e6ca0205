import MarketModel
import Risk

/// The engine behind JSON lines: bytes in, bytes out.
///
///     var session = EngineSession()
///     session.take(bytesRead)          // whole lines are applied, a part is kept
///     write(session.output); session.removeOutput()
///     session.finish()
public struct EngineSession: Sendable {
  public private(set) var engine = Engine()
  /// Whether a line could not be used.
  public private(set) var hasFailures = false
  private var effects = Effects()
  private var encoder = EffectEncoder()
  private var lineNumber: Int64 = 0
  /// A line whose end has not come yet.
  private var partial: [UInt8] = []
  /// Whether the partial line has passed `lengthLimit` and is thrown away.
  private var isOverlong = false

  /// The most bytes of a line.
  public static let lengthLimit = 1 << 20

  /// Finds when a market is open; nil for a market nobody knows.
  private let findHours: @Sendable (String) -> MarketHours?

  /// - Parameter findHours: asked once for each market that instruments name, when market hours are
  ///   to be checked.
  public init(findHours: @escaping @Sendable (String) -> MarketHours? = { _ in nil }) {
    self.findHours = findHours
  }

  /// What has been written and not yet been removed.
  public var output: [UInt8] { encoder.bytes }

  public mutating func removeOutput() { encoder.removeAll() }

  /// Takes in bytes and applies every whole line among them.
  public mutating func take(_ bytes: UnsafeBufferPointer<UInt8>) {
    var start = 0
    for place in 0..<bytes.count where bytes[place] == UInt8(ascii: "\n") {
      endLine(UnsafeBufferPointer(rebasing: bytes[start..<place]))
      start = place + 1
    }
    keep(UnsafeBufferPointer(rebasing: bytes[start...]))
  }

  /// The input ends: a last line without a line feed is applied.
  public mutating func finish() {
    if !partial.isEmpty || isOverlong { endLine(UnsafeBufferPointer(start: nil, count: 0)) }
  }

  private mutating func keep(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard !isOverlong else { return }
    guard partial.count + bytes.count <= EngineSession.lengthLimit else {
      isOverlong = true
      partial = []
      return
    }
    partial.append(contentsOf: bytes)
  }

  private mutating func endLine(_ bytes: UnsafeBufferPointer<UInt8>) {
    lineNumber += 1
    if partial.isEmpty, !isOverlong, bytes.count <= EngineSession.lengthLimit {
      return apply(line: bytes)
    }
    keep(bytes)
    let line = partial
    partial = []
    if isOverlong {
      isOverlong = false
      return fail(LineFailure("", "longer than \(EngineSession.lengthLimit) bytes"))
    }
    line.withUnsafeBufferPointer { apply(line: $0) }
  }

  /// Applies one line; blank ones are passed over.
  private mutating func apply(line: UnsafeBufferPointer<UInt8>) {
    guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }) else { return }
    do throws(LineFailure) {
      use(try InputDecoder.decode(line, for: engine))
      writeEffects()
    } catch {
      fail(error)
    }
  }

  private mutating func use(_ request: InputDecoder.Request) {
    switch request {
    case .input(let input):
      engine.apply(input, into: &effects)
      switch input.action {
      case .instrument, .config, .limits: fetchHours()
      default: break
      }
    case .generator(let quotes, let every):
      encoder.append(ReferenceWorkload.run(quotes: quotes, every: every))
    case .firstTick(let tick, let name):
      engine.apply(Input(at: nil, .source(name)), into: &effects)
      engine.apply(tick: tick, into: &effects)
    }
  }

  private mutating func fetchHours() {
    guard engine.config.risk.checkSession else { return }
    for instrument in engine.instruments.instruments {
      guard let market = instrument.market, engine.needsHours(of: market),
        let hours = findHours(market)
      else { continue }
      engine.apply(Input(at: nil, .hours(hours)), into: &effects)
    }
  }

  private mutating func writeEffects() {
    encoder.append(effects, from: engine)
    effects.removeAll()
  }

  private mutating func fail(_ failure: LineFailure) {
    hasFailures = true
    encoder.append(failure, line: lineNumber)
  }
}

extension EffectEncoder {
  /// Appends the answer to a line that cannot be used.
  mutating func append(_ failure: LineFailure, line: Int64) {
    writer.detach()
    writer.raw("{\"type\":\"error\",\"line\":")
    writer.integer(line)
    name("field")
    writer.string(failure.field)
    name("error")
    writer.string(failure.message)
    writer.raw("}\n")
  }
}
