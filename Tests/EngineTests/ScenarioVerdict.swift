import Foundation

/// Holds a scenario's effects against its expectations.
struct ScenarioVerdict {
  let effects: [[String: Any]]
  let hasFailures: Bool
  private let sequence: [[String: Any]]
  private(set) var findings: [String] = []

  init(_ scenario: Scenario, output: String, hasFailures: Bool) {
    effects = output.split(separator: "\n").map {
      (try? JSONSerialization.jsonObject(with: Data($0.utf8))) as! [String: Any]
    }
    self.hasFailures = hasFailures
    let expectations = scenario.expectations
    sequence = expectations.flatMap { $0["effects"] as? [[String: Any]] ?? [] }
    checkErrors(expectations)
    checkFills(expectations)
    for expectation in expectations { check(expectation) }
  }

  private func ofType(_ type: String) -> [[String: Any]] {
    effects.filter { $0["type"] as? String == type }
  }

  private mutating func expect(_ holds: Bool, _ message: String) {
    if !holds { findings.append(message) }
  }

  private mutating func checkErrors(_ expectations: [[String: Any]]) {
    let wanted = expectations.contains { $0["type"] as? String == "error" }
    if !wanted, let error = ofType("error").first { findings.append("error \(error)") }
  }

  private mutating func checkFills(_ expectations: [[String: Any]]) {
    let wanted = expectations.filter { $0["kind"] as? String == "fill" }
    let none = expectations.contains { $0["kind"] as? String == "no_fills" }
    guard !wanted.isEmpty || none else { return }
    let fills = ofType("filled")
    expect(fills.count == wanted.count, "\(fills.count) fills, not \(wanted.count)")
    for (fill, want) in zip(fills, wanted) {
      expect(
        fill["id"] as? String == want["id"] as? String && same(fill["quantity"], want["qty"])
          && same(fill["price"], want["price"]), "filled \(fill) instead of \(want)")
      if let liquidity = want["liquidity"] {
        expect(same(fill["liquidity"], liquidity), "\(fill) instead of \(liquidity)")
      }
      if let time = want["t"] { expect(isAt(fill, time), "\(fill) not at \(time)") }
    }
  }

  private mutating func check(_ expectation: [String: Any]) {
    switch expectation["kind"] as! String {
    case "status", "order": checkOrder(expectation)
    case "reject": checkRefusal(expectation)
    case "accepted":
      expect(
        effects.contains {
          ["accepted", "filled"].contains($0["type"] as? String)
            && same($0["id"], expectation["id"])
        }, "not accepted: \(expectation)")
    case "position": checkPosition(expectation)
    case "balance":
      expect(
        same(ofType("account").last?["cash"], expectation["value"]),
        "cash \(ofType("account").last ?? [:])")
    case "event": checkEvent(expectation)
    case "size":
      expect(
        same(ofType("size").first?["quantity"], expectation["contracts"]), "size \(ofType("size"))")
    case "raw":
      let count = hits(expectation).count
      let wanted = (expectation["count"] as? NSNumber)?.intValue
      expect(wanted.map { $0 == count } ?? (count > 0), "\(count) effects like \(expectation)")
    case "sequence": checkSequence(expectation["effects"] as! [[String: Any]])
    case "nothing_else": checkNothingElse()
    case "exit":
      expect(hasFailures == ((expectation["status"] as! NSNumber).intValue == 65), "exit status")
    case "w1":
      let result = ofType("w1").first ?? [:]
      for (key, value) in expectation where key != "kind" {
        expect(same(result[key], value), "w1.\(key) is \(result[key] ?? "missing")")
      }
    default: break
    }
  }

  private mutating func checkOrder(_ expectation: [String: Any]) {
    let order = ofType("order").last { same($0["id"], expectation["id"]) } ?? [:]
    for (from, to) in [
      ("status", "status"), ("qty", "quantity"), ("filled", "filled"), ("trigger", "stop"),
    ] {
      if let value = expectation[from] {
        expect(same(order[to], value), "\(order) instead of \(expectation)")
      }
    }
  }

  private mutating func checkRefusal(_ expectation: [String: Any]) {
    let refusal = effects.last {
      ["denied", "rejected"].contains($0["type"] as? String) && same($0["id"], expectation["id"])
    }
    let reason = (expectation["code"] as! String).lowercased()
    expect(
      refusal?["reason"] as? String == reason, "\(refusal ?? [:]) instead of \(expectation)")
  }

  private mutating func checkPosition(_ expectation: [String: Any]) {
    let position =
      ofType("position").last { same($0["symbol"], expectation["symbol"]) }
      ?? ["quantity": "0", "realized": "0", "fees": "0"]
    for (from, to) in [
      ("qty", "quantity"), ("avg_price", "average_price"), ("realized_gross", "realized"),
      ("fees", "fees"),
    ] {
      if let value = expectation[from], !(value is NSNull) {
        expect(same(position[to], value), "\(position) instead of \(expectation)")
      }
    }
  }

  private mutating func checkEvent(_ expectation: [String: Any]) {
    let matches: [String: [String: Any]] = [
      "DAILY_LOSS_BREACH": ["type": "risk", "rule": "daily_loss_limit", "state": "breach"],
      "MARGIN_CALL": ["type": "risk", "rule": "margin_call", "state": "breach"],
      "CIRCUIT_BREAKER": ["type": "risk", "rule": "circuit_breaker", "state": "breach"],
      "TRADING_HALTED": ["type": "trading_state", "state": "HALTED"],
      "CANCELED": ["type": "canceled"], "EXPIRED": ["type": "expired"],
      "CANCEL_REJECTED": ["type": "cancel_rejected"],
    ]
    var match = matches[expectation["name"] as! String]!
    if let id = expectation["id"] { match["id"] = id }
    if let value = expectation["loss"] ?? expectation["equity"] { match["value"] = value }
    let found = effects.contains { effect in
      match.allSatisfy { same(effect[$0.key], $0.value) }
        && (expectation["t"].map { isAt(effect, $0) } ?? true)
    }
    expect(found, "no \(expectation)")
  }

  private mutating func checkSequence(_ wanted: [[String: Any]]) {
    var at = -1
    for expectation in wanted {
      guard let next = hits(expectation).first(where: { $0 > at }) else {
        findings.append("no \(expectation) in its place")
        return
      }
      at = next
    }
  }

  /// No effects but those of the sequence, except what a query asks for.
  private mutating func checkNothingElse() {
    let asked = ["account", "order", "position"]
    let others = { (effects: [[String: Any]]) in
      effects.map { $0["type"] as? String ?? "" }.filter { !asked.contains($0) }
    }
    expect(others(effects) == others(sequence), "other effects: \(others(effects))")
  }

  /// The places of the effects that an expectation describes.
  private func hits(_ expectation: [String: Any]) -> [Int] {
    let match =
      expectation["match"] as? [String: Any]
      ?? expectation.filter { !["kind", "type", "t"].contains($0.key) }
    return effects.indices.filter { place in
      let effect = effects[place]
      return effect["type"] as? String == expectation["type"] as? String
        && match.allSatisfy { same(effect[$0.key], $0.value) }
        && (expectation["t"].map { isAt(effect, $0) } ?? true)
    }
  }

  private func isAt(_ effect: [String: Any], _ milliseconds: Any) -> Bool {
    let nanos = Scenario.instant(milliseconds)
    let text = effect["ts"] as? String ?? ""
    return text == iso(nanos)
  }
}

/// An instant after 1970 as the engine writes it.
func iso(_ nanos: Int64) -> String {
  let format = Date.ISO8601FormatStyle(timeZone: .gmt)
  let seconds = Date(timeIntervalSince1970: Double(nanos / 1_000_000_000)).formatted(format)
  let fraction = String(nanos % 1_000_000_000)
  let padding = String(repeating: "0", count: 9 - fraction.count)
  return seconds.dropLast() + "." + padding + fraction + "Z"
}

/// Whether two JSON values say the same: decimals as numbers, null as left out.
func same(_ left: Any?, _ right: Any?) -> Bool {
  let left = left is NSNull ? nil : left
  let right = right is NSNull ? nil : right
  guard let left, let right else { return left == nil && right == nil }
  if let first = left as? [Any], let second = right as? [Any] {
    return first.count == second.count && zip(first, second).allSatisfy { same($0, $1) }
  }
  if let first = left as? [String: Any], let second = right as? [String: Any] {
    return second.allSatisfy { same(first[$0.key], $0.value) }
  }
  let first = text(left)
  let second = text(right)
  if let one = Decimal(string: first), let other = Decimal(string: second),
    Double(first) != nil, Double(second) != nil
  {
    return one == other
  }
  return first == second
}
