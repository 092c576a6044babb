import Foundation
import ParleyCore
import ParleyWire

// How fast answers are read, and whether anything can make the reader fall over:
//   parser-bench speed [MEGABYTES]
//   parser-bench fuzz COUNT [SEED] [FILE]...

let arguments = Array(CommandLine.arguments.dropFirst())
switch arguments.first {
case "speed": Speed(megabytes: arguments.dropFirst().first.flatMap { Int($0) } ?? 200).run()
case "fuzz":
    let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
    let seed = arguments.dropFirst(2).first.flatMap { UInt64($0) } ?? 1
    exit(Fuzz(count: count, seed: seed, files: Array(arguments.dropFirst(3))).run() ? 0 : 1)
default:
    print("parser-bench speed [MEGABYTES] | fuzz COUNT [SEED] [FILE]...")
    exit(2)
}
