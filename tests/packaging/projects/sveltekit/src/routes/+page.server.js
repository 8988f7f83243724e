import { validateCreateRequest } from "akool-image-to-video";

export async function load() {
  const issues = await validateCreateRequest({ prompt: "checked on the server" });
  return { checked: issues.map(({ path, code }) => `${path}: ${code}`).join(", ") };
}
