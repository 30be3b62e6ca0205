/// How well a text fits what somebody typed.
public enum FuzzyMatch {
  /// The rank of a text for what was typed, lower is better; nil where it does not fit.
  ///
  /// Every word typed must be found: at the start of the text, at the start of a word of it, anywhere,
  /// or as letters that come in its order. Upper and lower case are the same.
  public static func rank(of text: String, for typed: String) -> Int? {
    let text = Array(text.lowercased().utf8)
    var sum = 0
    for word in typed.lowercased().split(separator: " ") {
      guard let rank = rank(of: text, for: Array(word.utf8)) else { return nil }
      sum += rank
    }
    return sum
  }

  private static func rank(of text: [UInt8], for word: [UInt8]) -> Int? {
    if text.starts(with: word) { return text.count == word.count ? 0 : 1 }
    var isInside = false
    for place in text.indices.dropFirst() where text[place...].starts(with: word) {
      if !isLetter(text[place - 1]) { return 2 }
      isInside = true
    }
    if isInside { return 4 }
    return gaps(in: text, for: word).map { 8 + $0 }
  }

  /// How many characters stand between those of the word; nil where one of them does not come.
  private static func gaps(in text: [UInt8], for word: [UInt8]) -> Int? {
    var next = word[...]
    var first: Int?
    for (place, byte) in text.enumerated() where byte == next.first {
      first = first ?? place
      next = next.dropFirst()
      if next.isEmpty { return place - (first ?? 0) + 1 - word.count }
    }
    return nil
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte >= 0x80
  }
}
