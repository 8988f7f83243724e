// Rendered on a server: prints the HTML, and asks nobody for anything.
import { renderToString } from "react-dom/server";
import { useImageToVideo } from "akool-image-to-video/react";

globalThis.fetch = () => {
  throw new Error("a server asks for nothing while it renders");
};

function Studio() {
  const { state, start, cancel } = useImageToVideo();
  return <p title={`${typeof start} ${typeof cancel}`}>{state}</p>;
}

console.log(renderToString(<Studio />));
