extension Market {
  /// Its hours and special days. Sources and doubts: docs/sessions.md.
  var definition: MarketDefinition {
    switch self {
    case .cmeEquity: Self.equityFutures
    case .cmeFX: Self.electronic(ChicagoHolidays.currency, [.globex])
    case .cmeEnergy, .cmeMetals: Self.electronic(ChicagoHolidays.energyAndMetals, Self.nymexHours)
    case .cbotRates: Self.electronic(ChicagoHolidays.rates, [.globex])
    case .cbotGrains: Self.grains
    case .newYorkStock: Self.newYork
    case .londonStock: Self.london
    case .tokyoStock: Self.tokyo
    case .crypto: Self.aroundTheClock
    case .fx: Self.spot
    }
  }

  private static let chicago = "America/Chicago"
  private static let newYorkZone = "America/New_York"

  private static func electronic(
    _ rules: [HolidayRule], _ hours: [MarketHours]
  ) -> MarketDefinition {
    MarketDefinition(zoneName: chicago, hours: hours, gaps: .electronic, rules: rules)
  }

  /// The pit's close at 15:15 stopped the electronic market for a quarter of an hour until 2021.
  private static let equityFutures = electronic(
    ChicagoHolidays.equity,
    [
      MarketHours(
        open: .hour(-8, 30), close: .hour(15, 15),
        pauses: [.maintenance(.hour(-7, 30), .hour(-7))], openAfterGap: .hour(-7)),
      MarketHours(
        from: TradeDate(2012, 11, 19), open: .hour(-7), close: .hour(16, 15),
        pauses: [.maintenance(.hour(15, 15), .hour(15, 30))]),
      MarketHours(
        from: TradeDate(2015, 9, 21), open: .hour(-7), close: .hour(16),
        pauses: [.maintenance(.hour(15, 15), .hour(15, 30))]),
      MarketHours(from: TradeDate(2021, 6, 28), open: .hour(-7), close: .hour(16)),
    ])

  private static let nymexHours = [
    MarketHours(open: .hour(-7), close: .hour(16, 15)),
    MarketHours(from: TradeDate(2015, 9, 21), open: .hour(-7), close: .hour(16)),
  ]

  private static let grains = MarketDefinition(
    zoneName: chicago,
    hours: [
      MarketHours(
        open: .hour(-6), close: .hour(13, 15),
        pauses: [.maintenance(.hour(7, 15), .hour(9, 30))]),
      MarketHours(from: TradeDate(2012, 5, 21), open: .hour(-7), close: .hour(14)),
      MarketHours(
        from: TradeDate(2013, 4, 8), open: .hour(-5), close: .hour(13, 15),
        pauses: [.maintenance(.hour(7, 45), .hour(8, 30))]),
      MarketHours(
        from: TradeDate(2015, 7, 6), open: .hour(-5), close: .hour(13, 20),
        pauses: [.maintenance(.hour(7, 45), .hour(8, 30))]),
    ],
    gaps: .exchange, rules: ChicagoHolidays.grains)

  private static let newYork = MarketDefinition(
    zoneName: newYorkZone,
    hours: [
      MarketHours(
        open: .hour(9, 30), close: .hour(16), preOpen: .hour(4), postClose: .hour(20),
        earlyPostClose: .hour(17))
    ],
    rules: UnitedStatesHolidays.newYorkStock)

  private static let london = MarketDefinition(
    zoneName: "Europe/London", hours: [MarketHours(open: .hour(8), close: .hour(16, 30))],
    rules: LondonHolidays.all)

  private static let tokyo = MarketDefinition(
    zoneName: "Asia/Tokyo",
    hours: [
      tokyoHours(from: TradeDate(1999, 1, 1), lunch: .hour(11), .hour(12, 30)),
      // The Livedoor panic filled the matching engine; the afternoon was cut until it was enlarged.
      tokyoHours(from: TradeDate(2006, 1, 19), lunch: .hour(11), .hour(13)),
      tokyoHours(from: TradeDate(2006, 4, 24), lunch: .hour(11), .hour(12, 30)),
      tokyoHours(from: TradeDate(2011, 11, 21), lunch: .hour(11, 30), .hour(12, 30)),
      tokyoHours(
        from: TradeDate(2024, 11, 5), lunch: .hour(11, 30), .hour(12, 30), close: .hour(15, 30)),
    ],
    notes: { TokyoHolidays.notes(in: $0) })

  private static func tokyoHours(
    from: TradeDate, lunch start: Int, _ end: Int, close: Int = .hour(15)
  ) -> MarketHours {
    MarketHours(
      from: from, open: .hour(9), close: close,
      pauses: [.init(start: start, end: end, detail: .lunch)])
  }

  private static let aroundTheClock = MarketDefinition(
    zoneName: "UTC", hours: [MarketHours(open: .hour(0), close: .hour(24))],
    tradesWeekends: true)

  private static let spot = MarketDefinition(
    zoneName: newYorkZone, hours: [MarketHours(open: .hour(-7), close: .hour(17))])
}

extension MarketHours {
  /// Globex since it took over from the pits: 17:00 to 16:00.
  fileprivate static let globex = MarketHours(open: .hour(-7), close: .hour(16))
}

extension MarketHours.Pause {
  fileprivate static func maintenance(_ start: Int, _ end: Int) -> MarketHours.Pause {
    MarketHours.Pause(start: start, end: end, detail: .maintenance)
  }
}

extension Int {
  /// Minutes after midnight; `hour(-8, 30)` is half past 15 on the day before, 8.5 hours earlier.
  fileprivate static func hour(_ hour: Int, _ minute: Int = 0) -> Int {
    hour < 0 ? hour * 60 - minute : hour * 60 + minute
  }
}
