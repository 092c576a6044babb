import ArgumentParser
import Foundation

struct PasswordOptions: ParsableArguments {
    @Flag(name: .customLong("password-stdin"), help: "Read the password from standard input instead of asking for it.")
    var isFromStandardInput = false

    func read() throws -> String {
        if isFromStandardInput {
            guard let line = readLine(strippingNewline: true) else {
                throw CommandFailure(message: "No password came on standard input.")
            }
            return line
        }
        let first = try ask("Password: ")
        guard try ask("Again: ") == first else { throw CommandFailure(message: "The two are not the same.") }
        return first
    }

    /// Asks on the terminal without showing what is typed.
    private func ask(_ prompt: String) throws -> String {
        guard isatty(STDIN_FILENO) == 1 else {
            throw CommandFailure(message: "There is no terminal to ask for a password; use --password-stdin.")
        }
        FileHandle.standardError.write(Data(prompt.utf8))
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            FileHandle.standardError.write(Data("\n".utf8))
        }
        return readLine(strippingNewline: true) ?? ""
    }
}
