import Engine
import MarketModel
import TerminalKit

/// The palette: every command, symbol and theme by what is typed.
public struct Palette: Sendable {
  /// Something that Enter does.
  public enum Entry: Sendable, Equatable {
    case command(Command)
    case symbol(InstrumentIndex)
    case theme(String)
    /// A position into another month.
    case roll(InstrumentIndex, into: InstrumentIndex)
  }

  public var editor = LineEditor(limit: 64)
  public private(set) var matches: [Entry] = []
  public private(set) var selected = 0
  /// What there is, with the text that is looked at.
  private let all: [(entry: Entry, text: String)]

  /// More rows than a screen has serve nobody.
  public static let matchLimit = 60

  init(
    commands: [Command], rolls: [Entry] = [], catalog: InstrumentCatalog, themes: [String]
  ) {
    let symbols = catalog.instruments.indices.map { InstrumentIndex($0) }
    all =
      commands.map { (.command($0), "\($0.rawValue) \($0.summary)") }
      + rolls.map { ($0, $0.rollText(catalog) ?? "") }
      + symbols.map { (.symbol($0), "\(catalog[$0].symbol)") }
      + themes.map { (.theme($0), "theme \($0)") }
    update()
  }

  public var choice: Entry? { matches.indices.contains(selected) ? matches[selected] : nil }

  public mutating func move(by rows: Int) {
    guard !matches.isEmpty else { return }
    selected = max(0, min(matches.count - 1, selected + rows))
  }

  /// Finds anew what fits the text; what fits alike keeps its order.
  public mutating func update() {
    let ranked = all.enumerated().compactMap { place, one in
      FuzzyMatch.rank(of: one.text, for: editor.text).map { (rank: $0, place: place, one.entry) }
    }
    matches = ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }
      .prefix(Palette.matchLimit).map(\.2)
    selected = 0
  }
}

extension Palette.Entry {
  /// `roll ESZ6 into ESH7`.
  func rollText(_ catalog: InstrumentCatalog) -> String? {
    guard case .roll(let held, let month) = self else { return nil }
    return "roll \(catalog[held].symbol) into \(catalog[month].symbol)"
  }
}

extension Desk {
  /// The commands that mean something where the focus is, in the order of help.
  private var paletteCommands: [Command] {
    Command.allCases.filter { command in
      switch command.scope {
      case .everywhere: true
      case .context(let context): contexts.contains(context.rawValue)
      case .form: false
      }
    }
  }

  mutating func openPalette(_ engine: Engine) {
    mode = .palette(
      Palette(
        commands: paletteCommands, rolls: paletteRolls(engine), catalog: engine.instruments,
        themes: themes))
  }

  /// Every month that the selected position can go into.
  private func paletteRolls(_ engine: Engine) -> [Palette.Entry] {
    guard let held = selectedInstrument, engine.position(of: held).quantity.nanos != 0 else {
      return []
    }
    return RollMonths(of: held, engine).all.map { .roll(held, into: $0) }
  }

  /// A command while the palette is open.
  mutating func choose(
    _ palette: Palette, _ command: Command, isAlone: Bool, now: DeskTime, engine: Engine
  ) -> [DeskAction] {
    var palette = palette
    switch command {
    case .up: palette.move(by: -1)
    case .down: palette.move(by: 1)
    case .pageUp: palette.move(by: -10)
    case .pageDown: palette.move(by: 10)
    case .back:
      mode = .browse
      return []
    case .confirm:
      mode = .browse
      switch palette.choice {
      case .command(let chosen):
        return perform(chosen, isAlone: isAlone, now: now, engine: engine)
      case .symbol(let symbol): select(symbol)
      case .theme(let name): return [.theme(name)]
      case .roll(let held, let month): askRoll(held, into: month, now: now, engine: engine)
      case nil: break
      }
      return []
    default: break
    }
    mode = .palette(palette)
    return []
  }
}

extension Command {
  /// Where a command means something.
  enum Scope: Equatable {
    case everywhere
    /// While a pane has the focus.
    case context(KeyContext)
    /// In a form, whose keys are on the screen.
    case form
  }

  var scope: Scope {
    let family = rawValue.prefix { $0 != "." }
    switch family {
    case "form", "ticket", "move", "palette": return .form
    case "ladder": return .context(.ladder)
    case "tape": return .context(.tape)
    case "heatmap": return .context(.heatmap)
    case "blotter": return .context(.blotter)
    case "limit": return .context(.risk)
    case "armed": return self == .arm ? .everywhere : .form
    default: return .everywhere
    }
  }
}

extension Keymap {
  /// The keys of a command where they hold: in its pane, else everywhere.
  func paletteKeys(for command: Command) -> String? {
    switch command.scope {
    case .everywhere: hint(for: command, in: .main)
    case .context(let context): hint(for: command, in: context)
    case .form: nil
    }
  }
}
