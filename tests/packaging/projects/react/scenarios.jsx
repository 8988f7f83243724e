// What a test asks of the hook, one function each, run in a page. Everything is rendered in strict mode, which mounts
// every component twice.
import { cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { configure, createImageToVideo } from "akool-image-to-video";
import { useImageToVideo } from "akool-image-to-video/react";
import { StrictMode, useEffect } from "react";
import { paintPicture } from "./main-job.js";

const jobLimitMs = 60_000;
const pollIntervalMs = 100;

/** Shows what the hook says, with a button for each of its functions. */
function Studio({ request, options, onRender, onCommit, startInEffect }) {
  const video = useImageToVideo({ pollIntervalMs, ...options });
  onRender?.(video);
  useEffect(() => onCommit?.(video));
  useEffect(() => {
    if (startInEffect) video.start(request);
  }, [startInEffect, request, video.start]);
  return (
    <>
      <output aria-label="state">{video.state}</output>
      <output aria-label="job">{video.job?.id}</output>
      <output aria-label="error">{video.error && `${video.error.code}: ${video.error.message}`}</output>
      {video.job?.video_url && <a href={video.job.video_url}>result</a>}
      <button type="button" onClick={() => video.start(request)}>
        start
      </button>
      <button type="button" onClick={() => video.cancel()}>
        cancel
      </button>
      <button type="button" onClick={() => video.resume(video.job)}>
        resume
      </button>
      <button type="button" onClick={() => video.reset()}>
        reset
      </button>
    </>
  );
}

const show = (props) =>
  render(
    <StrictMode>
      <Studio {...props} />
    </StrictMode>,
  );
const text = (label) => screen.getByLabelText(label).textContent;
const press = (name) => userEvent.click(screen.getByRole("button", { name }));
const until = (state) =>
  waitFor(
    () => {
      if (text("state") !== state) throw new Error(`${text("state")} in place of ${state}: ${text("error")}`);
    },
    { timeout: jobLimitMs },
  );
const seen = () => ({ state: text("state"), job: text("job"), error: text("error") });
const promptOnly = async (prompt) => ({ image_url: await paintPicture(), prompt });

/** A client that answers when the page says so. */
function clientByHand() {
  const calls = [];
  const call = (name) => (input, options) =>
    new Promise((resolve, reject) => calls.push({ name, input, options, resolve, reject }));
  const client = {
    createImageToVideo: call("create"),
    waitForVideo: call("wait"),
    pendingJobs: async () => [],
  };
  const next = (name) =>
    waitFor(() => {
      const found = calls.find((entry) => entry.name === name && !entry.isDone);
      if (!found) throw new Error(`no call of ${name}`);
      found.isDone = true;
      return found;
    });
  return { client, next, calls };
}

globalThis.scenarios = {
  async fromPictureToVideo() {
    const states = [];
    const progress = [];
    const functions = new Set();
    show({
      request: await promptOnly("the camera zooms in slowly"),
      onRender: (video) => {
        if (states.at(-1) !== video.state) states.push(video.state);
        if (video.progress) progress.push(video.progress);
      },
      onCommit: (video) => {
        functions.add(video.start).add(video.cancel);
      },
    });
    await press("start");
    await until("completed");
    return { states, progress, functions: functions.size, videoUrl: screen.getByText("result").href };
  },

  async twoClicks() {
    show({ request: await promptOnly("once") });
    await userEvent.dblClick(screen.getByRole("button", { name: "start" }));
    await until("completed");
  },

  async startedInAnEffect() {
    show({ request: await promptOnly("from an effect"), startInEffect: true });
    await until("completed");
  },

  async cancelledAndTakenUpAgain() {
    show({ request: await promptOnly("pan left [slow]"), options: { resume: false } });
    await press("start");
    await until("waiting");
    await waitFor(() => text("job") || Promise.reject(new Error("no job")));
    await press("cancel");
    const cancelled = seen();
    await press("resume");
    await until("completed");
    return { cancelled, completed: seen() };
  },

  async failedAndReset(prompt) {
    show({ request: await promptOnly(prompt), options: { resume: false } });
    await press("start");
    await until("failed");
    const failed = seen();
    await press("reset");
    return { failed, reset: seen() };
  },

  /** The page is left in the middle. */
  async leftWhileWaiting() {
    show({ request: await promptOnly("tilt up [slow]") });
    await press("start");
    await until("waiting");
    return seen();
  },

  async takenUpOnMount() {
    show({});
    await until("completed");
    return seen();
  },

  async notTakenUp() {
    let asked = 0;
    const { client } = clientByHand();
    const pendingJobs = async () => {
      asked += 1;
      return [{ id: "1", status: "processing", record: {} }];
    };
    show({ options: { client: { ...client, pendingJobs }, resume: false } });
    show({ options: { client: { ...client, pendingJobs }, resume: () => undefined } });
    await waitFor(() => asked || Promise.reject(new Error("nobody asked")));
    return { asked, states: screen.getAllByLabelText("state").map((element) => element.textContent) };
  },

  /** What becomes of the calls under way when the component goes. */
  async unmounted(at) {
    const { client, next, calls } = clientByHand();
    const { unmount } = show({ request: await promptOnly("gone"), options: { client } });
    await press("start");
    const create = await next("create");
    const report = create.options.onUploadProgress;
    report({ loadedBytes: 1, totalBytes: 2 });
    await until("uploading");
    if (at !== "uploading") {
      report({ loadedBytes: 2, totalBytes: 2 });
      await until("creating");
    }
    // As the package does right before the create leaves.
    if (at !== "uploading" && at !== "uploaded") create.options.onSend("key");
    if (at === "waiting") {
      create.resolve({ id: "1", status: "queueing", record: {} });
      await until("waiting");
      await next("wait");
    }
    unmount();
    await Promise.resolve();
    const isCreateAborted = create.options.signal.aborted;
    if (at === "creating") create.resolve({ id: "1", status: "queueing", record: {} });
    await new Promise((resolve) => setTimeout(resolve));
    const waits = calls.filter(({ name }) => name === "wait");
    return { isCreateAborted, waits: waits.map(({ options }) => options.signal.aborted) };
  },

  /** Starts; the test says when the component goes. */
  async startedToLeave(goesAtOnce) {
    const { unmount } = show({ request: await promptOnly("gone"), options: { resume: false } });
    globalThis.leave = unmount;
    screen.getByRole("button", { name: "start" }).click();
    if (goesAtOnce) unmount();
  },

  /** A function of the hook's that outlives it. */
  async startedAfterLeaving() {
    let start;
    const { unmount } = show({
      options: { resume: false },
      onCommit: (video) => {
        start = video.start;
      },
    });
    unmount();
    await Promise.resolve();
    return (await start(await promptOnly("too late")))?.id;
  },

  /** Another video of the same client's, whose uploads and creates are the only ones then. */
  async createdBesides() {
    return (await createImageToVideo(await promptOnly("besides"))).id;
  },

  /** A job that was taken up gives way to a start, and a start to nothing. */
  async startedWhileAnotherWasTakenUp() {
    const { client, next } = clientByHand();
    const other = { id: "other", status: "processing", record: {} };
    let video;
    const onCommit = (latest) => {
      video = latest;
    };
    show({ options: { client: { ...client, pendingJobs: async () => [other] } }, onCommit });
    const first = await next("wait");
    const started = video.start(await promptOnly("mine"));
    const joined = video.start(await promptOnly("the second click"));
    const create = await next("create");
    const resumedMeanwhile = video.resume(other);
    create.resolve({ id: "mine", status: "queueing", record: {} });
    const second = await next("wait");
    first.resolve({ ...other, status: "completed" });
    second.resolve({ id: "mine", status: "completed", record: {} });
    const jobs = await Promise.all([started, joined, resumedMeanwhile]);
    await until("completed");
    return { waitedFor: [first.input.id, second.input.id], jobs: jobs.map((job) => job?.id), seen: seen() };
  },

  /** Several hooks, and fewer pending jobs. */
  async severalTakeUp() {
    const { client, calls } = clientByHand();
    const jobs = ["one", "two"].map((id) => ({ id, status: "processing", record: {} }));
    const offered = [];
    const options = { client: { ...client, pendingJobs: async () => jobs } };
    const choose = (list) => {
      offered.push(list.map(({ id }) => id));
      return list[0];
    };
    for (const resume of [true, true, choose]) show({ options: { ...options, resume } });
    await waitFor(() => calls.length >= 2 || Promise.reject(new Error("too few wait")));
    await waitFor(() => offered.at(-1)?.length === 0 || Promise.reject(new Error("still offered")));
    return {
      waitedFor: calls.map(({ input }) => input.id).sort(),
      states: screen
        .getAllByLabelText("state")
        .map((element) => element.textContent)
        .sort(),
    };
  },

  /** An answer to what was cancelled changes nothing any more. */
  async lateAnswer() {
    const { client, next } = clientByHand();
    show({ request: await promptOnly("late"), options: { client } });
    await press("start");
    const create = await next("create");
    await press("cancel");
    const cancelled = { ...seen(), isAborted: create.options.signal.aborted };
    create.resolve({ id: "late", status: "queueing", record: {} });
    await press("start");
    const second = await next("create");
    second.resolve({ id: "second", status: "queueing", record: {} });
    await until("waiting");
    return { cancelled, after: seen() };
  },
};

globalThis.prepare = (gateway) => {
  cleanup();
  configure({ baseUrl: gateway });
};
