import MarketModel

/// A size and every step that led to it.
public struct SizingResult: Hashable, Sendable {
  /// One named figure of the way.
  public struct Step: Hashable, Sendable {
    public let name: String
    public let value: WideAmount
    public init(_ name: String, _ value: WideAmount) {
      self.name = name
      self.value = value
    }
  }

  public var instrument: InstrumentIndex
  /// Whole units.
  public var quantity: Quantity
  public var steps: [Step]

  public init(instrument: InstrumentIndex, quantity: Quantity, steps: [Step]) {
    self.instrument = instrument
    self.quantity = quantity
    self.steps = steps
  }
}
