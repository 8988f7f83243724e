import { validateCreateRequest } from "akool-image-to-video";
import { useImageToVideo } from "akool-image-to-video/react";
import { useEffect } from "react";
import { offerBindingJob } from "../../binding-job.js";

export async function loader() {
  const issues = await validateCreateRequest({ prompt: "checked on the server" });
  return issues.map(({ path, code }) => `${path}: ${code}`).join(", ");
}

export default function Home({ loaderData }) {
  const { state, start } = useImageToVideo({ resume: false, pollIntervalMs: 100 });
  useEffect(() => offerBindingJob(start), [start]);
  return (
    <>
      <p id="server">{loaderData}</p>
      <p id="state">{state}</p>
    </>
  );
}
