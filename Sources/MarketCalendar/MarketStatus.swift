/// Whether a market trades.
public enum MarketStatus: UInt8, CaseIterable, Sendable {
  case closed
  case preMarket
  case open
  case `break`
  case postMarket

  /// The word that other programs read: `OPEN`, `CLOSED`, `PRE_MARKET`, `POST_MARKET`, `BREAK`.
  public var word: StaticString {
    switch self {
    case .closed: "CLOSED"
    case .preMarket: "PRE_MARKET"
    case .open: "OPEN"
    case .break: "BREAK"
    case .postMarket: "POST_MARKET"
    }
  }
}

/// Why a market is closed or pauses.
public enum StatusDetail: UInt8, CaseIterable, Sendable {
  /// Trading, or the night between two trading days.
  case none
  case weekend
  /// Closed for a holiday, from the close before it to the open after it.
  case holiday
  /// Stopped early on a holiday, to open again the same day.
  case holidayHalt
  /// The pause of an electronic market between or within its sessions.
  case maintenance
  case lunch

  /// The word that other programs read; empty for `none`.
  public var word: StaticString {
    switch self {
    case .none: ""
    case .weekend: "WEEKEND"
    case .holiday: "HOLIDAY"
    case .holidayHalt: "HOLIDAY_HALT"
    case .maintenance: "MAINTENANCE"
    case .lunch: "LUNCH"
    }
  }
}

/// A status with its reason.
@frozen public struct MarketState: Hashable, Sendable {
  public let status: MarketStatus
  public let detail: StatusDetail

  public init(_ status: MarketStatus, _ detail: StatusDetail = .none) {
    self.status = status
    self.detail = detail
  }

  /// Whether orders trade in the regular session.
  public var isOpen: Bool { status == .open }
}
