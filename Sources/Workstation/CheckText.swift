import Engine
import Execution
import MarketModel
import Panes

/// One rule's word on an order, in a few words with its numbers.
enum CheckText {
  /// What is told of an order's checks: each rule once, and what only a broken sender meets when it
  /// fails.
  static func told(_ results: [CheckResult]) -> [CheckResult] {
    let quiet: [Reason] = [.duplicateID, .unknownSymbol, .badQuantity, .reducing, .expiry]
    var told: [CheckResult] = []
    for result in results where !result.isPassed || !quiet.contains(result.rule) {
      // Expiry is asked twice, of the contract's end and of its last day.
      if let place = told.firstIndex(where: { $0.rule == result.rule }) {
        if told[place].isPassed { told[place] = result }
      } else {
        told.append(result)
      }
    }
    return told
  }

  /// `position limit 3 of 10`, each rule in its own unit.
  static func string(_ result: CheckResult, _ figures: FigureText) -> String {
    let name =
      result.rule == .tradingHalted
      ? "trading state" : "\(result.rule.word)".split(separator: "_").joined(separator: " ")
    func figure(_ value: WideAmount) -> String {
      switch result.rule {
      case .staleQuote:
        // Measured in milliseconds.
        Int64(exactly: value.nanos / 1_000).map { figures.age(nanos: $0) } ?? value.description
      case .margin, .maxNotional, .grossExposure, .netExposure, .groupExposure:
        figures.amount(value)
      default: value.description
      }
    }
    switch (result.value, result.limit) {
    case (.some(let value), .some(let limit)):
      return "\(name) \(figure(value)) of \(figure(limit))"
    case (.some(let value), nil): return "\(name) \(figure(value))"
    default: return name
    }
  }
}
