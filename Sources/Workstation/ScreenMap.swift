import Panes
import TerminalKit

/// What is where on the screen, as it was drawn: for the mouse, and for keys that scroll.
public struct ScreenMap: Sendable, Equatable {
  public struct Place: Sendable, Equatable {
    public let pane: PaneName
    public let rect: Rect
    /// The rows of a pane that is a table.
    public let table: TableGeometry?
  }

  public internal(set) var places: [Place] = []
  /// The ladder's prices, where it is shown.
  public internal(set) var ladder: LadderWindow?
  public internal(set) var tiles: [HeatmapTile] = []
  /// How many rows the tables of the blotter have.
  public internal(set) var rowCounts: [PaneName: Int] = [:]
  public internal(set) var tape: TapePane.Drawing?
  /// The number of the waiting line that stands on the frame as a whole.
  public internal(set) var shownLine: Int?
  /// The number of the armed trading whose banner stands on the frame as a whole.
  public internal(set) var shownBanner: Int?
  /// Whether the screen is too small to show anything.
  public internal(set) var isTooSmall = false

  public init() {}

  /// The pane at a cell.
  func place(atX x: Int, y: Int) -> Place? {
    places.first {
      x >= $0.rect.x && x < $0.rect.right && y >= $0.rect.y && y < $0.rect.bottom
    }
  }
}
