/// The panes, page by page.
public enum PaneName: String, CaseIterable, Sendable {
  case watchlist, heatmap, ladder, latency, sources, session, positions, orders, account, log, tape
  case limits, exposure, breaches
  case history, fills, trades, statistics, equity, symbolProfit, hourProfit

  /// The page it stands on.
  public var page: PageName {
    switch self {
    case .watchlist, .heatmap, .ladder, .latency, .sources, .session, .positions, .orders,
      .account, .log, .tape:
      .trade
    case .limits, .exposure, .breaches: .risk
    case .history, .fills, .trades, .statistics, .equity, .symbolProfit, .hourProfit: .blotter
    }
  }
}

/// The pages: what the whole screen is about.
public enum PageName: String, CaseIterable, Sendable {
  case trade, risk, blotter

  /// Its panes, in the order in which the focus goes through them.
  public var panes: [PaneName] { PaneName.allCases.filter { $0.page == self } }
}
