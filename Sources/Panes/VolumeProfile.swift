import MarketModel

/// How much has traded at each price near the last one.
///
/// Every price has one slot, its number of ticks modulo the slots, and takes it from a price that
/// lies a whole turn away: what is known reaches 256 ticks, costs O(1) a trade and never grows.
public struct VolumeProfile: Sendable {
  private struct Slot: Sendable {
    var tickNumber: Int64
    var volumeNanos: Int64
  }

  /// How many prices are kept.
  public static let reach = 256

  private var slots: [Slot] = []
  private var grid: PriceGrid?

  public init() {}

  /// Adds a trade; a price off the grid counts at the tick below it.
  mutating func add(_ size: Quantity, at price: Price, on grid: PriceGrid) {
    if grid != self.grid { regrid(grid) }
    if slots.isEmpty {
      slots = Array(
        repeating: Slot(tickNumber: 0, volumeNanos: 0), count: VolumeProfile.reach)
    }
    add(size.nanos, atTick: grid.tickBelow(price))
  }

  /// What has traded at a price, by its number of ticks.
  public func volume(atTick number: Int64) -> Quantity {
    guard !slots.isEmpty else { return .zero }
    let slot = slots[VolumeProfile.place(number)]
    return Quantity(nanos: slot.tickNumber == number ? slot.volumeNanos : 0)
  }

  /// A new session has begun.
  mutating func clear() { slots.removeAll() }

  private mutating func add(_ nanos: Int64, atTick number: Int64) {
    let place = VolumeProfile.place(number)
    if slots[place].tickNumber != number {
      slots[place] = Slot(tickNumber: number, volumeNanos: 0)
    }
    let (sum, overflow) = slots[place].volumeNanos.addingReportingOverflow(nanos)
    slots[place].volumeNanos = overflow ? .max : sum
  }

  /// An unlisted symbol's tick becomes finer while its first prices come in.
  private mutating func regrid(_ grid: PriceGrid) {
    let old = slots
    let oldGrid = self.grid
    self.grid = grid
    guard let oldGrid, !old.isEmpty else { return }
    slots = Array(repeating: Slot(tickNumber: 0, volumeNanos: 0), count: VolumeProfile.reach)
    for slot in old where slot.volumeNanos > 0 {
      guard let price = oldGrid.price(atTick: slot.tickNumber) else { continue }
      add(slot.volumeNanos, atTick: grid.tickBelow(price))
    }
  }

  private static func place(_ number: Int64) -> Int {
    Int(truncatingIfNeeded: number) & (reach - 1)
  }
}

/// Prices as whole numbers of an instrument's tick.
public struct PriceGrid: Sendable, Equatable {
  /// In 1e-9, above 0.
  let tickNanos: Int64

  /// nil for a tick that is none.
  public init?(tick: Price) {
    guard tick.nanos > 0 else { return nil }
    tickNanos = tick.nanos
  }

  /// The number of the highest tick that is not above a price.
  public func tickBelow(_ price: Price) -> Int64 {
    let (whole, rest) = price.nanos.quotientAndRemainder(dividingBy: tickNanos)
    return rest < 0 ? whole - 1 : whole
  }

  /// The number of the lowest tick that is not below a price.
  public func tickAbove(_ price: Price) -> Int64 {
    let (whole, rest) = price.nanos.quotientAndRemainder(dividingBy: tickNanos)
    return rest > 0 ? whole + 1 : whole
  }

  /// The number of the tick closest to a price.
  func nearestTick(_ price: Price) -> Int64 {
    let below = tickBelow(price)
    let rest = price.nanos &- below &* tickNanos
    return rest >= tickNanos - rest ? below + 1 : below
  }

  /// The price of a tick; nil beyond what a price can hold.
  public func price(atTick number: Int64) -> Price? {
    Price.zero.moved(ticks: number, of: Price(nanos: tickNanos))
  }
}
