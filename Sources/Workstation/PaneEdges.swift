import Panes
import TerminalKit

/// A line between panes that can be moved: those before it grow as those behind it shrink.
struct PaneEdge: Hashable, Sendable {
  enum Axis: Sendable { case vertical, horizontal }

  let axis: Axis
  /// The first pane on each side, by which an edge is known whatever the screen's size.
  let before: PaneName
  let after: PaneName
}

/// The edges that a trader has moved, and by how many cells: kept while the desk runs.
public struct PaneEdges: Sendable, Equatable {
  private struct Move: Sendable, Equatable {
    let edge: PaneEdge
    var cells: Int
  }

  private var moves: [Move] = []

  /// No pane becomes smaller than this.
  static let leastWidth = 12
  static let leastHeight = 3

  public init() {}

  /// The layout with its edges where the trader has moved them, as far as there is room.
  func applied(to places: [PageLayout.Place]) -> [PageLayout.Place] {
    var places = places
    for move in moves {
      guard let sides = EdgeSides.all(of: places).first(where: { $0.edge == move.edge }) else {
        continue
      }
      places = sides.moved(by: sides.allowed(move.cells, in: places), in: places)
    }
    return places
  }

  /// Moves an edge of a layout as it is drawn now.
  ///
  /// - Returns: by how many cells it went.
  mutating func move(
    _ edge: PaneEdge, by cells: Int, in places: [PageLayout.Place]
  ) -> Int {
    guard let sides = EdgeSides.all(of: places).first(where: { $0.edge == edge }) else { return 0 }
    let allowed = sides.allowed(cells, in: places)
    guard allowed != 0 else { return 0 }
    if let known = moves.firstIndex(where: { $0.edge == edge }) {
      moves[known].cells += allowed
    } else {
      moves.append(Move(edge: edge, cells: allowed))
    }
    return allowed
  }

  /// Puts every edge back.
  mutating func reset() { moves.removeAll() }
}

/// The panes on both sides of an edge, as places in a layout.
struct EdgeSides {
  let edge: PaneEdge
  private let before: [Int]
  private let after: [Int]

  /// Every edge of a layout: where panes meet along one whole line.
  static func all(of places: [PageLayout.Place]) -> [EdgeSides] {
    var found: [EdgeSides] = []
    for place in places.indices {
      for axis in [PaneEdge.Axis.vertical, .horizontal] {
        guard let sides = EdgeSides(behind: place, axis, places),
          !found.contains(where: { $0.edge == sides.edge })
        else { continue }
        found.append(sides)
      }
    }
    return found
  }

  /// The edge under a cell: the last cells before it and the first ones behind it are its own.
  static func at(x: Int, y: Int, in places: [PageLayout.Place]) -> EdgeSides? {
    all(of: places).first { sides in
      sides.before.contains { places[$0].rect.lastCells(sides.edge.axis).contains(x: x, y: y) }
        || sides.after.contains { places[$0].rect.firstCells(sides.edge.axis).contains(x: x, y: y) }
    }
  }

  /// The edge at the right of a pane, or below it; nil at the end of the page, and where the panes
  /// behind it do not end where those before it do.
  private init?(behind place: Int, _ axis: PaneEdge.Axis, _ places: [PageLayout.Place]) {
    let line = places[place].rect.end(axis)
    var before = [place]
    var after: [Int] = []
    var count = 0
    while before.count + after.count != count {
      count = before.count + after.count
      after = places.indices.filter { index in
        places[index].rect.start(axis) == line
          && before.contains { places[$0].rect.overlaps(places[index].rect, along: axis) }
      }
      before = places.indices.filter { index in
        index == place
          || places[index].rect.end(axis) == line
            && after.contains { places[$0].rect.overlaps(places[index].rect, along: axis) }
      }
    }
    guard let first = before.first, let second = after.first,
      EdgeSides.span(before, axis, places) == EdgeSides.span(after, axis, places)
    else { return nil }
    self.before = before
    self.after = after
    edge = PaneEdge(
      axis: axis, before: places[first].pane.placeName, after: places[second].pane.placeName)
  }

  private static func span(
    _ side: [Int], _ axis: PaneEdge.Axis, _ places: [PageLayout.Place]
  ) -> Range<Int> {
    let spans = side.map { places[$0].rect.span(along: axis) }
    let low = spans.map(\.lowerBound).min() ?? 0
    return low..<max(low, spans.map(\.upperBound).max() ?? 0)
  }

  func has(_ pane: PaneName, before isBefore: Bool, in places: [PageLayout.Place]) -> Bool {
    (isBefore ? before : after).contains { places[$0].pane == pane }
  }

  /// As much of a move as leaves every pane its least size.
  func allowed(_ cells: Int, in places: [PageLayout.Place]) -> Int {
    let least = edge.axis == .vertical ? PaneEdges.leastWidth : PaneEdges.leastHeight
    func room(_ side: [Int]) -> Int {
      max(0, (side.map { places[$0].rect.length(edge.axis) }.min() ?? 0) - least)
    }
    return max(-room(before), min(room(after), cells))
  }

  func moved(by cells: Int, in places: [PageLayout.Place]) -> [PageLayout.Place] {
    var places = places
    for index in before {
      places[index] = PageLayout.Place(
        pane: places[index].pane, rect: places[index].rect.grown(by: cells, edge.axis))
    }
    for index in after {
      places[index] = PageLayout.Place(
        pane: places[index].pane, rect: places[index].rect.cut(by: cells, edge.axis))
    }
    return places
  }
}

extension PaneName {
  /// The log and the tape share a place, and with it its size.
  fileprivate var placeName: PaneName { self == .tape ? .log : self }
}

extension Rect {
  fileprivate func start(_ axis: PaneEdge.Axis) -> Int { axis == .vertical ? x : y }
  fileprivate func end(_ axis: PaneEdge.Axis) -> Int { axis == .vertical ? right : bottom }
  fileprivate func length(_ axis: PaneEdge.Axis) -> Int { axis == .vertical ? width : height }

  /// The extent along an edge, across the direction in which it moves.
  fileprivate func span(along axis: PaneEdge.Axis) -> Range<Int> {
    axis == .vertical ? y..<bottom : x..<right
  }

  fileprivate func overlaps(_ other: Rect, along axis: PaneEdge.Axis) -> Bool {
    span(along: axis).overlaps(other.span(along: axis))
  }

  fileprivate func firstCells(_ axis: PaneEdge.Axis) -> Rect {
    axis == .vertical
      ? Rect(x: x, y: y, width: 1, height: height) : Rect(x: x, y: y, width: width, height: 1)
  }

  fileprivate func lastCells(_ axis: PaneEdge.Axis) -> Rect {
    axis == .vertical
      ? Rect(x: right - 1, y: y, width: 1, height: height)
      : Rect(x: x, y: bottom - 1, width: width, height: 1)
  }

  /// The end moves, the start stays.
  fileprivate func grown(by cells: Int, _ axis: PaneEdge.Axis) -> Rect {
    axis == .vertical
      ? Rect(x: x, y: y, width: width + cells, height: height)
      : Rect(x: x, y: y, width: width, height: height + cells)
  }

  /// The start moves, the end stays.
  fileprivate func cut(by cells: Int, _ axis: PaneEdge.Axis) -> Rect {
    axis == .vertical
      ? Rect(x: x + cells, y: y, width: width - cells, height: height)
      : Rect(x: x, y: y + cells, width: width, height: height - cells)
  }
}
