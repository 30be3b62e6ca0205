import TerminalKit

/// Hints for names that people write in any case.
enum Nearest {
  /// `; did you mean 'x'?`; the letters' case counts for nothing.
  static func hint(to word: String, among names: [String]) -> String {
    let lowered = names.map { $0.lowercased() }
    guard let near = Spelling.nearest(to: word.lowercased(), among: lowered),
      let index = lowered.firstIndex(of: near)
    else { return "" }
    return "; did you mean '\(names[index])'?"
  }
}
