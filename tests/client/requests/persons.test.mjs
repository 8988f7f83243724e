import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStage } from "../../support/faults/stage.mjs";
import { startSmallStage } from "../../support/servers/small-gateway.mjs";

const limit = { timeout: 60_000 };
const dayMs = 24 * 60 * 60 * 1000;
const prefix = "akool-image-to-video:";

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** What a page may do as somebody. */
const asPerson = {
  create: async ([options, key, prompt = "zoom"]) => {
    const request = { image_url: "https://pictures.example/cat.png", prompt };
    return (await sdk.createClient(options).createImageToVideo(request, { idempotencyKey: key })).id;
  },
  pending: async ([options]) => (await sdk.createClient(options).pendingJobs()).map(({ id }) => id),
};
const ann = { tokenUrl: "/token/ann", events: false };
const bob = { tokenUrl: "/token/bob", events: false };

const create = (page, ...input) => page.evaluate(asPerson.create, input);
const pending = (page, ...input) => page.evaluate(asPerson.pending, input);

/** The entries that the package has stored. */
const entries = (page) =>
  page.evaluate(
    (start) =>
      Object.entries(localStorage)
        .filter(([key]) => key.startsWith(start))
        .toSorted(),
    prefix,
  );

test(
  "another person on the same browser neither sees nor erases what the first one began, in one page and in the next",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage);
    const page = await openPage();
    const job = await create(page, ann);
    gateway.loseCreates();
    await create(page, ann, "ann's-lost").catch(() => {});
    gateway.answerCreates(undefined);
    const before = await entries(page);
    assert.equal(before.length, 2);
    const other = await openPage();
    for (const one of [page, other]) {
      assert.deepEqual(await pending(one, bob), []);
      assert.deepEqual(await entries(one), before);
    }
    assert.equal((await pending(other, ann)).length, 2);
    assert.ok((await pending(other, ann)).includes(job));
  },
);

test("two persons may use one key: each gets a job of their own, and neither order is lost", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  gateway.loseCreates();
  await create(page, ann, "cart-1").catch(() => {});
  gateway.answerCreates(undefined);
  const bobs = await create(page, bob, "cart-1", "pan");
  const anns = await pending(page, ann);
  assert.deepEqual([anns.length, await pending(page, bob)], [1, [bobs]]);
  assert.notEqual(anns[0], bobs);
});

test(
  "a client whose tokens are for another person from some day on shows that person's jobs only",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage);
    const page = await openPage();
    const seen = await page.evaluate(async () => {
      globalThis.person = "ann";
      const token = async () => {
        const grant = await (await fetch(`/token/${globalThis.person}`, { method: "POST" })).json();
        // So that it is asked for anew with every call.
        return { ...grant, expires_in: 1e-6 };
      };
      const client = sdk.createClient({ token, events: false, tabs: false });
      const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom" };
      const ids = async () => (await client.pendingJobs()).map(({ id }) => id);
      const first = (await client.createImageToVideo(request)).id;
      const before = await ids();
      globalThis.person = "bob";
      const other = await ids();
      const second = (await client.createImageToVideo(request)).id;
      const own = await ids();
      globalThis.person = "ann";
      return { first, before, other, second, own, again: await ids() };
    });
    assert.deepEqual(seen.before, [seen.first]);
    assert.deepEqual(seen.other, []);
    assert.deepEqual(seen.own, [seen.second]);
    assert.deepEqual(seen.again, [seen.first]);
    assert.equal(gateway.orderCount(), 2);
  },
);

test("an order that is sent again is not sent for somebody who came meanwhile", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  gateway.answerCreates(async () => {
    await page.evaluate(() => {
      globalThis.person = "bob";
    });
    return "lost";
  });
  const seen = await page.evaluate(async () => {
    globalThis.person = "ann";
    const token = async () => ({
      ...(await (await fetch(`/token/${globalThis.person}`, { method: "POST" })).json()),
      expires_in: 1e-6,
    });
    const client = sdk.createClient({ token, events: false, tabs: false });
    const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom" };
    return client.createImageToVideo(request).then(
      () => "resolved",
      ({ code, charged }) => ({ code, charged }),
    );
  });
  assert.deepEqual(seen, { code: "outcome_unknown", charged: "unknown" });
  assert.deepEqual(
    gateway.creates().map(({ person }) => person),
    ["ann"],
  );
});

test(
  "scope names whose entries these are where tokens do not, and no token is needed to read them",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage);
    const page = await openPage();
    const scoped = (name) => ({ tokenUrl: `/opaque/${name}`, scope: name, events: false });
    const job = await create(page, scoped("ann"));
    await page.load();
    const asked = gateway.seen.length;
    assert.deepEqual(await pending(page, scoped("bob")), []);
    assert.deepEqual(await pending(page, scoped("ann")), [job]);
    assert.equal(gateway.seen.length, asked, "nothing was asked for");
  },
);

test("with tokens without a subject a job is shown to those only to whom the gateway shows it", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  const opaque = (name) => ({ tokenUrl: `/opaque/${name}`, events: false });
  const job = await create(page, opaque("ann"));
  gateway.loseCreates();
  await create(page, opaque("ann"), "lost").catch(() => {});
  gateway.answerCreates(undefined);
  const before = await entries(page);
  assert.deepEqual(await pending(page, opaque("bob")), []);
  assert.deepEqual(await entries(page), before);
  const anns = await pending(page, opaque("ann"));
  assert.equal(anns.length, 2);
  assert.ok(anns.includes(job));
});

test(
  "entries of the version before belong to those to whom the gateway shows the job, and are written anew",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage);
    const page = await openPage();
    const job = await create(page, ann);
    gateway.loseCreates();
    await create(page, ann, "lost").catch(() => {});
    gateway.answerCreates(undefined);
    // As the version before wrote them: the name in the key, and not whose it is.
    await page.evaluate(
      ([start, url, id]) => {
        const kept = Object.values(localStorage).map((text) => JSON.parse(text));
        localStorage.clear();
        for (const { at, job, request } of kept)
          localStorage.setItem(`${start}${job ? id : "lost"}`, JSON.stringify({ base: `${url}/`, at, job, request }));
      },
      [prefix, gateway.url, job],
    );
    const before = await entries(page);
    assert.equal(before.length, 2);
    assert.deepEqual(await pending(page, bob), []);
    assert.deepEqual(await entries(page), before);
    assert.equal((await pending(page, ann)).length, 2);
    assert.deepEqual(await pending(page, bob), []);
    assert.equal((await pending(page, ann)).length, 2);
    assert.equal((await entries(page)).length, 2);
  },
);

test(
  "with storage blocked another person in the same page has nothing of the first one's, and their key is their own",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage);
    const page = await openPage(() =>
      Object.defineProperty(globalThis, "localStorage", {
        get() {
          throw new DOMException("blocked", "SecurityError");
        },
      }),
    );
    gateway.loseCreates();
    await create(page, ann, "k").catch(() => {});
    gateway.answerCreates(undefined);
    assert.deepEqual(await pending(page, bob), []);
    assert.equal(typeof (await create(page, bob, "k", "pan")), "string");
    assert.equal(gateway.orderCount(), 2);
  },
);

test("another person's tab is not told what the first one's tab finds", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const [one, other] = [await openPage(), await openPage()];
  const wait = ([options, ref]) =>
    sdk
      .createClient(options)
      .waitForVideo(ref, { pollIntervalMs: 50 })
      .then(
        ({ status }) => status,
        ({ code }) => code,
      );
  const job = await create(one, ann);
  const waiting = one.evaluate(wait, [ann, job]);
  await one.waitForFunction(async () => (await navigator.locks.query()).held.length === 1);
  assert.equal(await other.evaluate(wait, [bob, job]), "not_found");
  const annsOther = other.evaluate(wait, [ann, job]);
  gateway.complete();
  assert.deepEqual(await Promise.all([waiting, annsOther]), ["completed", "completed"]);
});

test("a job that is definitely not there is not pending any more, however that is found out", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  for (const method of ["waitForVideo", "pollImageToVideo", "deleteVideos"]) {
    const id = await create(page, ann);
    gateway.forget(id);
    const found = await page.evaluate(
      ([options, name, ref]) =>
        sdk
          .createClient(options)
          [name](ref)
          .catch(({ code }) => code),
      [ann, method, id],
    );
    assert.equal(found, "not_found", method);
    assert.deepEqual(await entries(page), [], method);
    assert.deepEqual(await pending(page, ann), []);
  }
});

test("a look that fails for any other reason forgets nothing", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  const id = await create(page, ann);
  for (const status of [401, 403, 429, 500, 503]) {
    gateway.answer(({ path }) => (/resultsByIds|delbyids/.test(path) ? { status, body: {} } : undefined));
    for (const method of ["pollImageToVideo", "deleteVideos"])
      await page.evaluate(
        ([options, name, ref]) =>
          sdk
            .createClient(options)
            [name](ref)
            .catch(() => {}),
        [ann, method, id],
      );
  }
  gateway.answer(undefined);
  assert.deepEqual(await pending(page, ann), [id]);
});

test(
  "jobs that are deleted are not pending any more, one by one and those of a batch; one that stays is",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage);
    const page = await openPage();
    const remove = (refs) =>
      page.evaluate(([options, ids]) => sdk.createClient(options).deleteVideos(ids), [ann, refs]);
    await remove(await create(page, ann));
    assert.deepEqual(await entries(page), []);
    const batch = await page.evaluate(async (options) => {
      const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom", count: 3 };
      return (await sdk.createClient(options).createImageToVideoBatch(request)).jobs;
    }, ann);
    gateway.answer(({ path, body }) => {
      if (!path.endsWith("/delbyids")) return undefined;
      const [kept, ...successIds] = JSON.parse(body)._ids.split(",");
      const noPermissionItems = [{ _id: kept, msg: "being processed" }];
      return { status: 200, body: { code: 1000, data: { successIds, noPermissionItems } } };
    });
    await remove(batch);
    assert.deepEqual(await pending(page, ann), [batch[0].id]);
  },
);

test("creates that were aborted before they were sent leave no entry, and none is sent", {
  timeout: 120_000,
}, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  gateway.answer(async ({ path }) => {
    if (path.startsWith("/token")) await released;
    return undefined;
  });
  const endings = await page.evaluate(async (options) => {
    const client = sdk.createClient(options);
    const bytes = await (await fetch("/")).arrayBuffer();
    const pause = {
      now: () => {},
      microtask: () => Promise.resolve(),
      task: () => new Promise((done) => setTimeout(done)),
    };
    const one = async (index) => {
      const controller = new AbortController();
      const image_url = index % 2 ? "https://pictures.example/cat.png" : new Blob([bytes], { type: "image/png" });
      const made = client.createImageToVideo({ image_url, prompt: "zoom" }, { signal: controller.signal });
      made.catch(() => {});
      await Object.values(pause)[index % 3]();
      controller.abort("mine");
      return made.catch((reason) => reason);
    };
    const seen = {};
    for (const ending of await Promise.all(Array.from({ length: 1500 }, (_, index) => one(index))))
      seen[ending?.code ?? ending] = (seen[ending?.code ?? ending] ?? 0) + 1;
    return seen;
  }, ann);
  // A file that is no picture may be refused before the abort is heard.
  assert.deepEqual(
    Object.keys(endings).filter((ending) => !["mine", "file_rejected"].includes(ending)),
    [],
  );
  release();
  // One that is not aborted comes after all of them.
  const job = await create(page, ann);
  assert.equal(gateway.creates().length, 1);
  assert.deepEqual(await pending(page, ann), [job]);
  assert.equal((await entries(page)).length, 1);
});

test(
  "a create that fails before it is sent leaves no entry: its rules, its token, its file, its upload",
  limit,
  async (t) => {
    const { gateway, openPage } = await startSmallStage(t, stage);
    const page = await openPage();
    const attempt = (options, request) =>
      page.evaluate(
        async ([given, fields, pictureUrl]) => {
          const files = {
            text: () => new Blob(["no picture"], { type: "image/png" }),
            picture: async () => (await fetch(pictureUrl)).blob(),
          };
          const image_url = fields.file ? await files[fields.file]() : "https://pictures.example/cat.png";
          return sdk
            .createClient(given)
            .createImageToVideo({ image_url, prompt: fields.prompt ?? "zoom" })
            .catch(({ code }) => code);
        },
        [options, request, stage.pictureUrl],
      );
    assert.equal(await attempt(ann, { prompt: "" }), "invalid_request");
    assert.equal(await attempt(ann, { file: "text" }), "file_rejected");
    assert.equal(await attempt({ ...ann, token: "" }, {}), "configuration");
    gateway.answer(({ path }) => (path.startsWith("/token") ? { status: 401, body: {} } : undefined));
    assert.equal(await attempt(ann, {}), "unauthorized");
    gateway.answer(({ path }) => (path.endsWith("/uploads") ? { status: 415, body: {} } : undefined));
    assert.equal(await attempt(ann, { file: "picture" }), "file_rejected");
    gateway.answer(undefined);
    gateway.answerCreates(() => ({ status: 402, body: { code: 1104, charged: "no" } }));
    assert.equal(await attempt(ann, {}), "insufficient_credits");
    assert.deepEqual(await entries(page), []);
  },
);

test("entries over seven days of all persons are gone after any create; younger ones stay", limit, async (t) => {
  const { openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  const kept = await create(page, ann);
  await page.evaluate(
    ([start, days]) => {
      const [[key, text]] = Object.entries(localStorage).filter(([one]) => one.startsWith(start));
      const { at, ...entry } = JSON.parse(text);
      const write = (name, age) => localStorage.setItem(name, JSON.stringify({ ...entry, at: at - age }));
      for (const [index, age] of days.entries()) {
        write(key.replace("ann", `old-${index}`), age);
        write(`${start}of-the-version-before-${index}`, age);
      }
      localStorage.setItem(`${start}damaged`, "{");
      localStorage.setItem("the page's own", "stays");
    },
    [prefix, [6.9 * dayMs, 7.1 * dayMs, 400 * dayMs]],
  );
  await create(page, bob);
  await page.waitForFunction((start) => !localStorage.getItem(`${start}damaged`), prefix);
  const left = (await entries(page)).map(([, text]) => Date.now() - JSON.parse(text).at);
  assert.equal(left.length, 4);
  assert.ok(Math.max(...left) < 7 * dayMs);
  assert.equal(await page.evaluate(() => localStorage.getItem("the page's own")), "stays");
  assert.ok((await pending(page, ann)).includes(kept));
});

test("storage never fills, however many jobs are left behind, and what may be paid is kept longest", {
  timeout: 180_000,
}, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage);
  const page = await openPage();
  gateway.loseCreates();
  await create(page, ann, "lost").catch(() => {});
  gateway.answerCreates(undefined);
  await page.evaluate(async (options) => {
    const client = sdk.createClient(options);
    const request = { image_url: "https://pictures.example/cat.png", prompt: "x".repeat(4000) };
    const record = (index) => ({ code: 1000, data: { _id: `job-${index}`, status: 1, prompt: request.prompt } });
    let index = 0;
    const generous = sdk.createClient({
      ...options,
      token: (await (await fetch(options.tokenUrl, { method: "POST" })).json()).access_token,
      fetch: async () => Response.json(record(index++)),
    });
    for (let round = 0; round < 60; round += 1)
      await Promise.all(Array.from({ length: 20 }, () => generous.createImageToVideo(request)));
    await client.pendingJobs();
  }, ann);
  const stored = await entries(page);
  const characters = stored.reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  assert.ok(stored.length > 100 && characters < 1_100_000, `${stored.length} entries, ${characters} characters`);
  await page.evaluate(() => localStorage.setItem("the page's own", "x".repeat(2_000_000)));
  const newest = stored.map(([, text]) => JSON.parse(text).job?.id);
  assert.ok(newest.includes("job-1199"), "the newest");
  assert.equal((await pending(page, ann)).length, stored.length, "the order that may be paid, too");
});
