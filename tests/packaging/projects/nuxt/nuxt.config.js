export default defineNuxtConfig({
  compatibilityDate: "2026-01-01",
  // As Nuxt 4 has it by default.
  srcDir: "app",
  telemetry: false,
  devtools: { enabled: false },
});
