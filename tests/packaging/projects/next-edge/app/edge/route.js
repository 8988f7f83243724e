import { validateCreateRequest } from "akool-image-to-video";

export const runtime = "edge";
// Anew with every request.
export const dynamic = "force-dynamic";

export async function GET() {
  const issues = await validateCreateRequest({ prompt: "checked at the edge" });
  return Response.json(issues.map(({ path }) => path));
}
