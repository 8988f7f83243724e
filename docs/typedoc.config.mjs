/** The module of an entry point, under the name that it is imported by. */
const importName = (name) => (name === "index" ? "akool-image-to-video" : `akool-image-to-video/${name}`);

const entryPoints = ["index", "store", "react", "vue", "svelte", "solid", "angular", "element"];

/** TypeDoc's options: the API reference as Markdown pages of the site. */
export default {
  entryPoints: entryPoints.map((name) => `../pkg/${name}.d.ts`),
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
