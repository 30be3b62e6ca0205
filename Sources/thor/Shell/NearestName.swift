/// Finds the name somebody probably meant.
enum NearestName {
  /// `; did you mean 'x'?`, or nothing where no name is near.
  static func hint(to word: String, among names: [String], prefix: String = "") -> String {
    let ranked = names.map { ($0, distance(word, $0)) }.min { $0.1 < $1.1 }
    guard let (name, distance) = ranked, distance <= max(1, word.count / 3) else { return "" }
    return "; did you mean '\(prefix)\(name)'?"
  }

  /// Levenshtein's distance in characters.
  static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (place, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = place + 1
      for column in 0..<right.count {
        let change = diagonal + (right[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(change, diagonal + 1, row[column] + 1)
      }
    }
    return row[right.count]
  }
}
