import Configuration
import MarketModel
import Risk

/// risk.yaml as it was read last: when it is saved, what has changed in it applies.
struct RiskWatch {
  private let settings: DeskSettings
  private var stamp: FileStatus.Stamp?
  private var limits: RiskLimitsChange

  /// - Throws: a bad-configuration failure for a number that fixed point cannot hold.
  init(_ settings: DeskSettings) throws(CommandFailure) {
    self.settings = settings
    stamp = settings.riskPath.flatMap(FileStatus.stamp)
    limits = try settings.engineConfiguration().risk
  }

  /// The limits of an account: its own, over everybody's, over the configuration's.
  static func risk(
    of account: String, at path: String?, over own: RiskSettings
  ) throws(ConfigurationErrors) -> RiskSettings {
    guard let path, FileStatus.exists(path) else { return own }
    return try RiskFile.load(path: path, account: account, over: own)
  }

  /// What has changed since the last look; nil when nothing, or nothing that concerns this account.
  ///
  /// - Throws: what is wrong in the file. What held before goes on to hold.
  mutating func change() throws(CommandFailure) -> RiskLimitsChange? {
    let newStamp = settings.riskPath.flatMap(FileStatus.stamp)
    guard newStamp != stamp else { return nil }
    stamp = newStamp
    let new = try read()
    let difference = new.difference(from: limits)
    limits = new
    return difference == RiskLimitsChange() ? nil : difference
  }

  private func read() throws(CommandFailure) -> RiskLimitsChange {
    do throws(ConfigurationErrors) {
      var settings = settings
      settings.configuration.risk = try RiskWatch.risk(
        of: settings.configuration.account, at: settings.riskPath, over: settings.ownRisk)
      var catalog = settings.instruments
      try NamedSymbols.define(settings.configuration, in: &catalog)
      return try settings.risk()
    } catch {
      throw CommandFailure(.badConfiguration, error.description)
    }
  }
}
