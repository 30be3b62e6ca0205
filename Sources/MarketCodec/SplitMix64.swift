/// A small seeded generator: the same seed gives the same numbers on every machine.
///
/// Source: Sebastiano Vigna, "splitmix64.c". Not for secrets.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number of 0 … `bound` − 1; 0 where `bound` is 0. Biased by less than 2^-32 for small bounds.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    next().multipliedFullWidth(by: bound).high
  }

  /// Whether something of the given chance, in parts of a million, happens.
  public mutating func chance(perMillion: Int) -> Bool {
    below(1_000_000) < UInt64(max(0, perMillion))
  }
}
