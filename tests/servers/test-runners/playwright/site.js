// A site whose page talks to its own server, which calls Akool, or what it takes for Akool.
import { once } from "node:events";
import { createServer } from "node:http";

const html = `<!doctype html>
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

export async function startSite({ akoolUrl, apiKey }) {
  const server = createServer(async (request, response) => {
    if (request.method !== "POST") return response.setHeader("content-type", "text/html").end(html);
    let prompt = "";
    for await (const piece of request) prompt += piece;
    const headers = { "x-api-key": apiKey, "content-type": "application/json" };
    const session = request.headers["x-simulator-session"];
    if (session) headers["x-simulator-session"] = session;
    try {
      const answer = await fetch(`${akoolUrl}/api/open/v4/image2Video/createBySourcePrompt`, {
        method: "POST",
        headers,
        body: JSON.stringify({ image_url: "http://127.0.0.1:1/cat.png", prompt }),
      });
      response.end(`Made: ${(await answer.json()).data._id}`);
    } catch {
      response.writeHead(502).end("It is not known whether a video was made. Check your account before you try again.");
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}
