import Foundation
import ParleyUpstream

extension Settings {
    /// The permission bits of a file; nil where they cannot be told.
    public typealias FileModeReader = (_ path: String) -> Int?

    /// Makes sure that each provider's key is there, for `serve` and `check`: other commands run without them.
    ///
    /// Returns what an operator should hear, such as a key file that others can read.
    public func checkKeys(
        environment: [String: String], readFile: FileReader = Settings.readFile,
        fileMode: FileModeReader = Settings.fileMode
    ) throws(SettingsError) -> [String] {
        var notes = try checkSignOnSecret(environment: environment, readFile: readFile, fileMode: fileMode)
        for provider in providers {
            switch provider.key {
            case .none, .unreadable:
                break
            case .value:
                notes += privacyNotes(file, "it holds the key of provider \(provider.name)", fileMode)
            case .environment(let name):
                try requireKey(of: provider, in: environment[name])
            case .file(let path):
                try requireKey(of: provider, in: path, readFile)
                notes += privacyNotes(path, "it is the key of provider \(provider.name)", fileMode)
            }
        }
        return notes
    }

    private func requireKey(of provider: Provider, in variable: String?) throws(SettingsError) {
        let place = "\(file ?? "OPENAI_API_KEY"): api_key_env of provider \(provider.name)"
        guard let variable, !variable.isEmpty else {
            throw SettingsError("\(place) must be the name of an environment variable that is set")
        }
        _ = try SettingText(place: "\(place): the variable's value", text: variable).key()
    }

    private func requireKey(of provider: Provider, in path: String, _ readFile: FileReader) throws(SettingsError) {
        let place = "\(file ?? "parley.yaml"): api_key_file of provider \(provider.name)"
        guard let text = try? readFile(path) else { throw SettingsError("\(place) must be a file that can be read") }
        _ = try SettingText(place: "\(place): its content", text: text).key()
    }

    func privacyNotes(_ path: String?, _ why: String, _ fileMode: FileModeReader) -> [String] {
        guard let path, let mode = fileMode(path), mode & 0o077 != 0 else { return [] }
        return ["\(path) can be read by others (mode \(String(mode, radix: 8))) and \(why): chmod 600".asOneLine]
    }

    /// The permission bits of a file of the disk.
    public static func fileMode(_ path: String) -> Int? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.posixPermissions] as? NSNumber)?.intValue
    }
}
