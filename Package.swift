// swift-tools-version: 6.1
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")

let package = Package(
    name: "parley",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "parley", targets: ["parley"])],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", exact: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/vapor/jwt-kit.git", exact: "5.7.1"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CMD4C", pkgConfig: "md4c", providers: [.apt(["libmd4c-dev"])]),
        .target(name: "ParleyCore", swiftSettings: settings),
        .target(name: "ParleyWire", dependencies: ["ParleyCore"], swiftSettings: settings),
        .target(name: "ParleyMarkdown", dependencies: ["ParleyCore", "CMD4C"], swiftSettings: settings),
        .target(
            name: "ParleyUpstream", dependencies: ["ParleyCore", "ParleyWire", "CCurl"], swiftSettings: settings),
        .target(
            name: "ParleyStore",
            dependencies: [
                "ParleyCore", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "ParleyLive",
            dependencies: ["ParleyCore", "ParleyWire", "ParleyMarkdown", "ParleyStore", lifecycle, logging],
            swiftSettings: settings),
        .target(
            name: "ParleyTeam",
            dependencies: [
                "ParleyCore", "ParleyStore", "ParleyLive", logging,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: settings),
        .target(
            name: "ParleyWeb",
            dependencies: [
                "ParleyCore", "ParleyWire", "ParleyMarkdown", "ParleyLive", "ParleyTeam",
                hummingbird, hummingbirdCore, lifecycle, logging, nio,
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings),
        .target(
            name: "ParleySettings",
            dependencies: ["ParleyCore", "ParleyUpstream", .product(name: "Yams", package: "Yams")],
            swiftSettings: settings),
        .executableTarget(
            name: "parley",
            dependencies: [
                "CMalloc", "ParleyCore", "ParleyWire", "ParleyMarkdown", "ParleyUpstream", "ParleyStore",
                "ParleyLive", "ParleyTeam", "ParleyWeb", "ParleySettings",
                hummingbird, hummingbirdCore, lifecycle, logging, nio,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "parser-bench", dependencies: ["ParleyCore", "ParleyWire"], path: "Benchmarks/Parser",
            swiftSettings: settings),
        .target(
            name: "ParleyTestSupport", dependencies: ["ParleyCore"], path: "Tests/ParleyTestSupport",
            swiftSettings: settings),
        .testTarget(
            name: "ParleyCoreTests", dependencies: ["ParleyCore", "ParleyTestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ParleyWireTests", dependencies: ["ParleyWire", "ParleyTestSupport"], swiftSettings: settings),
        .testTarget(name: "ParleyMarkdownTests", dependencies: ["ParleyMarkdown"], swiftSettings: settings),
        .testTarget(
            name: "ParleyUpstreamTests", dependencies: ["ParleyUpstream", "ParleyTestSupport"],
            swiftSettings: settings),
        .testTarget(
            name: "ParleyStoreTests", dependencies: ["ParleyStore", "ParleyTestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ParleyLiveTests", dependencies: ["ParleyLive", "ParleyTestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ParleyTeamTests",
            dependencies: [
                "ParleyTeam", "ParleyCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: settings),
        .testTarget(
            name: "ParleySettingsTests", dependencies: ["ParleySettings", "ParleyUpstream"], swiftSettings: settings),
        .testTarget(
            name: "ParleyWebTests",
            dependencies: ["parley", "ParleyWeb", "ParleyTestSupport"], swiftSettings: settings),
    ]
)
