import { useImageToVideo } from "akool-image-to-video/react";
import { lazy, Suspense, useEffect } from "react";
import { offerBindingJob } from "./binding-job.js";

/** Comes after the rest of the page: the server sends it when it is there, the browser hydrates it by itself. */
const Video = lazy(async () => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return { default: VideoState };
});

function VideoState() {
  const { state, start } = useImageToVideo({ resume: false, pollIntervalMs: 100 });
  useEffect(() => offerBindingJob(start), [start]);
  return <p id="state">{state}</p>;
}

export function Page({ checked }) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <link rel="icon" href="data:," />
        <title>Streaming consumer</title>
      </head>
      <body>
        <p id="server">{checked}</p>
        <Suspense fallback={<p>Loading.</p>}>
          <Video />
        </Suspense>
      </body>
    </html>
  );
}
