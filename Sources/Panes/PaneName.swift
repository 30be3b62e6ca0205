/// The panes of the trade page.
public enum PaneName: String, CaseIterable, Sendable {
  case watchlist, heatmap, ladder, latency, sources, session, positions, orders, account, log, tape
}
