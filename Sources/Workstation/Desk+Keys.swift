import Engine
import Execution
import MarketModel
import Panes
import TerminalKit

extension Desk {
  /// Finds the command a key means here and carries it out.
  mutating func handle(
    _ key: Key, isAlone: Bool, now: DeskTime, engine: Engine
  ) -> [DeskAction] {
    // The keys of one read have one time.
    if !isAlone, swallowedBurstAt == now.monotonicNanos { return [] }
    switch keymap.match(pendingKeys + [key], in: contexts) {
    case .partial:
      armed?.gate.otherKey(now: now.monotonicNanos)
      pendingKeys.append(key)
      return []
    case .command(let name):
      pendingKeys.removeAll()
      guard let command = Command(rawValue: name) else { return [] }
      if let actions = takeArmed(command, isAlone: isAlone, now: now, engine: engine) {
        return actions
      }
      return perform(command, isAlone: isAlone, now: now, engine: engine)
    case .none:
      pendingKeys.removeAll()
      armed?.gate.otherKey(now: now.monotonicNanos)
      if mode.takesText { type(key, engine: engine) }
      disturb(now: now)
      return []
    }
  }

  /// The keymap contexts that apply, the innermost first.
  var contexts: [String] {
    guard case .browse = mode else { return mode.contexts }
    return (armed == nil ? [] : [KeyContext.armed.rawValue]) + paneContexts
  }

  private var paneContexts: [String] {
    switch focus {
    case .heatmap: return [KeyContext.heatmap.rawValue] + mode.contexts
    case .ladder: return [KeyContext.ladder.rawValue] + mode.contexts
    case .tape: return [KeyContext.tape.rawValue] + mode.contexts
    case .limits, .exposure, .breaches: return [KeyContext.risk.rawValue] + mode.contexts
    case _ where focus.page == .blotter:
      return [KeyContext.blotter.rawValue] + mode.contexts
    default: return mode.contexts
    }
  }

  /// Carries out a command, whichever mode it comes in.
  public mutating func perform(
    _ command: Command, isAlone: Bool, now: DeskTime, engine: Engine
  ) -> [DeskAction] {
    needsFrame = true
    if command == .suspend {
      // Nothing settles while nobody looks.
      disturb(now: now)
      disarm("the program was stopped", now: now)
      return [.suspend]
    }
    if case .confirm(let confirmation) = mode {
      return confirm(confirmation, command, isAlone: isAlone, now: now, engine: engine)
    }
    switch command {
    case .panic:
      askPanic(now: now)
      return []
    case .help:
      mode = .help(firstLine: 0, below: mode)
      return []
    default: break
    }
    switch mode {
    case .browse: return browse(command, now: now, engine: engine)
    case .ticket(let ticket): return fill(ticket, command, now: now, engine: engine)
    case .edit(let field, let editor, let ticket):
      finish(field, editor, ticket, command, now: now)
    case .limit(let edit): finish(edit, command, now: now, engine: engine)
    case .settlement(let edit): finish(edit, command, now: now, engine: engine)
    case .sizing(let choice): return size(choice, command, now: now, engine: engine)
    case .search(let search): choose(search, command)
    case .palette(let palette):
      return choose(palette, command, isAlone: isAlone, now: now, engine: engine)
    case .filter(let editor, let before): finishFilter(editor, before: before, command)
    case .help(let line, let below): scrollHelp(line, below, command)
    case .confirm: break
    }
    return []
  }

  /// A command while a line waits: it sends, it goes back, or it calls off what was settling.
  private mutating func confirm(
    _ confirmation: Confirmation, _ command: Command, isAlone: Bool, now: DeskTime,
    engine: Engine
  ) -> [DeskAction] {
    var confirmation = confirmation
    switch (command, confirmation.repeatKey) {
    case (.confirm, .confirm), (.panic, .panic):
      confirmation.gate.repeated(now: now.monotonicNanos, alone: isAlone)
    case (.yes, .confirm):
      if confirmation.gate.yes(now: now.monotonicNanos, alone: isAlone) == .send {
        return send(confirmation, now: now)
      }
    case (.panic, .confirm):
      askPanic(now: now)
      return []
    case (.back, _):
      leave(confirmation)
      return []
    case (.priceUp, .confirm): return restep(confirmation, by: 1, now: now, engine: engine)
    case (.priceDown, .confirm): return restep(confirmation, by: -1, now: now, engine: engine)
    default: confirmation.gate.otherKey(now: now.monotonicNanos)
    }
    mode = .confirm(confirmation)
    return []
  }

  /// A key that means nothing here still interrupts what was settling; so does a pause of ours.
  public mutating func disturb(now: DeskTime) {
    guard case .confirm(var confirmation) = mode else { return }
    confirmation.gate.otherKey(now: now.monotonicNanos)
    mode = .confirm(confirmation)
  }

  private mutating func askPanic(now: DeskTime) {
    let window = now.monotonicNanos + Confirmation.panicWindowNanos
    var ticket: OrderTicket?
    if case .ticket(let open) = mode { ticket = open }
    show(
      Confirmation(
        line: "PANIC: cancel every order, flatten every position", action: .panic,
        repeatKey: .panic, verb: "does it", now: now.monotonicNanos, expiresAt: window,
        ticket: ticket))
  }

  /// Pasted text goes where text is typed, and nowhere else.
  mutating func paste(_ text: String, now: DeskTime, engine: Engine) {
    switch mode {
    case .edit(let field, var editor, let ticket):
      editor.insert(text)
      mode = .edit(field, editor, ticket)
    case .limit(var edit):
      edit.editor.insert(text)
      mode = .limit(edit)
    case .settlement(var edit):
      edit.editor.insert(text)
      mode = .settlement(edit)
    case .search(var search):
      search.editor.insert(text)
      search.update(engine.instruments)
      mode = .search(search)
    case .palette(var palette):
      palette.editor.insert(text)
      palette.update()
      mode = .palette(palette)
    case .filter(var editor, let before):
      editor.insert(text)
      filter(editor, before: before)
    case .browse, .ticket, .confirm, .sizing, .help: disturb(now: now)
    }
  }

  private mutating func type(_ key: Key, engine: Engine) {
    switch mode {
    case .edit(let field, var editor, let ticket):
      guard editor.take(key) else { return }
      mode = .edit(field, editor, ticket)
    case .limit(var edit):
      guard edit.editor.take(key) else { return }
      mode = .limit(edit)
    case .settlement(var edit):
      guard edit.editor.take(key) else { return }
      mode = .settlement(edit)
    case .search(var search):
      guard search.editor.take(key) else { return }
      search.update(engine.instruments)
      mode = .search(search)
    case .palette(var palette):
      guard palette.editor.take(key) else { return }
      palette.update()
      mode = .palette(palette)
    case .filter(var editor, let before):
      guard editor.take(key) else { return }
      filter(editor, before: before)
    case .browse, .ticket, .confirm, .sizing, .help: break
    }
  }

  private mutating func choose(_ search: SymbolSearch, _ command: Command) {
    var search = search
    switch command {
    case .up: search.move(by: -1)
    case .down: search.move(by: 1)
    case .confirm:
      mode = .browse
      if let choice = search.choice { select(choice) }
      return
    case .back:
      mode = .browse
      return
    default: break
    }
    mode = .search(search)
  }

  mutating func scrollHelp(_ line: Int, _ below: DeskMode, _ command: Command) {
    let first: Int
    switch command {
    case .up: first = line - 1
    case .down: first = line + 1
    case .pageUp: first = line - 10
    case .pageDown: first = line + 10
    case .back:
      mode = below
      return
    default: return
    }
    mode = .help(firstLine: max(0, first), below: below)
  }
}
