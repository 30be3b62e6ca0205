/// The reference workload's result.
extension EffectEncoder {
  mutating func append(_ result: ReferenceWorkload.Result) {
    writer.detach()
    writer.raw("{\"type\":\"w1\"")
    count("submitted", Int64(result.submitted))
    count("canceled", Int64(result.canceled))
    count("filled", Int64(result.filled))
    counts("pos", result.positions)
    counts("cash_ticks", result.cashTicks)
    count("pnl_cents", result.profitCents)
    count("commission_cents", result.commissionCents)
    name("fill_hash")
    writer.string(EffectEncoder.hexadecimal(result.fillHash))
    writer.raw("}\n")
  }

  private mutating func count(_ key: StaticString, _ value: Int64) {
    name(key)
    writer.integer(value)
  }

  private mutating func counts(_ key: StaticString, _ values: [Int64]) {
    name(key)
    writer.raw("[")
    for place in values.indices {
      if place > 0 { writer.raw(",") }
      writer.integer(values[place])
    }
    writer.raw("]")
  }

  /// Sixteen digits.
  public static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
