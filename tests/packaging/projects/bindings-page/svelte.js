import { mount } from "svelte";
import { offerMainJob } from "./job.js";
import Video from "./Video.svelte";

offerMainJob((target) => {
  let start;
  const give = (given) => {
    start = given;
  };
  mount(Video, { target, props: { give } });
  return start;
});
