import Hummingbird
import ParleyCore
import ParleyTeam
import ParleyWire

/// How much is used, and how much may be.
struct UsageController {
    let means: Means

    @Sendable func own(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let usage = try await means.usage(of: context.person)
        return .json(
            JSONWriter.object { json in
                json.key("limits")
                json.object { $0.limits(usage.limits) }
                json.key("used")
                json.object { $0.used(usage.used) }
                json.key("days")
                json.array(usage.days) { $0.day($1.day, $1.sum) { $0.usage($1) } }
            })
    }

    @Sendable func limits(_ request: Request, _ context: SignedInContext) async throws -> Response {
        .json(Self.json(try await means.limits()))
    }

    @Sendable func setLimits(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(LimitsBody.self)
        return .json(Self.json(try await means.setLimits(body.limits, for: body.scope, by: context.caller)))
    }

    @Sendable func report(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let (from, to, report) = try await means.usage(from: request.query("from"), to: request.query("to"))
        return .json(
            JSONWriter.object { json in
                json.field("from", from.text)
                json.field("to", to.text)
                json.report(report)
            })
    }

    private static func json(_ sheet: LimitSheet) -> [UInt8] {
        JSONWriter.object { json in
            json.key("server")
            json.object { $0.limits(sheet.server) }
            json.key("everyone")
            json.object { $0.limits(sheet.everyone) }
            json.key("people")
            json.array(sheet.people) { json, own in
                json.object { json in
                    json.key("person")
                    json.person(own.person)
                    json.limits(own.limits)
                }
            }
        }
    }
}
