import MarketModel
import Testing

@Suite struct PlainTableTests {
  @Test func anElementIsWrittenInPlace() {
    var table = PlainTable<Int64>()
    for value in 0..<100 { table.append(Int64(value)) }
    table[7] = 70
    #expect(table.indices.map { table[$0] }.reduce(0, +) == 4_950 + 63)
    #expect(table.removeLast() == 99)
    #expect(table.count == 99)
  }

  @Test func aDetachedCopyLeavesItsOriginAlone() {
    let origin = PlainTable<Int64>(repeating: 1, count: 8)
    var copy = origin
    copy.detach()
    copy[0] = 2
    copy.append(3)
    #expect(origin[0] == 1 && origin.count == 8)
    #expect(copy[0] == 2 && copy[8] == 3)
  }

  @Test func appendingToACopyLeavesItsOriginAlone() {
    var origin = PlainTable<Int64>()
    origin.append(1)
    var copy = origin
    copy.append(2)
    origin.append(3)
    #expect(origin[1] == 3 && copy[1] == 2)
  }
}

@Suite struct PlainLogTests {
  private static func log(_ count: Int) -> PlainLog<Int64> {
    var log = PlainLog<Int64>()
    for value in 0..<count { log.append(Int64(value)) }
    return log
  }

  @Test(arguments: [0, 1, 15, 16, 17, 8_191, 8_192, 8_193, 40_000])
  func itHoldsWhatWasAppended(count: Int) {
    let log = PlainLogTests.log(count)
    #expect(log.count == count)
    #expect((0..<count).allSatisfy { log[$0] == Int64($0) })
  }

  @Test(arguments: [3, 20_000])
  func aBranchAndItsOriginGrowApart(count: Int) {
    var origin = PlainLogTests.log(count)
    var branch = origin
    branch.append(-1)
    origin.append(-2)
    branch.replace(0, with: -3)
    origin.replace(count - 1, with: -4)
    #expect(origin[count] == -2 && branch[count] == -1)
    #expect(origin[0] == 0 && branch[0] == -3)
    #expect(origin[count - 1] == -4 && branch[count - 1] == Int64(count - 1))
  }
}
