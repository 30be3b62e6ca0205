import MarketModel

/// Writes quote events in the forms that others read: an entry's fields, and a line of CSV.
public enum TickEncoder {
  /// Writes the contract's fields in its order; what the event does not have is left out.
  ///
  /// The prices stand always and are empty where the source has none.
  public static func encode(_ record: TickRecord, into fields: inout FieldBuffer) {
    fields.removeAll()
    fields.append("symbol")
    fields.append(record.symbol.description)
    fields.append("timestamp")
    fields.append(upTo: 32) { InstantText.write(record.timestamp, into: $0) }
    put("last", record.last?.nanos, isRequired: true, &fields)
    put("bid", record.bid?.nanos, isRequired: true, &fields)
    put("ask", record.ask?.nanos, isRequired: true, &fields)
    put("lastSize", record.lastSize?.nanos, &fields)
    put("bidSize", record.bidSize?.nanos, &fields)
    put("askSize", record.askSize?.nanos, &fields)
    fields.append("source")
    fields.append(record.source.description)
    if let id = record.ingestID {
      fields.append("ingest_id")
      fields.append(upTo: 36) { id.write(into: $0) }
    }
    encodeCollection(record, into: &fields)
  }

  private static func encodeCollection(_ record: TickRecord, into fields: inout FieldBuffer) {
    if let collector = record.collector {
      fields.append("collector")
      fields.append(collector)
    }
    put("latency_ms", record.latencyMicros.map { Int64($0) &* 1_000_000 }, &fields)
    let figures = record.figures
    put("prevClose", figures.previousClose?.nanos, &fields)
    put("open", figures.open?.nanos, &fields)
    put("high", figures.high?.nanos, &fields)
    put("low", figures.low?.nanos, &fields)
    put("volume", figures.volume?.nanos, &fields)
    if let sequence = record.sequence {
      fields.append("seq")
      fields.append(String(sequence))
    }
  }

  private static func put(
    _ name: String, _ nanos: Int64?, isRequired: Bool = false, _ fields: inout FieldBuffer
  ) {
    guard nanos != nil || isRequired else { return }
    fields.append(name)
    if let nanos {
      fields.append(upTo: 32) { DecimalText.write(nanos, into: $0) }
    } else {
      fields.append("")
    }
  }

  /// The header of `csvLine`, without its line feed.
  public static let csvHeader = "ts,symbol,last,bid,ask,lastSize,bidSize,askSize,source"

  /// The event as a line under `csvHeader`, without its line feed.
  public static func csvLine(_ record: TickRecord) -> String {
    let cells = [
      record.timestamp.description, record.symbol.description, record.last?.description,
      record.bid?.description, record.ask?.description, record.lastSize?.description,
      record.bidSize?.description, record.askSize?.description, record.source.description,
    ]
    return cells.map { $0 ?? "" }.joined(separator: ",")
  }
}
