import Hummingbird
import ParleyCore
import ParleyTeam
import ParleyWire

/// People and their sessions, as admins see them.
struct PeopleController {
    let people: People

    @Sendable func list(_ request: Request, _ context: SignedInContext) async throws -> Response {
        .list("people", try await people.records()) { json, record in json.record(record) }
    }

    @Sendable func update(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = try context.personID()
        let body = try await request.json(PersonPatchBody.self)
        let change = PersonChange(
            name: body.name, role: try body.role.map(Person.Role.init(given:)), isDisabled: body.disabled)
        var json = JSONWriter()
        json.record(try await people.change(id, change, by: context.identity, address: context.address))
        return .json(json.bytes)
    }

    @Sendable func signOut(_ request: Request, _ context: SignedInContext) async throws -> Response {
        try await people.endSessions(of: try context.personID(), by: context.identity, address: context.address)
        return .noContent
    }

    @Sendable func sessions(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let sessions = try await people.allSessions()
        return .list("sessions", sessions) { json, session in
            json.session(session, isOwn: false, current: context.identity.sessionID)
        }
    }

    @Sendable func endSession(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let id = SignedInSession.ID(stored: try context.parameters.require("sid"))
        try await people.endAnySession(id, by: context.identity, address: context.address)
        return .noContent
    }
}

extension SignedInContext {
    func personID() throws -> Person.ID {
        try Request.personID(try parameters.require("pid"))
    }
}
