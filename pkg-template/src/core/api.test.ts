import { expect, it } from "vitest";
import * as api from "./api.js";

/** What the default client lends its name to, and what is about clients themselves. */
const notOfAClient = ["ImageToVideoError", "configure", "createClient", "init"];
const onlyOfAClient: string[] = [];

it("offers every function of a client as a function of the default client, and no other", () => {
  const functions = Object.keys(api).filter((name) => !notOfAClient.includes(name));
  const ofAClient = Object.keys(api.createClient()).filter((name) => !onlyOfAClient.includes(name));
  expect(functions.sort()).toEqual(ofAClient.sort());
});
