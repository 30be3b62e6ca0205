import Configuration
import Engine
import MarketModel
import Risk

extension DeskSettings {
  /// The account's terms as the engine takes them.
  ///
  /// - Throws: a bad-configuration failure for a number that fixed point cannot hold.
  func engineConfiguration() throws(CommandFailure) -> EngineConfigChange {
    do throws(ConfigurationErrors) {
      return try change()
    } catch {
      throw CommandFailure(.badConfiguration, error.description)
    }
  }

  private func change() throws(ConfigurationErrors) -> EngineConfigChange {
    var change = EngineConfigChange()
    change.cash = try Listing.value(configuration.cash)
    change.currency = Currency(configuration.currency)
    change.commissionPerUnit = try Listing.value(configuration.commission)
    change.sources = configuration.sources.compactMap { SourceName($0) }
    change.freshNanos = Int64(configuration.freshMillis) * 1_000_000
    change.risk = try risk()
    return change
  }

  private func risk() throws(ConfigurationErrors) -> RiskLimitsChange {
    let settings = configuration.risk
    var risk = RiskLimitsChange()
    risk.maxQuoteAgeNanos = .some(Int64(settings.maximumQuoteAgeMillis) * 1_000_000)
    risk.checkMargin = settings.checksMargin
    risk.positionLimit = try table(settings.positionLimits)
    risk.maxOrderQuantity = try table(settings.maximumOrderQuantities)
    return risk
  }

  private func table(
    _ limits: [RiskSettings.SymbolLimit]
  ) throws(ConfigurationErrors) -> LimitTable<Quantity> {
    var table = LimitTable<Quantity>()
    for limit in limits {
      let quantity: Quantity = try Listing.value(limit.quantity)
      if let symbol = Symbol(limit.symbol) {
        table.set(quantity, for: symbol)
      } else {
        table.rest = quantity
      }
    }
    return table
  }

  /// The quantities behind the digits.
  func quantityPresets() throws(CommandFailure) -> [Int: Quantity] {
    var presets: [Int: Quantity] = [:]
    do throws(ConfigurationErrors) {
      for preset in configuration.quantityPresets {
        presets[preset.digit] = try Listing.value(preset.quantity)
      }
    } catch {
      throw CommandFailure(.badConfiguration, error.description)
    }
    return presets
  }
}
