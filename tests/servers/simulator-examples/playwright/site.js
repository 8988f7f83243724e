// A site whose page talks to its own backend, which talks to Akool, or to what it takes for Akool.
import { createServer } from "node:http";

const page = `<!doctype html>
<title>Videos</title>
<label>Prompt <input id="prompt"></label>
<button>Create</button>
<p id="answer"></p>
<script type="module">
  document.querySelector("button").onclick = async () => {
    const answer = document.querySelector("#answer");
    const response = await fetch("/videos", { method: "POST", body: document.querySelector("#prompt").value });
    answer.setAttribute("role", response.ok ? "status" : "alert");
    answer.textContent = await response.text();
  };
</script>`;

createServer(async (request, response) => {
  if (request.method !== "POST") return response.setHeader("content-type", "text/html").end(page);
  let prompt = "";
  for await (const piece of request) prompt += piece;
  try {
    const answer = await fetch(`${process.env.SIMULATOR_URL}/api/open/v4/image2Video/createBySourcePrompt`, {
      method: "POST",
      headers: { "x-api-key": process.env.AKOOL_SIMULATOR_API_KEY, "content-type": "application/json" },
      body: JSON.stringify({ image_url: "http://127.0.0.1:9000/cat.jpg", prompt }),
    });
    response.end(`Made: ${(await answer.json()).data._id}`);
  } catch {
    response.writeHead(502).end("It is not known whether a video was made. Look at your account before you try again.");
  }
}).listen(new URL(process.env.SITE_URL).port, "127.0.0.1");
