import MarketCalendar
import MarketModel

/// Which contract months only the data has brought, so that their end is to be found.
struct ContractEnds {
  /// Made when the first month comes whose rule is known.
  var calendar: ContractCalendar?
  /// How much of the catalog has been looked at.
  private var seenCount = 0

  /// The months without an end that are new in the catalog.
  mutating func takeNew(_ instruments: InstrumentCatalog) -> [InstrumentIndex] {
    guard seenCount < instruments.count else { return [] }
    let new = (seenCount..<instruments.count).map { InstrumentIndex($0) }
    seenCount = instruments.count
    return new.filter {
      let instrument = instruments[$0]
      // A month that is listed by itself is its own root, and ends as its listing says.
      return instrument.root != instrument.symbol && instrument.endsAt == nil
        && ContractMonth(instrument.symbol) != nil
    }
  }
}
