/// How every role looks, resolved once so that drawing costs an index.
public struct Theme: Equatable, Sendable {
  public let name: String
  /// How many colours its styles use at most; what is made from them must keep to it.
  public private(set) var depth = ColorDepth.truecolor
  private var styles: [Style]

  /// The style of a role.
  public subscript(role: Role) -> Style { styles[Int(role.rawValue)] }

  /// A theme without colours, in attributes alone; what is left when no theme can be read.
  public static let plain = Theme(
    name: "plain",
    styles: Role.allCases.map { Style(attributes: $0.monoAttributes) })

  private init(name: String, styles: [Style]) {
    self.name = name
    self.styles = styles
  }

  /// Resolves a theme with what it inherits.
  ///
  /// - Parameter definitions: every theme that can be named, by name.
  /// - Throws: `ThemeError` naming the theme, the role and what was expected there.
  public init(
    _ name: String, from definitions: [String: ThemeDefinition]
  ) throws(ThemeError) {
    let chain = try Self.chain(name, definitions)
    // The palette is merged first: a heir that changes `green` changes it in inherited roles too.
    var palette: [String: Color] = [:]
    for (theme, definition) in chain {
      for (entry, value) in definition.palette.sorted(by: { $0.key < $1.key }) {
        guard let color = Color(value) else {
          throw .unreadableColor(theme: theme, place: "palette.\(entry)", value: value)
        }
        palette[entry] = color
      }
    }
    var looks: [PartialLook?] = Array(repeating: nil, count: Role.allCases.count)
    for (theme, definition) in chain {
      for (roleName, look) in definition.roles.sorted(by: { $0.key < $1.key }) {
        guard let role = Role(name: roleName) else {
          throw .unknownRole(
            theme: theme, role: roleName,
            nearest: Spelling.nearest(to: roleName, among: Role.names))
        }
        let partial = try PartialLook(look, theme: theme, role: roleName, palette: palette)
        looks[Int(role.rawValue)] = partial.over(looks[Int(role.rawValue)])
      }
    }
    self.init(name: name, styles: Role.allCases.map { Self.style(of: $0, looks) })
  }

  /// The theme as a terminal of this depth can show it; without colours, attributes stand in.
  public func adapted(to depth: ColorDepth) -> Theme {
    var adapted = self
    adapted.depth = depth
    for role in Role.allCases {
      let index = Int(role.rawValue)
      adapted.styles[index] = depth.nearest(to: styles[index])
      if depth == .mono {
        adapted.styles[index].attributes.formUnion(role.monoAttributes)
      }
    }
    return adapted
  }

  /// A role's own look over its fallback's over `text`, whose background is everybody's.
  private static func style(of role: Role, _ looks: [PartialLook?]) -> Style {
    let text = looks[Int(Role.text.rawValue)]?.style ?? Style()
    var current: Role? = role
    while let candidate = current {
      if let look = looks[Int(candidate.rawValue)] {
        var style = look.style
        if look.foreground == nil { style.foreground = text.foreground }
        if look.background == nil { style.background = text.background }
        return style
      }
      current = candidate.fallback
    }
    return text
  }

  /// The definitions from the furthest ancestor to the theme itself.
  private static func chain(
    _ name: String, _ definitions: [String: ThemeDefinition]
  ) throws(ThemeError) -> [(String, ThemeDefinition)] {
    var chain: [(String, ThemeDefinition)] = []
    var heir: String?
    var next: String? = name
    while let current = next {
      guard let definition = definitions[current] else {
        throw .unknownTheme(name: current, inheritedBy: heir)
      }
      if chain.contains(where: { $0.0 == current }) {
        throw .inheritanceLoop(theme: current)
      }
      chain.append((current, definition))
      heir = current
      next = definition.inherits
    }
    return chain.reversed()
  }
}

/// A look whose words have become colours, with what it leaves open still open.
private struct PartialLook {
  var foreground: Color?
  var background: Color?
  var attributes: Style.Attributes?

  var style: Style {
    Style(
      foreground: foreground ?? .standard, background: background ?? .standard,
      attributes: attributes ?? [])
  }

  init(
    _ look: ThemeDefinition.Look, theme: String, role: String, palette: [String: Color]
  ) throws(ThemeError) {
    func color(_ value: String?) throws(ThemeError) -> Color? {
      guard let value else { return nil }
      guard let color = palette[value] ?? Color(value) else {
        throw .unreadableColor(theme: theme, place: role, value: value)
      }
      return color
    }
    foreground = try color(look.foreground)
    background = try color(look.background)
    guard let words = look.attributes else { return }
    var merged: Style.Attributes = []
    for word in words {
      guard let attribute = Style.Attributes.named[word] else {
        throw .unknownAttribute(theme: theme, role: role, value: word)
      }
      merged.formUnion(attribute)
    }
    attributes = merged
  }

  func over(_ inherited: PartialLook?) -> PartialLook {
    guard let inherited else { return self }
    var merged = self
    merged.foreground = foreground ?? inherited.foreground
    merged.background = background ?? inherited.background
    merged.attributes = attributes ?? inherited.attributes
    return merged
  }
}
