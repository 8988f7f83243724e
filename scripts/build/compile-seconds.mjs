/**
 * Processor seconds that the most expensive crates take to compile, build scripts included: estimates from the timings of a
 * fully optimised build. Their ratios matter; the speed of this machine shows while a build runs.
 */
const expensive = {
  "akool-gateway": 60,
  "akool-renderer": 150,
  "akool-simulator": 65,
  "aws-lc-sys": 40,
  "axum": 5,
  "clap_builder": 9,
  "h2": 6,
  "hyper": 5,
  "image": 34,
  "jiff": 7,
  "libmimalloc-sys": 5,
  "libsqlite3-sys": 30,
  "moxcms": 24,
  "num-bigint": 4,
  "object_store": 28,
  "openh264-sys2": 70,
  "postgres": 6,
  "pxfm": 17,
  "re_rav1d": 36,
  "redb": 20,
  "regex-automata": 8,
  "regex-syntax": 5,
  "reqwest": 16,
  "rustfft": 7,
  "rustls": 20,
  "symphonia-core": 32,
  "symphonia-metadata": 5,
  "syn": 7,
  "syom": 30,
  "tokio": 11,
  "tokio-postgres": 7,
  "tracing-subscriber": 5,
  "wide": 10,
  "x509-cert": 5,
};

/** About how many seconds of one core a crate takes. */
export function compileSeconds(crate) {
  return expensive[crate] ?? 0.8;
}
