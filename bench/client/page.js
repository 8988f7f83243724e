// What runs in the page: one client at a time, loaded before its clock starts.
const subjects = {
  ours: () => import("./subjects/ours.js"),
  fal: () => import("./subjects/fal.js"),
  replicate: () => import("./subjects/replicate.js"),
  fetch: () => import("./subjects/fetch.js"),
};

/** The vendor takes fifty ids a request, and so does the gateway's stream. */
const idsPerStream = 50;

globalThis.bench = {
  /** Milliseconds from each of some calls, one after the other, to their request's way out. */
  async callsToWire(name, request, count) {
    const subject = await subjects[name]();
    const times = [];
    for (let call = 0; call < count; call += 1) {
      performance.clearResourceTimings();
      const start = performance.now();
      await subject.create({ ...request, prompt: `${name} ${call}` });
      const sent = performance.getEntriesByType("resource").find((entry) => entry.name.includes(subject.createPath));
      times.push(sent.requestStart - start);
    }
    return times;
  },

  /** Whether a create resolves. */
  async creates(name, request) {
    const subject = await subjects[name]();
    return subject.create(request).then(
      () => true,
      () => false,
    );
  },

  /** Whether a job that was created is followed to its end. */
  async followed(name, request) {
    const subject = await subjects[name]();
    const job = await subject.create(request);
    return subject.wait(job).then(
      () => true,
      () => false,
    );
  },

  /** Milliseconds from the abort of a wait to the end of its promise. */
  async abortMs(name, request, afterMs) {
    const subject = await subjects[name]();
    const controller = new AbortController();
    const ended = subject.make(request, controller.signal).then(
      () => performance.now(),
      () => performance.now(),
    );
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    const start = performance.now();
    controller.abort();
    return (await ended) - start;
  },

  /** Creates jobs with these prompts, waits for all together, and says when each was there, by its prompt. */
  async waitForAll(name, request, prompts, how) {
    const subject = await subjects[name]();
    const jobs = await Promise.all(prompts.map((prompt) => subject.create({ ...request, prompt })));
    const resolvedAt = {};
    if (how === "push" && subject.waitForAllByPush) {
      const promptOf = new Map(jobs.map((id, index) => [id, prompts[index]]));
      const groups = Array.from({ length: Math.ceil(jobs.length / idsPerStream) }, (_, group) =>
        jobs.slice(group * idsPerStream, (group + 1) * idsPerStream),
      );
      await Promise.all(
        groups.map((ids) => subject.waitForAllByPush(ids, (id) => (resolvedAt[promptOf.get(id)] = Date.now()))),
      );
    } else {
      const wait = how === "push" ? subject.waitByPush : subject.wait;
      await Promise.all(
        jobs.map(async (job, index) => {
          await wait(job);
          resolvedAt[prompts[index]] = Date.now();
        }),
      );
    }
    return resolvedAt;
  },
};
