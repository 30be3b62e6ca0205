/// How an order acts.
@frozen public enum OrderType: UInt8, Sendable, CaseIterable {
  case market, limit, stop, stopLimit, trailingStop

  /// The field's word: `MARKET`, `LIMIT`, `STOP`, `STOP_LIMIT`, `TRAILING_STOP`.
  public var word: StaticString {
    switch self {
    case .market: "MARKET"
    case .limit: "LIMIT"
    case .stop: "STOP"
    case .stopLimit: "STOP_LIMIT"
    case .trailingStop: "TRAILING_STOP"
    }
  }

  /// Whether it has a limit price.
  @inlinable public var hasLimit: Bool { self == .limit || self == .stopLimit }
  /// Whether it waits for a price before it acts.
  @inlinable public var isStop: Bool {
    self == .stop || self == .stopLimit || self == .trailingStop
  }
}

/// How long an order lives.
@frozen public enum TimeInForce: UInt8, Sendable, CaseIterable {
  case goodTillCanceled, day, goodTillDate, immediateOrCancel, fillOrKill

  /// The field's word: `GTC`, `DAY`, `GTD`, `IOC`, `FOK`.
  public var word: StaticString {
    switch self {
    case .goodTillCanceled: "GTC"
    case .day: "DAY"
    case .goodTillDate: "GTD"
    case .immediateOrCancel: "IOC"
    case .fillOrKill: "FOK"
    }
  }
}

/// Where an order is in its life. Every transition is named in `OrderStatus.next`.
@frozen public enum OrderStatus: UInt8, Sendable, CaseIterable {
  /// On its way to the venue, or waiting for its market to trade.
  case pending
  /// A bracket's child before the entry fills.
  case inactive
  /// Working, also when partly filled.
  case accepted
  case filled, canceled, expired
  /// Our risk said no.
  case denied
  /// The venue said no.
  case rejected

  public var word: StaticString {
    switch self {
    case .pending: "PENDING"
    case .inactive: "INACTIVE"
    case .accepted: "ACCEPTED"
    case .filled: "FILLED"
    case .canceled: "CANCELED"
    case .expired: "EXPIRED"
    case .denied: "DENIED"
    case .rejected: "REJECTED"
    }
  }

  /// Whether nothing more happens to the order.
  @inlinable public var isFinal: Bool {
    switch self {
    case .pending, .inactive, .accepted: false
    case .filled, .canceled, .expired, .denied, .rejected: true
    }
  }

  /// Whether an order may go from this status to `next`.
  public func mayBecome(_ next: OrderStatus) -> Bool {
    switch (self, next) {
    case (.pending, .accepted), (.pending, .rejected), (.pending, .denied), (.pending, .canceled),
      (.pending, .expired), (.pending, .inactive), (.inactive, .accepted), (.inactive, .rejected),
      (.inactive, .canceled), (.inactive, .expired), (.inactive, .pending), (.accepted, .filled),
      (.accepted, .canceled), (.accepted, .expired):
      true
    default: false
    }
  }
}

/// Which side of a fill waited.
@frozen public enum Liquidity: UInt8, Sendable {
  case maker, taker
  public var word: StaticString { self == .maker ? "MAKER" : "TAKER" }
}

/// What brought a fill about.
@frozen public enum FillCause: UInt8, Sendable, CaseIterable {
  /// On arrival or modification, at the size shown.
  case touch
  /// Beyond the size shown, a tick worse.
  case slip
  /// A quote reached a resting limit.
  case quote
  /// A trade reached a resting limit.
  case trade
  /// A stop was triggered.
  case trigger
  /// The contract ended and was settled.
  case settlement
  /// A venue outside reported it.
  case venue

  public var word: StaticString {
    switch self {
    case .touch: "touch"
    case .slip: "slip"
    case .quote: "quote"
    case .trade: "trade"
    case .trigger: "trigger"
    case .settlement: "settlement"
    case .venue: "venue"
    }
  }
}

/// How the orders of a list hang together.
@frozen public enum ListKind: UInt8, Sendable, CaseIterable {
  /// One cancels the other.
  case oneCancelsOther
  /// One updates the other: a fill of one reduces the other by as much.
  case oneUpdatesOther
  /// An entry, then its children, which are one-updates-other to each other.
  case bracket
  /// The two legs of a roll, which the engine makes: what closes one contract month, then what
  /// opens another.
  case roll

  /// Those that a submit can name.
  public static let submitted: [ListKind] = [.oneCancelsOther, .oneUpdatesOther, .bracket]

  public var word: StaticString {
    switch self {
    case .oneCancelsOther: "OCO"
    case .oneUpdatesOther: "OUO"
    case .bracket: "BRACKET"
    case .roll: "ROLL"
    }
  }
}

/// Which orders the account takes.
@frozen public enum TradingState: UInt8, Sendable, CaseIterable {
  case active, reducing, halted

  public var word: StaticString {
    switch self {
    case .active: "ACTIVE"
    case .reducing: "REDUCING"
    case .halted: "HALTED"
    }
  }
}

/// What a symbol's market does.
@frozen public enum MarketStatus: UInt8, Sendable, CaseIterable {
  case trading, halted, closed

  /// The field's word: `TRADING`, `HALT`, `CLOSED`.
  public var word: StaticString {
    switch self {
    case .trading: "TRADING"
    case .halted: "HALT"
    case .closed: "CLOSED"
    }
  }
}
