/// The signals the loop answers to.
public enum Signal: Int32, CaseIterable, Sendable {
  case hangUp = 1
  case interrupt = 2
  case quit = 3
  case userOne = 10
  case terminate = 15
  case child = 17
  case resume = 18
  case stop = 20
  case windowChange = 28
}
