import { flushSync, mount, unmount } from "svelte";
import { expect, test } from "vitest";
import { clientByHand } from "../client-by-hand.js";
import { bindingSuite } from "../suite.js";
import Runes from "./Runes.svelte";
import StartInEffect from "./StartInEffect.svelte";
import Store from "./Store.svelte";

const mountWith = (Component) => (options) => {
  let video;
  const element = document.createElement("div");
  const onready = (given) => {
    video = given;
  };
  const component = mount(Component, { target: element, props: { options, onready } });
  flushSync();
  return { element, video, unmount: () => unmount(component) };
};

bindingSuite("Svelte, as $video", mountWith(Store));
bindingSuite("Svelte, as video.current", mountWith(Runes));

test("in Svelte, options that change do not start a video again that an effect started", async () => {
  const { client, next, count } = clientByHand();
  let change;
  const onready = (given) => {
    change = given;
  };
  const props = { options: { client, resume: false }, request: { prompt: "once" }, onready };
  mount(StartInEffect, { target: document.createElement("div"), props });
  flushSync();
  (await next("create")).reject(new Error("refused"));
  await Promise.resolve();
  change();
  flushSync();
  expect(count("create")).toBe(1);
});
