// The code under test: it calls Akool, or what it takes for Akool.
const picture = process.env.PICTURE_URL;

export async function createVideo(account, prompt) {
  const { code, data } = await call(account, "createBySourcePrompt", { image_url: picture, prompt });
  if (code === 1104) throw new Error("no credits");
  return data._id;
}

export async function readVideo(account, id) {
  const { data } = await call(account, "resultsByIds", { _ids: id });
  return data.result[0];
}

async function call({ url, apiKey }, path, body) {
  const response = await fetch(`${url}/api/open/v4/image2Video/${path}`, {
    method: "POST",
    headers: { "x-api-key": apiKey, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  return response.json();
}
