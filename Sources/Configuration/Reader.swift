/// How a node becomes a value: what is expected there, and the reading itself.
///
/// `read` returns nil after it has noted in the findings what is wrong.
struct Reader<Value>: Sendable {
  /// Completes "expected …".
  let expectation: String
  let read: @Sendable (YAMLNode, Findings) -> Value?

  init(_ expectation: String, read: @escaping @Sendable (YAMLNode, Findings) -> Value?) {
    self.expectation = expectation
    self.read = read
  }

  /// Reads a scalar whose text `parse` takes; nil from `parse` means it is not what is expected.
  init(_ expectation: String, scalar parse: @escaping @Sendable (YAMLScalar) -> Value?) {
    self.init(expectation) { node, findings in
      if case .scalar(let scalar) = node, !scalar.isNull, let value = parse(scalar) {
        return value
      }
      findings.add(at: node.mark, expected: expectation, got: node.summary)
      return nil
    }
  }

  /// The same reading with the place kept.
  func marked() -> Reader<Marked<Value>> where Value: Sendable {
    Reader<Marked<Value>>(expectation) { node, findings in
      read(node, findings).map { Marked($0, at: node.mark) }
    }
  }
}

extension Reader where Value == String {
  /// Any text but the empty one.
  static func text(_ expectation: String = "text") -> Reader {
    Reader(expectation, scalar: { $0.text.isEmpty ? nil : $0.text })
  }

  /// Text of 1 to `maximum` bytes, each of which `allows` takes.
  static func token(
    _ expectation: String, maximum: Int, where allows: @escaping @Sendable (UInt8) -> Bool
  ) -> Reader {
    Reader(
      expectation,
      scalar: { scalar in
        let bytes = scalar.text.utf8
        guard (1...maximum).contains(bytes.count), bytes.allSatisfy(allows) else { return nil }
        return scalar.text
      })
  }

  /// A name that is safe as part of a file's path and of a Redis key.
  static func name(_ what: String) -> Reader {
    token("\(what): 1 to 32 letters, digits, _ or -", maximum: 32) {
      Characters.isLetter($0) || Characters.isDigit($0) || $0 == UInt8(ascii: "_")
        || $0 == UInt8(ascii: "-")
    }
  }

  /// A symbol as the bus writes it.
  static let symbol = Reader(
    "a symbol: 1 to 16 of A-Z 0-9 . _ / -, a letter or digit first",
    scalar: { Characters.isSymbol($0.text) ? $0.text : nil })

  /// A source's name as the bus writes it.
  static let source = token("a source name: 1 to 32 of A-Z 0-9 _ -", maximum: 32) {
    Characters.isUpper($0) || Characters.isDigit($0) || $0 == UInt8(ascii: "_")
      || $0 == UInt8(ascii: "-")
  }

  /// A currency's three letters.
  static let currency = Reader(
    "a currency of three letters such as USD",
    scalar: {
      $0.text.utf8.count == 3 && $0.text.utf8.allSatisfy(Characters.isUpper) ? $0.text : nil
    })
}

extension Reader where Value == Bool {
  static let bool = Reader(
    "true or false",
    scalar: { scalar in
      switch scalar.text {
      case "true" where scalar.isPlain: true
      case "false" where scalar.isPlain: false
      default: nil
      }
    })
}

extension Reader where Value == Int {
  static func integer(in range: ClosedRange<Int>, unit: String = "") -> Reader {
    let suffix = unit.isEmpty ? "" : " \(unit)"
    return Reader(
      "a whole number from \(range.lowerBound) to \(range.upperBound)\(suffix)",
      scalar: { scalar in
        // Int("+5") is 5; a configuration that says so is a slip of the finger.
        guard scalar.isPlain, !scalar.text.hasPrefix("+"), let value = Int(scalar.text) else {
          return nil
        }
        return range.contains(value) ? value : nil
      })
  }

  static func milliseconds(in range: ClosedRange<Int>) -> Reader {
    integer(in: range, unit: "milliseconds")
  }
}

extension Reader where Value: RawRepresentable & Sendable, Value.RawValue == String {
  /// One of an enum's names.
  static func oneOf(_ choices: [Value]) -> Reader {
    let names = choices.map(\.rawValue)
    let expectation = "one of " + names.joined(separator: ", ")
    return Reader(expectation) { node, findings in
      guard case .scalar(let scalar) = node, !scalar.isNull else {
        findings.add(at: node.mark, expected: expectation, got: node.summary)
        return nil
      }
      if let choice = Value(rawValue: scalar.text) { return choice }
      let nearest = NearestName.find(scalar.text, among: names)
      let hint = nearest.map { " (did you mean \"\($0)\"?)" } ?? ""
      findings.add(at: node.mark, expected: expectation + hint, got: node.summary)
      return nil
    }
  }
}

extension Reader {
  /// A list; elements that are wrong are noted and left out.
  static func list<Element>(of element: Reader<Element>) -> Reader<[Element]>
  where Value == [Element] {
    Reader<[Element]>("a list") { node, findings in
      guard case .sequence(let nodes, _) = node else {
        findings.add(
          at: node.mark, expected: "a list, each element \(element.expectation)", got: node.summary)
        return nil
      }
      return nodes.compactMap { element.read($0, findings) }
    }
  }

  /// A mapping with keys that the file chooses, in the file's order.
  static func entries<Element>(
    key isKey: @escaping @Sendable (String) -> Bool, named keyExpectation: String,
    of element: Reader<Element>
  ) -> Reader<[NamedValue<Element>]> where Value == [NamedValue<Element>] {
    Reader<[NamedValue<Element>]>("a mapping") { node, findings in
      guard case .mapping(let mapping) = node else {
        findings.add(at: node.mark, expected: "a mapping", got: node.summary)
        return nil
      }
      return mapping.entries.compactMap { entry in
        guard isKey(entry.key) else {
          findings.add(
            at: entry.keyMark, expected: keyExpectation, got: ConfigurationError.quoted(entry.key))
          return nil
        }
        return element.read(entry.value, findings).map {
          NamedValue(name: entry.key, nameMark: entry.keyMark, value: $0)
        }
      }
    }
  }

  /// A mapping with keys that the schema knows; the others are noted.
  static func mapping(_ body: @escaping @Sendable (inout MappingCursor) -> Value) -> Reader {
    Reader("a mapping") { node, findings in
      guard case .mapping(let mapping) = node else {
        findings.add(at: node.mark, expected: "a mapping", got: node.summary)
        return nil
      }
      var cursor = MappingCursor(mapping, findings)
      let value = body(&cursor)
      cursor.finish()
      return value
    }
  }
}

/// An entry of a mapping whose keys the file chooses.
struct NamedValue<Value> {
  let name: String
  let nameMark: Mark
  let value: Value
}
