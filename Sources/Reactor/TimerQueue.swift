/// Deadlines in order. There are a dozen at most, so a sorted array beats any heap.
struct TimerQueue {
  private var entries: [(deadline: Int64, token: Reactor.Token)] = []

  /// The nearest deadline.
  var next: Int64? { entries.first?.deadline }

  func deadline(of token: Reactor.Token) -> Int64? {
    entries.first { $0.token == token }?.deadline
  }

  mutating func set(_ token: Reactor.Token, _ deadline: Int64) {
    cancel(token)
    // Behind those due at the same time: first set, first fired.
    let place = entries.firstIndex { $0.deadline > deadline } ?? entries.count
    entries.insert((deadline, token), at: place)
  }

  mutating func cancel(_ token: Reactor.Token) {
    entries.removeAll { $0.token == token }
  }

  mutating func expire(nowNanos: Int64, _ fire: (Reactor.Token) -> Void) {
    let due = entries.prefix { $0.deadline <= nowNanos }
    for entry in due { fire(entry.token) }
    entries.removeFirst(due.count)
  }
}
