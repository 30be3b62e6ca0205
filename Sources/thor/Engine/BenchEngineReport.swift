import Engine
import MarketModel

/// What `thor bench engine` prints.
struct BenchEngineReport {
  let settings: [BenchEngine.Reading]
  let sizes: [BenchEngine.Reading]
  let spread: BenchEngine.Spread
  let baseline: BenchEngine.Baseline
  let peakBytes: Int64

  private var standard: BenchEngine.Reading { settings[1] }

  /// Quotes a second at a million over those at fifty thousand: 1 is linear.
  private var linearity: Double { standard.perSecond / max(sizes[0].perSecond, 1) }

  var json: String {
    let runs = settings.map { BenchEngineReport.json($0) }
    let scaling = sizes.map {
      "{\"quotes\":\($0.quotes),\"per_second\":\(BenchEngineReport.whole($0.perSecond))}"
    }
    return """
      {"bench":"engine","quotes":\(standard.quotes),"per_second":\(BenchEngineReport.whole(standard.perSecond)),\
      "seconds":\(BenchEngineReport.decimal(Double(standard.nanos) / 1e9)),"runs":[\(runs.joined(separator: ","))],\
      "scaling":[\(scaling.joined(separator: ","))],"linearity":\(BenchEngineReport.decimal(linearity)),\
      "p50_ns":\(spread.median),"p99_ns":\(spread.p99),"peak_bytes":\(peakBytes),\
      "baseline":{"name":"bare loop, K=1000","per_second":\(BenchEngineReport.whole(baseline.perSecond)),\
      "fill_hash":"\(EffectEncoder.hexadecimal(baseline.fillHash))"},\
      "ratio":\(BenchEngineReport.decimal(standard.perSecond / max(baseline.perSecond, 1))),\
      "fill_hash":"\(EffectEncoder.hexadecimal(standard.result.fillHash))"}
      """
  }

  var text: String {
    var lines = settings.map { BenchEngineReport.text($0) }
    lines += sizes.map {
      "\($0.quotes) quotes: \(BenchEngineReport.decimal($0.perSecond / 1e6)) million a second"
    }
    lines.append("a quote: p50 \(spread.median) ns, p99 \(spread.p99) ns")
    lines.append("peak memory: \(peakBytes / 1_000_000) MB")
    lines.append(
      "a bare loop that comes to the same fills at K=1000: "
        + "\(BenchEngineReport.decimal(baseline.perSecond / 1e6)) million a second")
    return lines.joined(separator: "\n")
  }

  /// One setting's reading.
  static func json(_ reading: BenchEngine.Reading) -> String {
    """
    {"k":\(reading.every),"quotes":\(reading.quotes),"per_second":\(whole(reading.perSecond)),\
    "per_processor_second":\(whole(reading.perProcessorSecond)),\
    "submitted":\(reading.result.submitted),"canceled":\(reading.result.canceled),\
    "filled":\(reading.result.filled),"equity":"\(reading.equity)",\
    "fill_hash":"\(EffectEncoder.hexadecimal(reading.result.fillHash))"}
    """
  }

  static func text(_ reading: BenchEngine.Reading) -> String {
    "K=\(reading.every): \(decimal(reading.perSecond / 1e6)) million quotes a second, "
      + "\(reading.result.filled) fills, hash "
      + EffectEncoder.hexadecimal(reading.result.fillHash)
  }

  private static func whole(_ value: Double) -> Int64 { Int64(value.rounded()) }

  /// Three decimals.
  private static func decimal(_ value: Double) -> String {
    WideAmount(nanos: Int128((value * 1_000).rounded()) * 1_000_000).description
  }
}
