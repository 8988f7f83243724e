/** @jest-environment jsdom */
const api = require("akool-image-to-video");
const { createVideoStore } = require("akool-image-to-video/store");
require("akool-image-to-video/element");

test("this DOM has neither encoders nor fetch", () => {
  expect([typeof TextDecoder, typeof TextEncoder, typeof fetch]).toEqual(["undefined", "undefined", "undefined"]);
});

test("what needs no network works", async () => {
  const issues = await api.validateCreateRequest({ image_url: "https://pictures.example/Käse.png" });
  expect(issues.map(({ path }) => path)).toEqual(["prompt"]);
  expect(await api.estimateCredits({ resolution: "1080p", video_length: 5 })).toBeGreaterThan(0);
  expect(createVideoStore({ resume: false }).getSnapshot()).toEqual({ state: "idle" });
});

test("the element is defined", () => {
  const element = document.body.appendChild(document.createElement("image-to-video"));
  expect(element.shadowRoot.querySelector("button").textContent).toContain("Create video");
});
