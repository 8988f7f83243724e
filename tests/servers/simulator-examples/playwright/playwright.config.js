import { defineConfig } from "@playwright/test";

export default defineConfig({
  testMatch: "*.spec.js",
  use: {
    baseURL: process.env.SITE_URL,
    launchOptions: { executablePath: process.env.CHROME, args: JSON.parse(process.env.CHROME_SWITCHES) },
  },
  webServer: {
    command: "node site.js",
    url: process.env.SITE_URL,
    reuseExistingServer: false,
  },
});
