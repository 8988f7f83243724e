export default defineNuxtConfig({
  compatibilityDate: "2026-01-01",
  telemetry: false,
  devtools: { enabled: false },
  // workerd compiles an imported .wasm file itself, which Nitro has to leave to it.
  nitro: { preset: "cloudflare_module", experimental: { wasm: true } },
});
