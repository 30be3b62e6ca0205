/// A market whose hours Thor knows.
public enum Market: String, CaseIterable, Sendable {
  case cmeEquity = "CME_Equity"
  case cmeFX = "CME_FX"
  case cmeEnergy = "CME_Energy"
  case cmeMetals = "CME_Metals"
  case cbotRates = "CBOT_Rates"
  case cbotGrains = "CBOT_Grains"
  case newYorkStock = "XNYS"
  case londonStock = "XLON"
  case tokyoStock = "XTKS"
  case crypto = "CRYPTO"
  case fx = "FX"

  /// The name that configurations and other programs use.
  public var name: String { rawValue }

  /// What it is, in words.
  public var summary: String {
    switch self {
    case .cmeEquity: "CME equity index futures (Globex)"
    case .cmeFX: "CME currency futures (Globex)"
    case .cmeEnergy: "NYMEX energy futures (Globex)"
    case .cmeMetals: "COMEX metals futures (Globex)"
    case .cbotRates: "CBOT interest rate futures (Globex)"
    case .cbotGrains: "CBOT grain and oilseed futures (Globex)"
    case .newYorkStock: "New York Stock Exchange"
    case .londonStock: "London Stock Exchange"
    case .tokyoStock: "Tokyo Stock Exchange"
    case .crypto: "crypto currencies, around the clock"
    case .fx: "foreign exchange, spot"
    }
  }

  /// The zone whose clocks its hours follow.
  public var zoneName: String { definition.zoneName }
}
