import ArgumentParser

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Who may come in.",
        subcommands: [Add.self, List.self, Password.self, Disable.self, Enable.self, Role.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let somebody in.")

        @Argument(help: "The name to sign in with.") var name: String
        @Option(help: "admin, member or reviewer.") var role = "member"
        @OptionGroup var password: PasswordOptions
        @OptionGroup var folder: FolderOptions

        func run() async throws {
            let line = try AdminLine(try folder.settings())
            let command = AdminCommand.addUser(name: name, role: role, password: try password.read())
            for text in try await line.send(command) { Terminal.say(text) }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Who there is.")

        @OptionGroup var folder: FolderOptions

        func run() async throws {
            for text in try await AdminLine(try folder.settings()).send(.listUsers) { Terminal.say(text) }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give somebody a new password.")

        @Argument(help: "Whose.") var name: String
        @OptionGroup var password: PasswordOptions
        @OptionGroup var folder: FolderOptions

        func run() async throws {
            let line = try AdminLine(try folder.settings())
            for text in try await line.send(.setPassword(name: name, password: try password.read())) {
                Terminal.say(text)
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shut somebody out; what they wrote stays.")

        @Argument(help: "Whom.") var name: String
        @OptionGroup var folder: FolderOptions

        func run() async throws {
            for text in try await AdminLine(try folder.settings()).send(.disableUser(name: name)) { Terminal.say(text) }
        }
    }

    struct Enable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Let somebody in again who was shut out.")

        @Argument(help: "Whom.") var name: String
        @OptionGroup var folder: FolderOptions

        func run() async throws {
            for text in try await AdminLine(try folder.settings()).send(.enableUser(name: name)) { Terminal.say(text) }
        }
    }

    struct Role: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Give somebody another role.")

        @Argument(help: "Whom.") var name: String
        @Argument(help: "admin, member or reviewer.") var role: String
        @OptionGroup var folder: FolderOptions

        func run() async throws {
            let line = try AdminLine(try folder.settings())
            for text in try await line.send(.setRole(name: name, role: role)) { Terminal.say(text) }
        }
    }
}
