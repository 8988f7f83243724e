/** The servers that npm gets as programs. */
export const servers = ["akool-gateway", "akool-simulator"];

/** The oldest glibc that the programs for Linux run with: RHEL 8, Debian 10, Ubuntu 18.10. */
const oldestGlibc = "2.28";

/**
 * The platforms that the servers are built for. `name` is `process.platform` and `process.arch` of Node, and names the npm
 * packages; `libc` is npm's word for the C library. What has a `zigTarget` is built by cargo-zigbuild, which brings the C
 * library and links the C++ library into the program.
 */
export const platforms = [
  linux("linux-x64", "x64", "x86_64-unknown-linux-gnu", "glibc"),
  linux("linux-x64-musl", "x64", "x86_64-unknown-linux-musl", "musl"),
  linux("linux-arm64", "arm64", "aarch64-unknown-linux-gnu", "glibc"),
  linux("linux-arm64-musl", "arm64", "aarch64-unknown-linux-musl", "musl"),
  { name: "darwin-x64", os: "darwin", cpu: "x64", target: "x86_64-apple-darwin" },
  { name: "darwin-arm64", os: "darwin", cpu: "arm64", target: "aarch64-apple-darwin" },
  { name: "win32-x64", os: "win32", cpu: "x64", target: "x86_64-pc-windows-msvc" },
];

function linux(name, cpu, target, libc) {
  return { name, os: "linux", cpu, libc, target, zigTarget: libc === "glibc" ? `${target}.${oldestGlibc}` : target };
}

/** The file of a server on a platform. */
export const programFile = (server, { os }) => (os === "win32" ? `${server}.exe` : server);
