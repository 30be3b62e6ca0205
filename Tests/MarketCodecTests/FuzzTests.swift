import MarketModel
import Testing

@testable import MarketCodec

/// Bytes as hostile as a bus can send them.
@Suite struct FuzzTests {
  /// Random bytes, from mostly printable to anything.
  private func bytes(_ random: inout SplitMix64) -> [UInt8] {
    let length = Int(random.below(40))
    let printable = random.chance(perMillion: 500_000)
    return (0..<length).map { _ in
      let byte = UInt8(truncatingIfNeeded: random.next())
      return printable ? 0x20 + byte % 0x5F : byte
    }
  }

  private func hasControl(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }
  }

  private func check(_ batch: TickBatch, _ decoder: TickDecoder) {
    for entry in batch.rejections {
      #expect(!hasControl(entry.rejection.description))
      if let symbol = entry.symbol { #expect(!hasControl(symbol.description)) }
    }
    guard decoder.counters.total.isMultiple(of: 5_000) else { return }
    for name in decoder.collectors.names { #expect(!hasControl(name)) }
    for name in decoder.sources.names { #expect(!hasControl(name.description)) }
  }

  @Test func aHundredThousandRandomEntries() {
    var random = SplitMix64(seed: 1)
    var decoder = makeDecoder {
      $0.anySource = true
      $0.autoInstruments = true
      $0.requiresIngestID = false
    }
    var batch = TickBatch()
    var accepted = 0
    for round in 0..<100_000 {
      var fields = FieldBuffer()
      if round % 2 == 0 {
        for _ in 0..<random.below(30) {
          bytes(&random).withUnsafeBufferPointer { fields.append($0) }
        }
      } else {
        // A good event with one value replaced, or one byte of it turned.
        let victim = Int(random.below(UInt64(goodFields.count)))
        for (place, field) in goodFields.enumerated() where field.0 != "ingest_id" {
          fields.append(field.0)
          var value = place == victim && round % 4 == 1 ? bytes(&random) : Array(field.1.utf8)
          if place == victim, round % 4 == 3, !value.isEmpty {
            value[Int(random.below(UInt64(value.count)))] = UInt8(
              truncatingIfNeeded: random.next())
          }
          value.withUnsafeBufferPointer { fields.append($0) }
        }
      }
      batch.removeAll()
      let outcome = fields.withFields { decoder.decode($0, receivedAt: noon, into: &batch) }
      if case .accepted = outcome { accepted += 1 }
      check(batch, decoder)
    }
    #expect(decoder.counters.total == 100_000)
    #expect(accepted > 1_000)
    #expect(accepted < 60_000)
  }

  @Test func aHundredThousandRandomMessages() {
    var random = SplitMix64(seed: 2)
    var decoder = makeDecoder {
      $0.anySource = true
      $0.autoInstruments = true
      $0.requiresIngestID = false
    }
    var json = TickJSON()
    var batch = TickBatch()
    let good = Array(
      #"{"symbol":"ES","timestamp":1767614400500,"last":5000.25,"bid":"5000","ask":null,"source":"SIM","x":[1,{"y":"\u001b"}]}"#
        .utf8)
    var accepted = 0
    for round in 0..<100_000 {
      var message = round % 2 == 0 ? bytes(&random) : good
      if round % 2 == 1 {
        for _ in 0..<1 + random.below(3) {
          message[Int(random.below(UInt64(message.count)))] = UInt8(
            truncatingIfNeeded: random.next())
        }
      }
      batch.removeAll()
      message.withUnsafeBufferPointer { bytes in
        do throws(Rejection) {
          try json.read(bytes)
          let outcome = json.fields.withFields {
            decoder.decode($0, receivedAt: noon, into: &batch)
          }
          if case .accepted = outcome { accepted += 1 }
        } catch {
          decoder.refuse(error, into: &batch)
        }
      }
      check(batch, decoder)
    }
    #expect(decoder.counters.total == 100_000)
    #expect(accepted > 100)
  }

  @Test func escapesInJSONAreHeldToTheSameRules() {
    var decoder = makeDecoder { $0.requiresIngestID = false }
    var json = TickJSON()
    var batch = TickBatch()
    var message =
      #"{"symbol":"ES","timestamp":1767614400500,"last":1,"bid":"1","\u0061sk":2e0,"source":"SIM","collector":"\u001b[31m"}"#
    let outcome = message.withUTF8 { bytes -> DecodeOutcome? in
      guard (try? json.read(bytes)) != nil else { return nil }
      return json.fields.withFields { decoder.decode($0, receivedAt: noon, into: &batch) }
    }
    #expect(outcome == .rejected(Rejection(.malformed, .collector, .controlByte)))
  }
}
