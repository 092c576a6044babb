import ParleyCore
import ParleyStore
import ParleyWire

extension JSONWriter {
    mutating func day(_ day: String, _ sum: UsageSum, _ write: (inout JSONWriter, UsageSum) -> Void) {
        object { json in
            json.field("day", day)
            write(&json, sum)
        }
    }

    mutating func report(_ report: UsageReport) {
        key("by_person")
        array(report.people) { json, row in
            json.object { json in
                json.key("person")
                json.person(row.person)
                json.reportedUsage(row.sum)
            }
        }
        key("by_model")
        array(report.models) { json, row in
            json.object { json in
                json.field("provider", row.model.provider)
                json.field("model", row.model.model)
                json.reportedUsage(row.sum)
            }
        }
        key("by_day")
        array(report.days) { $0.day($1.day, $1.sum) { $0.reportedUsage($1) } }
        key("total")
        object { $0.reportedUsage(report.total) }
    }
}
