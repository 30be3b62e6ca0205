/// The last points of a curve, oldest first; a new one pushes out the oldest.
public struct PointRing<Point: Sendable>: Sendable {
  private var points: [Point] = []
  private var start = 0
  public let capacity: Int

  public init(capacity: Int) {
    precondition(capacity > 0, "a ring holds at least one point")
    self.capacity = capacity
    points.reserveCapacity(capacity)
  }

  public var count: Int { points.count }
  public var isEmpty: Bool { points.isEmpty }
  public var last: Point? {
    points.isEmpty ? nil : points[(start + points.count - 1) % points.count]
  }

  public mutating func append(_ point: Point) {
    guard points.count == capacity else { return points.append(point) }
    points[start] = point
    start = (start + 1) % capacity
  }

  /// The point `index` after the oldest.
  public subscript(index: Int) -> Point { points[(start + index) % points.count] }

  public mutating func removeAll() {
    points.removeAll(keepingCapacity: true)
    start = 0
  }
}
