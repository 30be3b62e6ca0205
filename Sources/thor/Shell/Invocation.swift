import Glibc
import TerminalKit

/// A command's arguments after parsing; values are read from it with their checks.
struct Invocation: Sendable {
  let command: Subcommand
  private(set) var values: [String: String] = [:]
  private(set) var flags: Set<String> = []
  private(set) var arguments: [String] = []
  private(set) var wantsHelp = false

  /// - Throws: a usage failure that names the option, what was expected and the nearest name.
  init(command: Subcommand, parsing words: ArraySlice<String>) throws(CommandFailure) {
    self.command = command
    var rest = words
    while let word = rest.popFirst() {
      if word == "--" {
        arguments += rest
        break
      }
      if word == "-h" || word == "--help" {
        wantsHelp = true
      } else if word.hasPrefix("--") {
        try take(word.dropFirst(2), &rest)
      } else if word.hasPrefix("-"), word.count > 1 {
        throw .usage("\(command.label)unknown option '\(word)'; options are written --name")
      } else {
        arguments.append(word)
      }
    }
    guard wantsHelp || command.argumentCount.contains(arguments.count) else {
      throw .usage(Invocation.countMessage(command, arguments))
    }
  }

  private mutating func take(
    _ word: Substring, _ rest: inout ArraySlice<String>
  ) throws(CommandFailure) {
    let equals = word.firstIndex(of: "=")
    let name = String(equals.map { word[..<$0] } ?? word)
    guard let option = command.options.first(where: { $0.name == name }) else {
      let near = Spelling.hint(to: name, among: command.options.map(\.name), prefix: "--")
      throw .usage("\(command.label)unknown option '--\(name)'\(near)")
    }
    guard let placeholder = option.value else {
      if equals != nil { throw .usage("\(command.label)--\(name) takes no value") }
      flags.insert(name)
      return
    }
    if let equals {
      values[name] = String(word[word.index(after: equals)...])
    } else if option.isValueOptional, rest.first?.hasPrefix("-") ?? true {
      flags.insert(name)
    } else if let value = rest.popFirst() {
      values[name] = value
    } else {
      throw .usage("\(command.label)--\(name) expects \(placeholder)")
    }
  }

  private static func countMessage(_ command: Subcommand, _ arguments: [String]) -> String {
    if arguments.count > command.argumentCount.upperBound {
      return "\(command.label)unexpected argument '\(arguments[command.argumentCount.upperBound])'"
    }
    return "\(command.label)expects \(command.arguments)"
  }

  func has(_ flag: String) -> Bool { flags.contains(flag) }

  /// The option's value, else its environment variable's, else nil.
  func text(_ name: String) -> String? {
    if let value = values[name] { return value }
    let option = command.options.first { $0.name == name }
    return option?.environment.flatMap(Environment.value)
  }

  /// A whole number within `range`.
  func integer(
    _ name: String, in range: ClosedRange<Int>
  ) throws(CommandFailure) -> Int? {
    guard let text = text(name) else { return nil }
    guard let value = Int(text), range.contains(value) else {
      throw .usage(
        "\(command.label)--\(name) expects a whole number from \(range.lowerBound) to "
          + "\(range.upperBound), got '\(text)'")
    }
    return value
  }

  /// A number above zero such as `10`, `0.5` or `1e6`.
  func factor(_ name: String) throws(CommandFailure) -> Double? {
    guard let text = text(name) else { return nil }
    guard let value = Double(text), value > 0, value.isFinite else {
      throw .usage("\(command.label)--\(name) expects a number above 0, got '\(text)'")
    }
    return value
  }

  /// Names separated by commas, none of them empty.
  func list(_ name: String) throws(CommandFailure) -> [String]? {
    guard let text = text(name) else { return nil }
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard parts.allSatisfy({ !$0.isEmpty }) else {
      throw .usage("\(command.label)--\(name) expects names separated by commas, got '\(text)'")
    }
    return parts
  }
}

/// The process's environment.
enum Environment {
  /// A variable's value; an empty one counts as not set.
  static func value(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}

extension Spelling {
  /// `; did you mean 'x'?`, or nothing where no name is near.
  static func hint(to word: String, among names: [String], prefix: String = "") -> String {
    nearest(to: word, among: names).map { "; did you mean '\(prefix)\($0)'?" } ?? ""
  }
}
