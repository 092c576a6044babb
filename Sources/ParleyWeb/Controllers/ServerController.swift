import Hummingbird
import ParleyCore
import ParleyLive
import ParleyTeam
import ParleyWire

/// The server itself, for admins: its settings, how it is, and what stands before it.
struct ServerController {
    let desk: ServerDesk
    let feed: LiveFeed

    @Sendable func settings(_ request: Request, _ context: SignedInContext) async throws -> Response {
        .json(Self.json(try await desk.settings.all()))
    }

    @Sendable func changeSettings(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let body = try await request.json(SettingsBody.self)
        return .json(Self.json(try await desk.settings.change(body.values, by: context.caller)))
    }

    @Sendable func health(_ request: Request, _ context: SignedInContext) async throws -> Response {
        var json = JSONWriter()
        json.health(try await desk.health.report())
        return .json(json.bytes)
    }

    /// Ten events, a moment apart: a page that gets them in one go sits behind something that buffers.
    @Sendable func proxyCheck(_ request: Request, _ context: SignedInContext) async throws -> Response {
        let stream = ProxyCheckStream(seat: try desk.proxyChecks.take())
        let channel = context.channel
        let listener = Listener(
            person: context.person.asName, credential: context.identity.credential, conversationID: nil,
            hearsHints: false, hangUp: { channel.close(promise: nil) }, onClose: { stream.departure.happen() })
        return StreamAnswer(request: request, channel: channel, listener: listener, feed: feed).response(stream: stream)
    }

    private static func json(_ entries: [SettingEntry]) -> [UInt8] {
        JSONWriter.object { json in
            json.key("settings")
            json.array(entries) { json, entry in
                json.object { $0.setting(entry) }
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func setting(_ entry: SettingEntry) {
        field("key", entry.key)
        key("value")
        if let value = entry.value, entry.isList {
            array(value) { $0.text($1) }
        } else if let word = entry.value?.first {
            text(word)
        } else {
            null()
        }
        field("source", entry.source)
        field("editable", entry.isEditable)
        key("allowed")
        if let allowed = entry.allowed { array(allowed) { $0.text($1) } } else { null() }
    }

    fileprivate mutating func health(_ report: HealthReport) {
        object { json in
            json.field("version", report.program.version)
            json.field("swift", ProgramFacts.swift)
            json.field("sqlite", report.database.sqlite)
            json.field("curl", report.program.curl)
            json.field("started_at", report.program.startedAt)
            json.key("database")
            json.object { $0.database(report.database) }
            json.key("generations")
            json.array(report.generations) { $0.generation($1) }
            json.field("listeners", report.listeners)
            json.field("memory_bytes", report.memoryBytes)
            json.key("providers")
            json.array(report.providers) { json, provider in
                json.object { json in
                    json.field("name", provider.name)
                    json.status(provider.status)
                }
            }
            json.audit(report)
        }
    }

    private mutating func audit(_ report: HealthReport) {
        key("audit")
        object { json in
            json.field("entries", report.auditEntries)
            json.key("intact")
            if let isIntact = report.isAuditIntact { json.bool(isIntact) } else { json.null() }
        }
        key("backups")
        object { $0.field("newest_at", report.database.newestBackup) }
    }

    private mutating func database(_ facts: DatabaseFacts) {
        field("bytes", facts.bytes)
        field("wal_bytes", facts.walBytes)
        field("free_disk_bytes", facts.freeDiskBytes)
        field("schema", facts.schema)
    }

    /// Who and where; never the title, nor a word of what is said.
    private mutating func generation(_ answer: RunningAnswer) {
        object { json in
            json.field("conversation_id", answer.conversationID.string)
            json.key("person")
            json.person(answer.person)
            json.field("model", answer.model)
            json.field("provider", answer.provider)
            json.field("state", answer.state)
            json.field("since", answer.since)
        }
    }
}
