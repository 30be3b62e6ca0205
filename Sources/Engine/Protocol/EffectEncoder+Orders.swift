import Execution
import MarketModel

/// The lines of which a busy day has millions: an order as it was made, its acceptance, its cancel,
/// its fills and the positions they leave. Each is written through a cursor, in one go.
extension EffectEncoder {
  /// Appends an order as it was made, for the journal; `Engine.restore(line:)` reads it back.
  public mutating func append(order index: OrderIndex, from engine: Engine) {
    made(index, engine)
    if !engine.orders[index].isPlain { appendTerms(of: index, engine) }
    writer.raw("}\n")
  }

  private mutating func made(_ index: OrderIndex, _ engine: Engine) {
    let order = engine.orders.address(of: index)
    var line = open("{\"type\":\"order_made\",\"ts\":", order.pointee.submittedAt)
    line.raw(",\"id\":\"")
    line.id(of: index, in: engine.orders)
    if let instrument = order.pointee.instrument {
      line.raw("\",\"symbol\":\"")
      line.symbol(engine.markets[instrument.offset].symbol)
    }
    if order.pointee.side == .buy {
      line.raw("\",\"side\":\"BUY\",\"order_type\":\"")
    } else {
      line.raw("\",\"side\":\"SELL\",\"order_type\":\"")
    }
    if order.pointee.type == .limit {
      line.raw("LIMIT\",\"tif\":\"")
    } else {
      line.raw(order.pointee.type.word)
      line.raw("\",\"tif\":\"")
    }
    if order.pointee.timeInForce == .goodTillCanceled {
      line.raw("GTC\",\"quantity\":\"")
    } else {
      line.raw(order.pointee.timeInForce.word)
      line.raw("\",\"quantity\":\"")
    }
    line.decimal(order.pointee.originalQuantity.nanos)
    if let limit = order.pointee.limit {
      line.raw("\",\"limit\":\"")
      line.decimal(limit.nanos)
    }
    if let stop = order.pointee.stop {
      line.raw("\",\"stop\":\"")
      line.decimal(stop.nanos)
    }
    if let touch = order.pointee.touchAtSubmit {
      line.raw("\",\"touch\":\"")
      line.decimal(touch.nanos)
    }
    line.raw("\"")
    writer.close(line)
  }

  /// A line from its beginning to its instant.
  @inline(__always)
  private mutating func open(_ head: StaticString, _ instant: UnixNanos) -> JSONCursor {
    let text = writer.text(of: instant)
    var line = writer.open()
    line.raw(head)
    line.instant(text)
    return line
  }

  mutating func accepted(_ order: OrderIndex, _ instant: UnixNanos, _ engine: Engine) {
    var line = open("{\"type\":\"accepted\",\"ts\":", instant)
    line.raw(",\"id\":\"")
    line.id(of: order, in: engine.orders)
    line.raw("\"}\n")
    writer.close(line)
  }

  mutating func canceled(
    _ order: OrderIndex, _ reason: Reason, _ leaves: Quantity, _ instant: UnixNanos,
    _ engine: Engine
  ) {
    var line = open("{\"type\":\"canceled\",\"ts\":", instant)
    line.raw(",\"id\":\"")
    line.id(of: order, in: engine.orders)
    if reason == .user {
      line.raw("\",\"reason\":\"user\",\"leaves\":\"")
    } else {
      line.raw("\",\"reason\":\"")
      line.raw(reason.word)
      line.raw("\",\"leaves\":\"")
    }
    line.decimal(leaves.nanos)
    line.raw("\"}\n")
    writer.close(line)
  }

  mutating func filled(_ fill: Fill, _ engine: Engine) {
    var line = open("{\"type\":\"filled\",\"ts\":", fill.at)
    line.raw(",\"id\":\"")
    line.id(of: fill.order, in: engine.orders)
    line.raw("\",\"fill\":")
    line.integer(Int64(fill.number))
    line.raw(",\"symbol\":\"")
    line.symbol(engine.markets[fill.instrument.offset].symbol)
    if fill.side == .buy {
      line.raw("\",\"side\":\"BUY\",\"price\":\"")
    } else {
      line.raw("\",\"side\":\"SELL\",\"price\":\"")
    }
    line.decimal(fill.price.nanos)
    line.raw("\",\"quantity\":\"")
    line.decimal(fill.quantity.nanos)
    line.raw("\",\"leaves\":\"")
    line.decimal(fill.leaves.nanos)
    line.raw("\",\"commission\":\"")
    line.decimal(fill.commission.nanos)
    if fill.liquidity == .maker, fill.cause == .quote {
      line.raw("\",\"liquidity\":\"MAKER\",\"why\":\"quote\",\"source\":")
    } else {
      line.raw("\",\"liquidity\":\"")
      line.raw(fill.liquidity.word)
      line.raw("\",\"why\":\"")
      line.raw(fill.cause.word)
      line.raw("\",\"source\":")
    }
    quoted(fill, &line, engine)
    if fill.cause == .venue {
      writer.close(line)
      execution(of: fill, engine)
      return writer.raw("}\n")
    }
    line.raw("}\n")
    writer.close(line)
  }

  /// The source and the quote that a fill happened at.
  @inline(__always)
  private func quoted(_ fill: Fill, _ line: inout JSONCursor, _ engine: Engine) {
    if let source = fill.source {
      line.raw("\"")
      line.source(engine.sources[source])
      line.raw("\",\"bid\":")
    } else {
      line.raw("null,\"bid\":")
    }
    line.decimal(orNull: fill.bid)
    line.raw(",\"ask\":")
    line.decimal(orNull: fill.ask)
  }

  mutating func position(_ figures: PositionFigures, _ instant: UnixNanos, _ engine: Engine) {
    var line = open("{\"type\":\"position\",\"ts\":", instant)
    line.raw(",\"symbol\":\"")
    line.symbol(engine.markets[figures.instrument.offset].symbol)
    line.raw("\",\"quantity\":\"")
    line.decimal(figures.quantity.nanos)
    line.raw("\",\"average_price\":")
    line.decimal(orNull: figures.averagePrice)
    line.raw(",\"realized\":\"")
    line.decimal(figures.realized.nanos)
    line.raw("\",\"fees\":\"")
    line.decimal(figures.fees.nanos)
    line.raw("\",\"unrealized\":\"")
    line.decimal(figures.unrealized.nanos)
    line.raw("\"}\n")
    writer.close(line)
  }
}
