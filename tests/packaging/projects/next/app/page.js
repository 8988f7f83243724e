import { validateCreateRequest } from "akool-image-to-video";
import { Consumer } from "./consumer.js";

// Anew with every request, on the server.
export const dynamic = "force-dynamic";

export default async function Page() {
  const issues = await validateCreateRequest({ prompt: "checked on the server" });
  return (
    <>
      <p id="server">{issues.map(({ path, code }) => `${path}: ${code}`).join(", ")}</p>
      <Consumer />
    </>
  );
}
