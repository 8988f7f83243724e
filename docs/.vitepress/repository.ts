import manifest from "../../pkg-template/package.json" with { type: "json" };

/** The repository's public address. The package's manifest is the one place that names it. */
export const repositoryUrl = manifest.repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
