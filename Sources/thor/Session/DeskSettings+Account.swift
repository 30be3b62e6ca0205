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

  func risk() throws(ConfigurationErrors) -> RiskLimitsChange {
    let settings = configuration.risk
    var risk = RiskLimitsChange()
    risk.maxQuoteAgeNanos = .some(Int64(settings.maximumQuoteAgeMillis) * 1_000_000)
    risk.checkMargin = settings.checksMargin
    risk.checkSession = settings.checksSession && !tradesAtAnyHour
    risk.flattenBeforeCloseNanos = .some(
      settings.flattenBeforeCloseMillis.map { Int64($0) * 1_000_000 })
    risk.positionLimit = try table(settings.positionLimits)
    risk.maxOrderQuantity = try table(settings.maximumOrderQuantities)
    risk.maxNotionalPerOrder = try table(settings.maximumNotionals)
    // The outer value says that the configuration decides, also where it sets no limit.
    risk.dailyLossLimit = .some(try money(settings.dailyLossLimit))
    risk.maxDrawdown = .some(try money(settings.maximumDrawdown))
    risk.maxGrossExposure = .some(try money(settings.maximumGrossExposure))
    risk.maxNetExposure = .some(try money(settings.maximumNetExposure))
    risk.maxGroupExposure = .some(try money(settings.maximumGroupExposure))
    risk.maxTradesPerDay = .some(settings.maximumTradesPerDay)
    risk.maxOrderRate = .some(
      settings.maximumOrdersPerSecond.map { OrderRate(count: $0, windowNanos: 1_000_000_000) })
    risk.priceCollarTicks = .some(settings.priceCollarTicks.map { Int64($0) })
    return risk
  }

  private func money(_ literal: DecimalLiteral?) throws(ConfigurationErrors) -> Money? {
    guard let literal else { return nil }
    let amount: Money = try Listing.value(literal)
    return amount
  }

  func table<Value: FixedPoint>(
    _ limits: [RiskSettings.SymbolLimit]
  ) throws(ConfigurationErrors) -> LimitTable<Value> {
    var table = LimitTable<Value>()
    for limit in limits {
      let value: Value = try Listing.value(limit.quantity)
      if let symbol = Symbol(limit.symbol) {
        table.set(value, for: symbol)
      } else {
        table.rest = value
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
