import Foundation
import TestSupport
import Testing

@testable import PostgresStore

/// Passwords come where they may, and out nowhere.
@Suite struct AddressTests {
  @Test func aPasswordIsRefusedWhereOthersCouldReadIt() throws {
    for text in [
      "postgresql://desk:hunter2@db/thor", "postgres://db/thor?password=hunter2",
      "host=db user=desk password=hunter2", "postgresql://db/thor?sslpassword=hunter2",
    ] {
      let refusal = refusal(text, .forbidden)
      #expect(refusal?.got == "one with a password", "\(text)")
      #expect(self.refusal(text, .allowed) == nil, "\(text)")
    }
    #expect(refusal("postgresql://desk@db/thor", .forbidden) == nil)
    #expect(refusal("host=db dbname=thor", .forbidden) == nil)
  }

  @Test func noRefusalRepeatsWhatWasTyped() {
    for text in [
      "postgresql://desk:hunter2@db:port/thor", "hunter2", "postgresql://desk:hun@ter2@db/thor",
      "redis://:hunter2@db", "host='hunter2", "postgresql://desk:hunter2",
      "postgresql://db/thor?nonsense=hunter2",
    ] {
      let refusal = refusal(text, .allowed)
      #expect(refusal != nil, "\(text)")
      #expect("\(refusal?.expected ?? "")\(refusal?.got ?? "")".contains("ter2") == false)
    }
  }

  @Test func aPlaceIsShownWithoutItsPassword() throws {
    let address = try DatabaseAddress("postgresql://desk:hunter2@db:5433/thor", password: .allowed)
    #expect("\(address)" == "postgresql://desk@db:5433/thor")
    let file = try DatabaseAddress("postgresql://desk@db/thor", password: .forbidden)
      .with(password: "hunter2")
    #expect("\(file)" == "postgresql://desk@db:5432/thor")
    #expect(file.secrets == ["hunter2"])
    let socket = try DatabaseAddress("host=/run/postgresql user=desk", password: .forbidden)
    #expect("\(socket)" == "postgresql://desk@/run/postgresql/desk")
  }

  @Test func secretsAreMaskedAsTheyAreAndAsURLsWriteThem() {
    let mask = MessageMask(secrets: ["hun ter@2"])
    #expect(mask.cleaned("no hun ter@2 here\nnor there") == "no *** here")
    #expect(mask.cleaned("at hun%20ter%402 x") == "at *** x")
  }

  private func refusal(
    _ text: String, _ rule: DatabaseAddress.PasswordRule
  ) -> DatabaseAddress.Refusal? {
    do throws(DatabaseAddress.Refusal) {
      _ = try DatabaseAddress(text, password: rule)
      return nil
    } catch {
      return error
    }
  }
}

/// What a server that asks for a password says, and names that nobody knows.
@Suite(.enabled(if: PostgresServer.programs != nil), .ownThreads) struct AdmissionTests {
  @Test func aWrongPasswordIsToldAndNotShown() throws {
    let server = try PostgresServer(password: "right one")
    let url = server.url()
    let bare = try DatabaseAddress(url, password: .forbidden)
    for (password, isAdmitted) in [("wr0ng s3cret", false), ("right one", true)] {
      let report = look(bare.with(password: password))
      #expect((report.fault == .noSchema) == isAdmitted)
      guard !isAdmitted, let fault = report.fault else { continue }
      #expect("\(fault)".contains("does not let us in"), "\(fault)")
      #expect(!"\(fault)".contains("wr0ng"))
    }
    guard case .notAdmitted = look(bare).fault else {
      Issue.record("expected no admission without a password")
      return
    }
  }

  /// Looked up on a thread: the loop goes on whatever a name server does.
  @Test func aHostThatNobodyKnowsHoldsNobodyUp() throws {
    let address = try DatabaseAddress("postgresql://desk@thor.invalid/thor", password: .forbidden)
    let report = DatabaseReport(address)
    let start = Polling.now
    report.process(now: start)
    #expect(Polling.now - start < 50_000_000)
    Polling.run(until: { report.isDone }) { now in
      report.process(now: now)
      return (report.descriptor, report.deadlineNanos)
    }
    let fault = try #require(report.fault)
    #expect("\(fault)".contains("no address of the host") || fault == .silent(seconds: 5))
  }

  @Test func aNameLeadsToItsAddresses() throws {
    let address = try DatabaseAddress(
      "host=localhost port=1 user=desk dbname=thor", password: .forbidden)
    let fault = try #require(look(address).fault)
    #expect("\(fault)".contains("cannot be reached"), "\(fault)")
  }

  private func look(_ address: DatabaseAddress) -> DatabaseReport {
    let report = DatabaseReport(address)
    Polling.run(until: { report.isDone }) { now in
      report.process(now: now)
      return (report.descriptor, report.deadlineNanos)
    }
    return report
  }
}
