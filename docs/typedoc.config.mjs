import { readFileSync } from "node:fs";

/** The module of an entry point, under the name that it is imported by. */
const importName = (name) => (name === "index" ? "akool-image-to-video" : `akool-image-to-video/${name}`);

/** The declarations of every entry point; several share those of the main one. */
const { exports } = JSON.parse(readFileSync(new URL("../pkg/package.json", import.meta.url), "utf8"));
const declarations = new Set(Object.values(exports).map(({ types }) => types?.default ?? types));
const entryPoints = [...declarations].filter(Boolean).map((path) => `../pkg/${path}`);

/** TypeDoc's options: the API reference as Markdown pages of the site. */
export default {
  entryPoints,
  pageTitleTemplates: { module: ({ name }) => importName(name) },
  name: "API reference",
  tsconfig: "tsconfig.json",
  plugin: ["typedoc-plugin-markdown", "typedoc-vitepress-theme"],
  docsRoot: ".",
  out: "api",
  readme: "none",
  outputFileStrategy: "modules",
  groupOrder: ["Functions", "Variables", "Type Aliases", "Classes", "Interfaces", "*"],
  useCodeBlocks: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  typeDeclarationFormat: "table",
  hideBreadcrumbs: true,
  hidePageHeader: true,
  includeVersion: false,
  hideGenerator: true,
  disableSources: true,
  skipErrorChecking: true,
  entryFileName: "modules",
  githubPages: false,
  treatWarningsAsErrors: true,
  validation: {
    notExported: true,
    invalidLink: true,
    notDocumented: true,
  },
  requiredToBeDocumented: ["Class", "Function", "Interface", "TypeAlias", "Variable", "Method"],
};
