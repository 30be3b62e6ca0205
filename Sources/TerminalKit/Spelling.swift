/// Finds what somebody probably meant.
public enum Spelling {
  /// The candidate with the fewest changes, or nil when even that differs in most letters.
  ///
  /// Ties go to the earlier candidate, so a message is the same every time.
  public static func nearest(to word: String, among candidates: [String]) -> String? {
    var best: (candidate: String, changes: Int)?
    for candidate in candidates {
      let changes = distance(Array(word.utf8.prefix(64)), Array(candidate.utf8))
      if changes < (best?.changes ?? Int.max) {
        best = (candidate, changes)
      }
    }
    guard let best, best.changes * 2 <= max(word.utf8.count, best.candidate.utf8.count) else {
      return nil
    }
    return best.candidate
  }

  private static func distance(_ one: [UInt8], _ other: [UInt8]) -> Int {
    var row = Array(0...other.count)
    for (i, left) in one.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, right) in other.enumerated() {
        let replaced = diagonal + (left == right ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
