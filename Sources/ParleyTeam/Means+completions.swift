public import ParleyCore
import ParleyLive

/// Rules over models hold for programs' completions too, whatever else stands in them.
extension Means {
    /// A completion is passed on as it is, and some providers are routers that take the name of another model from
    /// another field. Where any of their models is kept from a person, such a field is refused. Who is to answer is
    /// found out again, and told, by what passes the completion on.
    /// - Parameter field: The field that may name another model, where there is one.
    public func requireOneModel(_ model: String?, naming field: String?, for person: Person) throws(ParleyError) {
        guard let field, let chosen = try? catalog.choose(model: model, boundTo: nil, for: person),
            catalog.rules.models.keepsAny(of: chosen.provider, from: person)
        else { return }
        throw ParleyError(
            .invalid,
            "You may not use every model here, so a completion must not have \(field.prefix(40)): leave it out.")
    }
}
