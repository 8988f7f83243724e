const { readFileSync } = require("node:fs");
const api = require("akool-image-to-video");

const baseUrl = process.env.AKOOL_TEST_GATEWAY;

exports.mainJob = async () => {
  const client = api.createClient({ baseUrl });
  const picture = new File([readFileSync("picture.png")], "picture.png", { type: "image/png" });
  const job = await client.imageToVideo({ image_url: picture, prompt: "zoom in slowly" }, { pollIntervalMs: 50 });
  expect(job.status).toBe("completed");
  const error = await client.imageToVideo({ image_url: "no URL", prompt: "" }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(api.ImageToVideoError);
  expect(error.issues.map(({ path }) => path)).toEqual(["image_url", "prompt"]);
};
