import Foundation
public import ParleyCore

/// Reads a JSON body into one of the contract's shapes; says in plain words what is wrong with it.
public enum JSONBody {
    public static func decode<Body: Decodable>(_ type: Body.Type, from bytes: some Sequence<UInt8>) throws(ParleyError)
        -> Body
    {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let error as DecodingError {
            throw ParleyError(.invalid, words(for: error))
        } catch let error as ParleyError {
            throw error
        } catch {
            throw ParleyError(.invalid, "The body is not valid JSON.")
        }
    }

    private static func words(for error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "\(key.stringValue) is missing."
        case .typeMismatch(let type, let context): "\(path(context)) must be \(name(of: type))."
        case .valueNotFound(let type, let context): "\(path(context)) must be \(name(of: type)), not null."
        case .dataCorrupted: "The body is not valid JSON."
        @unknown default: "The body cannot be read."
        }
    }

    private static func path(_ context: DecodingError.Context) -> String {
        let path = context.codingPath.prefix(4).map { String($0.stringValue.prefix(40)) }.joined(separator: ".")
        return path.isEmpty ? "The body" : path
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "a text"
        case is Bool.Type: "true or false"
        case is Int.Type, is Double.Type: "a number"
        case is [String].Type: "a list of texts"
        default: "an object"
        }
    }
}
