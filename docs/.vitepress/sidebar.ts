import type { DefaultTheme } from "vitepress";
import reference from "../api/typedoc-sidebar.json" with { type: "json" };

const entryPoints = reference.map(({ text, link }) => ({
  text: text === "index" ? "akool-image-to-video" : `akool-image-to-video/${text}`,
  link: text === "index" ? "/api/" : link,
}));

/** Every page of the site, in reading order. */
export const sidebar: DefaultTheme.SidebarItem[] = [
  {
    text: "Start",
    items: [
      { text: "Overview", link: "/" },
      { text: "Your first video", link: "/first-video" },
      { text: "Do I need the gateway?", link: "/gateway-or-not" },
      { text: "How it works", link: "/how-it-works" },
    ],
  },
  {
    text: "Guides",
    items: [
      { text: "Frameworks and the element", link: "/frameworks" },
      { text: "Keep the key safe", link: "/key-safety" },
      { text: "Handle errors", link: "/errors" },
      { text: "Resume jobs", link: "/resume" },
      { text: "Upload files", link: "/uploads" },
      { text: "Use effects", link: "/effects" },
      { text: "Test with the simulator", link: "/testing" },
      { text: "Fixtures for test runners", link: "/test-runners" },
      { text: "Troubleshooting", link: "/troubleshooting" },
    ],
  },
  {
    text: "Recipes",
    items: [
      { text: "Next.js, SvelteKit, Nuxt, Angular", link: "/recipes/frameworks" },
      { text: "Token routes", link: "/recipes/token-routes" },
      { text: "Supabase, Clerk, Auth0", link: "/recipes/sessions" },
    ],
  },
  {
    text: "Deployment",
    items: [
      { text: "Install the servers", link: "/install-servers" },
      { text: "Deploy the gateway", link: "/deploying" },
      { text: "One VM with Caddy", link: "/deployment/caddy" },
      { text: "Docker Compose", link: "/deployment/docker-compose" },
      { text: "Kubernetes", link: "/deployment/kubernetes" },
    ],
  },
  {
    text: "Reference",
    items: [
      { text: "API", link: "/api/", collapsed: true, items: entryPoints },
      { text: "Gateway configuration", link: "/configuration" },
      { text: "Error codes", link: "/error-codes" },
      { text: "Fault table", link: "/faults" },
      { text: "Bundlers and runtimes", link: "/compatibility" },
      { text: "Sizes and measurements", link: "/measured" },
    ],
  },
  {
    text: "Decisions",
    collapsed: true,
    items: [
      { text: "Overview", link: "/decisions/" },
      { text: "WebAssembly for the core", link: "/decisions/webassembly" },
      { text: "SQLite and PostgreSQL", link: "/decisions/databases" },
      { text: "No forwarding", link: "/decisions/no-forwarding" },
      { text: "Size limits", link: "/decisions/size-limits" },
      { text: "Tools", link: "/decisions/tools" },
    ],
  },
];
