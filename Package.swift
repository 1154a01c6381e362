// swift-tools-version: 6.2
import PackageDescription

// No packages: what Flowt needs beside the Swift standard library is in the system (docs/decisions/).
let house: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "flowt",
    products: [.executable(name: "flowt", targets: ["FlowtAPI"])],
    targets: [
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CXXHash", pkgConfig: "libxxhash", providers: [.apt(["libxxhash-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .executableTarget(
            name: "FlowtAPI", dependencies: ["CCurl", "CLibPQ", "CLinux", "CQREncode", "CXXHash", "CZlib"],
            swiftSettings: house + [.strictMemorySafety()]),
        // Not strict about memory: the macros of Swift Testing expand to code that is not marked.
        .testTarget(name: "FlowtAPITests", dependencies: ["FlowtAPI"], swiftSettings: house),
    ]
)
