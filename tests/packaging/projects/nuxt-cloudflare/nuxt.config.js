export default defineNuxtConfig({
  compatibilityDate: "2026-01-01",
  telemetry: false,
  devtools: { enabled: false },
  nitro: {
    preset: "cloudflare_module",
    // workerd compiles an imported .wasm file itself, which Nitro has to leave to it.
    experimental: { wasm: true },
    cloudflare: { deployConfig: true, nodeCompat: true, wrangler: { dev: { ip: "127.0.0.1" } } },
  },
});
