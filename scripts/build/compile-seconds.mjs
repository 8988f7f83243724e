/**
 * About how many processor seconds the most expensive crates take to compile, build scripts included. The rows `compile_s.…` of
 * `npm run bench -- setup` show which they are; where other builds ran at the same time, less than that. The ratios matter: the
 * speed of this machine shows while a build runs.
 */
const expensive = {
  "akool-contract": 5,
  "akool-gateway": 95,
  "akool-ledger": 20,
  "akool-renderer": 175,
  "akool-simulator": 90,
  "aws-lc-rs": 6,
  "aws-lc-sys": 56,
  "axum": 8,
  "clap_builder": 17,
  "fast_image_resize": 6,
  "futures-util": 6,
  "h2": 12,
  "hyper": 6,
  "image": 36,
  "image-webp": 5,
  "jiff": 6,
  "libc": 5,
  "libmimalloc-sys": 5,
  "libsqlite3-sys": 33,
  "miniz_oxide": 5,
  "moxcms": 32,
  "num-bigint": 6,
  "object_store": 22,
  "openh264-sys2": 68,
  "opus-decoder": 9,
  "png": 5,
  "postgres": 4,
  "pxfm": 20,
  "re_rav1d": 36,
  "redb": 32,
  "reqwest": 25,
  "rustfft": 8,
  "rustls": 28,
  "rustls-webpki": 5,
  "serde_core": 5,
  "serde_derive": 5,
  "serde_json": 5,
  "symphonia-core": 37,
  "symphonia-metadata": 7,
  "syn": 15,
  "syom": 34,
  "tokio": 19,
  "tokio-postgres": 6,
  "tracing-subscriber": 5,
  "wide": 13,
  "zerocopy": 7,
};

/** About how many seconds of one core a crate takes. */
export function compileSeconds(crate) {
  return expensive[crate] ?? 0.8;
}
