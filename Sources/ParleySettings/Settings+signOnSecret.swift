import ParleyUpstream

/// The secret that this server proves itself with to the provider of single sign-on.
extension Settings {
    /// Reads it anew, so that a file can be replaced without a restart; nil for a client that has none.
    public func signOnSecret(
        environment: [String: String], readFile: FileReader = Settings.readFile
    ) throws(SettingsError) -> String? {
        let place = "\(file ?? "PARLEY_SIGN_ON"): sign_on.client_secret"
        switch signOnKey {
        case .none, .unreadable: return nil
        case .value(let secret): return secret
        case .environment(let name):
            guard let text = environment[name], !text.isEmpty else {
                throw SettingsError("\(place)_env must be the name of an environment variable that is set")
            }
            return try SettingText(place: "\(place)_env: the variable's value", text: text).key()
        case .file(let path):
            guard let text = try? readFile(path) else {
                throw SettingsError("\(place)_file must be a file that can be read")
            }
            return try SettingText(place: "\(place)_file: its content", text: text).key()
        }
    }

    func checkSignOnSecret(
        environment: [String: String], readFile: FileReader, fileMode: FileModeReader
    ) throws(SettingsError) -> [String] {
        guard try signOnSecret(environment: environment, readFile: readFile) != nil else { return [] }
        switch signOnKey {
        case .file(let path): return privacyNotes(path, "it is the secret of sign_on", fileMode)
        case .value:
            let isInFile = environment["PARLEY_SIGN_ON_CLIENT_SECRET"]?.isEmpty ?? true
            return isInFile ? privacyNotes(file, "it holds the secret of sign_on", fileMode) : []
        case .none, .environment, .unreadable: return []
        }
    }
}
