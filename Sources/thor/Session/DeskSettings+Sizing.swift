import Configuration
import MarketModel
import Risk
import Workstation

extension DeskSettings {
  /// What the ticket's sizes are worked out with.
  ///
  /// - Throws: a bad-configuration failure for a number that fixed point cannot hold.
  func sizingTerms() throws(CommandFailure) -> SizingTerms {
    do throws(ConfigurationErrors) {
      return try terms()
    } catch {
      throw CommandFailure(.badConfiguration, error.description)
    }
  }

  private func terms() throws(ConfigurationErrors) -> SizingTerms {
    let settings = configuration.sizing
    var terms = SizingTerms()
    terms.fixed = try Listing.value(settings.fixed)
    terms.riskShare = try Listing.value(settings.riskShare)
    terms.stopTicks = Int64(settings.stopTicks)
    terms.targetDailyVolatility = try Listing.value(settings.targetDailyVolatility)
    terms.dailySigmas = try table(settings.dailySigmas)
    terms.winRate = try Listing.value(settings.winRate)
    terms.payoff = try Listing.value(settings.payoff)
    terms.kellyFraction = try Listing.value(settings.kellyFraction)
    terms.maxFraction = try Listing.value(settings.maximumFraction)
    if let correlation = settings.correlation {
      terms.correlation = .some(try Listing.value(correlation))
    }
    return terms
  }
}
