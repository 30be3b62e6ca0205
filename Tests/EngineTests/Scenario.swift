import Engine
import Foundation
import Testing

/// One scenario of Tests/Fixtures/engine_scenarios*.json: lines for the engine and what they must
/// bring about. Times `t` are milliseconds from 2024-03-12T14:30:00Z.
struct Scenario: CustomTestStringConvertible, Sendable {
  let name: String
  /// The scenario's JSON, read anew where it is used: JSON objects are not Sendable.
  private let json: Data

  var testDescription: String { name }

  static let startNanos: Int64 = 1_710_253_800_000_000_000

  /// Every scenario of a fixture file.
  static func all(in file: String) -> [Scenario] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let url = root.appending(path: "Fixtures").appending(path: file)
    let data = (try? Data(contentsOf: url))!
    let objects = (try? JSONSerialization.jsonObject(with: data)) as! [[String: Any]]
    return objects.map { object in
      Scenario(
        name: object["name"] as! String,
        json: (try? JSONSerialization.data(withJSONObject: object))!)
    }
  }

  var object: [String: Any] { (try? JSONSerialization.jsonObject(with: json)) as! [String: Any] }
  var events: [[String: Any]] { object["events"] as! [[String: Any]] }
  var expectations: [[String: Any]] { object["expect"] as! [[String: Any]] }
  private var config: [String: Any] { object["config"] as! [String: Any] }

  static func instant(_ milliseconds: Any?) -> Int64 {
    let value = (milliseconds as? NSNumber)?.doubleValue ?? 0
    return startNanos + Int64((value * 1000).rounded()) * 1000
  }

  /// The lines as one text.
  func input() -> String {
    lines().map { line in
      if let text = line as? String { return text + "\n" }
      let data = try? JSONSerialization.data(
        withJSONObject: line, options: [.sortedKeys, .withoutEscapingSlashes])
      return String(decoding: data!, as: UTF8.self) + "\n"
    }.joined()
  }

  private func lines() -> [Any] {
    var lines: [Any] = (object["instruments"] as! [[String: Any]]).map { instrument($0) }
    var configLine = configMembers()
    if let raw = object["raw_config"] as? [String: Any] { merge(&configLine, raw) }
    configLine["type"] = "config"
    lines.append(configLine)
    lines += events.map { line(for: $0) }
    if let size = sizeLine() { lines.append(size) }
    let end: Any =
      events.last?["utc"]
      ?? Scenario.instant((events.map { ($0["t"] as? NSNumber)?.doubleValue ?? 0 }.max() ?? 0) + 1)
    for what in ["orders", "positions", "account"] {
      lines.append(["type": "query", "ts": end, "what": what])
    }
    return lines
  }

  private func instrument(_ given: [String: Any]) -> [String: Any] {
    var line: [String: Any] = [
      "type": "instrument", "symbol": given["symbol"]!, "multiplier": text(given["multiplier"]!),
      "tick": text(given["tick"]!), "currency": "USD",
    ]
    if let margin = config["margin_init_per_contract"] {
      line["initial_margin"] = text(margin)
      line["maintenance_margin"] = text(config["margin_maint_per_contract"]!)
    } else if let rate = given["margin_init"] {
      line["initial_margin_rate"] = text(rate)
    }
    if config["hours"] != nil { line["market"] = "CME_Equity" }
    if let raw = given["raw"] as? [String: Any] { merge(&line, raw) }
    return line
  }

  // MARK: Configuration

  private func configMembers() -> [String: Any] {
    var line: [String: Any] = ["cash": "1000000", "liquidity_consumption": false]
    var risk: [String: Any] = [:]
    let plain = [
      "liquidity_consumption", "queue_position", "reject_stop_in_market", "pnl_method",
      "latency_ms", "slippage_ticks",
    ]
    for (key, value) in config {
      if plain.contains(key) { line[key] = value }
      if key == "cash" || key == "commission" { line[key] = text(value) }
      if key == "max_quote_age_ms" || key == "max_trades_per_day" { risk[key] = value }
      if key == "max_notional_per_order" || key == "position_limit" {
        risk[key] = (value as! [String: Any]).mapValues { text($0) }
      }
      if key == "daily_loss_limit" { risk[key] = text(value) }
      if key == "max_gross" { risk["max_gross_exposure"] = text(value) }
      if key == "max_net" { risk["max_net_exposure"] = text(value) }
      if key == "hours" { risk["check_session"] = true }
      if key == "max_order_rate" { risk[key] = rate(value as! String) }
    }
    if let percent = config["breaker_pct"] {
      risk["breaker"] = [
        "pct": text(percent), "window_ms": config["breaker_window_ms"]!,
        "cooldown_ms": config["breaker_cooldown_ms"]!,
      ]
    }
    let instruments = object["instruments"] as! [[String: Any]]
    if config["margin_init_per_contract"] != nil
      || instruments.contains(where: { $0["margin_init"] != nil })
    {
      risk["check_margin"] = true
    }
    if !risk.isEmpty { line["risk"] = risk }
    return line
  }

  private func rate(_ text: String) -> [String: Any] {
    let parts = text.split(separator: "/")
    let clock = parts[1].split(separator: ":").map { Int($0)! }
    return [
      "count": Int(parts[0])!, "per_ms": 1000 * (clock[0] * 3600 + clock[1] * 60 + clock[2]),
    ]
  }

  private func sizeLine() -> [String: Any]? {
    guard expectations.contains(where: { $0["kind"] as? String == "size" }) else { return nil }
    var line: [String: Any] = config.filter { $0.key != "liquidity_consumption" }.mapValues {
      text($0)
    }
    line["type"] = "size"
    line["ts"] = Scenario.startNanos
    line["symbol"] = "ES"
    line["method"] =
      config["win_rate"] != nil
      ? "kelly" : config["target_daily_vol"] != nil ? "volatility" : "fixed_risk"
    return line
  }

  // MARK: Events

  private func line(for event: [String: Any]) -> Any {
    let type = event["type"] as! String
    let at: Any = event["utc"] ?? Scenario.instant(event["t"])
    var line: [String: Any] = ["type": type, "ts": at]
    switch type {
    case "quote":
      line["type"] = "tick"
      line["source"] = event["source"] ?? "SIM"
      line["symbol"] = event["symbol"]!
      for (from, to) in [
        ("bid", "bid"), ("bid_size", "bidSize"), ("ask", "ask"), ("ask_size", "askSize"),
      ] {
        line[to] = text(event[from]!)
      }
      if let time = event["t_event"] { line["event_ts"] = Scenario.instant(time) }
    case "trade":
      line["type"] = "tick"
      line["source"] = event["source"] ?? "SIM"
      line["symbol"] = event["symbol"]!
      line["last"] = text(event["price"]!)
      line["lastSize"] = text(event["size"]!)
      line["aggressor"] = event["aggressor"]!
    case "submit": merge(&line, order(event))
    case "submit_list":
      line["kind"] = event["kind"]!
      line["orders"] = (event["orders"] as! [[String: Any]]).map { order($0) }
    case "modify":
      line["id"] = event["id"]!
      for (from, to) in [("qty", "quantity"), ("price", "limit"), ("stop", "stop")] {
        if let value = event[from] { line[to] = text(value) }
      }
    case "cancel": line["id"] = event["id"]!
    case "generator":
      return ["type": "generator", "n": event["N"]!, "k": event["K"]!] as [String: Any]
    case "raw": return raw(event, at)
    case "line": return event["text"]!
    default:
      for key in ["symbol", "status", "state"] where event[key] != nil { line[key] = event[key]! }
    }
    return line
  }

  private func raw(_ event: [String: Any], _ at: Any) -> Any {
    var input = event["input"] as! [String: Any]
    if event["ts"] as? Bool == false || input["ts"] != nil { return input }
    input["ts"] = at
    if let nanos = event["t_ns"] as? NSNumber {
      input["ts"] = Scenario.startNanos + nanos.int64Value
    }
    return input
  }

  private func order(_ given: [String: Any]) -> [String: Any] {
    var order: [String: Any] = [
      "id": given["id"]!, "symbol": given["symbol"]!, "side": given["side"]!,
      "order_type": given["order_type"]!, "quantity": text(given["qty"]!),
    ]
    for (from, to) in [("price", "limit"), ("stop", "stop"), ("trail", "trail")] {
      if let value = given[from] { order[to] = text(value) }
    }
    if let time = given["expire_t"] { order["expires"] = Scenario.instant(time) }
    for key in ["tif", "post_only", "reduce_only", "override"] where given[key] != nil {
      order[key] = given[key]!
    }
    return order
  }
}

/// A number or text as a decimal's text.
func text(_ value: Any) -> String {
  (value as? String) ?? (value as! NSNumber).stringValue
}

/// Puts one object's members into another's, nested objects member by member.
func merge(_ into: inout [String: Any], _ more: [String: Any]) {
  for (key, value) in more {
    if let nested = value as? [String: Any], var own = into[key] as? [String: Any] {
      merge(&own, nested)
      into[key] = own
    } else {
      into[key] = value
    }
  }
}
