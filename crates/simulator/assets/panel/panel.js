// The control panel of the simulator. It reads one route every second and changes only what is new, so that a playing
// video, the focus and the scroll position stay.

const pause = 1000;
const maximumRows = 200;
/** So many of the last requests are read again, because they may have been answered in the meantime. */
const stillOpen = 20;

/** The faults that can be toggled. Each stays until it is switched off. */
const switches = [
  ["Creates: the answer is lost", { route: "create", effect: true, answer: { kind: "close" } }],
  ["Creates: too many requests", { route: "create", answer: { kind: "status", status: 429, retry_after: 2 } }],
  ["Creates: no credits", { route: "create", answer: { kind: "business", code: 1104 } }],
  ["Polls: too many requests", { route: "results", answer: { kind: "business", code: 1005 } }],
  ["Polls: invalid JSON", { route: "results", answer: { kind: "malformed" } }],
  ["Everything: server error", { answer: { kind: "status", status: 503 } }],
  ["Everything: 2 s slower", { answer: { kind: "genuine" }, delay_ms: 2000 }],
  ["Videos: expired", { route: "media", answer: { kind: "status", status: 403 } }],
  ["Callbacks: sent twice", { route: "webhook", answer: { kind: "duplicate" } }],
  ["Callbacks: forged", { route: "webhook", answer: { kind: "forged" } }],
].map(([title, fault], index) => ({ title, fault: { id: `panel-${index + 1}`, count: 0, ...fault } }));

const $ = (id) => document.getElementById(id);
const jobCards = new Map();
const journalRows = new Map();
let last = 0;
let otherFaults = "";
let sessionNames = "";
let stopped = false;

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

async function call(path, method = "GET", body = undefined) {
  const response = await fetch(path, {
    method,
    body: body && JSON.stringify(body),
    headers: { accept: "application/json" },
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

/** Does something on request, says what was done, and shows the outcome at once. */
async function act(done, action) {
  try {
    await action();
    setText($("trouble"), "");
    setText($("message"), done);
  } catch (error) {
    setText($("message"), "");
    setText($("trouble"), error.message);
  }
  await refresh();
}

const time = (ms) => new Date(ms).toISOString().slice(11, 19);
const number = (value) => value.toLocaleString("en");

function showClock({ now_ms, speed, stopped: isStopped }) {
  stopped = isStopped;
  $("now").dateTime = new Date(now_ms).toISOString();
  setText($("now"), `${new Date(now_ms).toISOString().slice(0, 19).replace("T", " ")} UTC`);
  setText($("pace"), isStopped ? "stopped" : `running ${speed}×`);
  setText($("toggle-clock"), isStopped ? "Run" : "Stop");
  const choice = $("speed");
  if (document.activeElement === choice) return;
  const known = [...choice.options].some((option) => Number(option.value) === speed);
  if (!known) choice.append(element("option", { value: String(speed), textContent: `${speed}×` }));
  choice.value = String(speed);
}

function showAccount({ credits, plan, banned }) {
  setText($("credits"), `${number(credits)} credits`);
  setText($("plan"), banned ? "banned" : plan);
}

function showFaults(faults) {
  for (const { fault } of switches) {
    const active = faults.find(({ id }) => id === fault.id);
    const box = $(fault.id);
    box.checked = active !== undefined;
    setText($(`${fault.id}-hits`), active ? `hit ${active.hits}×` : "");
  }
  const others = faults.filter(({ id }) => !switches.some(({ fault }) => fault.id === id));
  const key = JSON.stringify(others);
  if (key === otherFaults) return;
  otherFaults = key;
  $("other-faults").hidden = others.length === 0;
  $("other-list").replaceChildren(
    ...others.map(({ id, route, answer, hits, count }) => {
      const remove = element("button", { type: "button", textContent: "Remove", ariaLabel: `Remove ${id}` });
      remove.addEventListener("click", () =>
        act(`Fault ${id} removed`, () => call(`faults/${encodeURIComponent(id)}`, "DELETE")),
      );
      const hit = count > 0 ? `${hits} of ${count}` : `${hits}`;
      return element(
        "li",
        {},
        element("span", { textContent: `${id}: ${route ?? "any"} → ${answer.kind}, hit ${hit}` }),
        remove,
      );
    }),
  );
}

const stageName = ({ stage }) => (typeof stage === "string" ? stage : Object.keys(stage)[0]);
const badgeOf = { Queueing: "badge", Processing: "badge", Completed: "badge good", Failed: "badge bad" };

function newCard(id) {
  const card = element("li");
  const screen = element("div", { className: "screen" });
  const badge = element("span");
  const detail = element("small");
  const prompt = element("p", { className: "prompt" });
  const fail = element("button", { type: "button", textContent: "Fail", ariaLabel: `Fail job ${id}` });
  fail.addEventListener("click", () =>
    act(`Job ${id} failed`, () => call(`jobs/${id}`, "POST", { fail: "failed in the control panel" })),
  );
  card.append(
    screen,
    prompt,
    element("div", { className: "row" }, badge, detail, fail),
    element("code", { textContent: id }),
  );
  return { card, screen, badge, detail, prompt, fail, stage: undefined };
}

function showJob(job) {
  const entry = jobCards.get(job.id) ?? newCard(job.id);
  jobCards.set(job.id, entry);
  const stage = stageName(job);
  const { screen, badge, detail, prompt, fail } = entry;
  if (entry.stage !== stage) {
    entry.stage = stage;
    setText(badge, stage.toLowerCase());
    badge.className = badgeOf[stage];
    fail.hidden = stage === "Completed" || stage === "Failed";
    setText(prompt, job.prompt || job.effect?.name || "no prompt");
    if (stage === "Completed") {
      const { video, cover } = job.stage.Completed;
      const player = element("video", {
        src: `media/${video}`,
        poster: `media/${cover}`,
        controls: true,
        muted: true,
        preload: "metadata",
        ariaLabel: `Video of job ${job.id}`,
      });
      screen.replaceChildren(player);
    } else screen.replaceChildren(stage === "Failed" ? job.stage.Failed.reason : "no video yet");
  }
  const seconds =
    job.update_time && stage === "Completed" ? `, took ${(job.update_time - job.create_time) / 1000} s` : "";
  setText(detail, `${time(job.create_time)}, ${job.deduction_credit} credits${seconds}`);
  return entry.card;
}

function showJobs(jobs, count) {
  setText($("job-count"), number(count));
  $("no-jobs").hidden = jobs.length > 0;
  const cards = jobs.map(showJob);
  const known = new Set(jobs.map(({ id }) => id));
  for (const [id, { card }] of jobCards) {
    if (known.has(id)) continue;
    card.remove();
    jobCards.delete(id);
  }
  // Cards that are in place are not touched: moving one would end its video.
  cards.forEach((card, index) => {
    if ($("jobs").children[index] !== card) $("jobs").insertBefore(card, $("jobs").children[index] ?? null);
  });
}

function journalRow(entry) {
  const { sequence, at_ms, method, path, query, status, code, fault, replay } = entry;
  const bad = fault !== null || (code !== null && code !== 1000) || (status !== null && status >= 400);
  const outcome = [status ?? "no answer", code, fault, replay?.outcome].filter(
    (part) => part !== null && part !== undefined,
  );
  const summary = element(
    "summary",
    {},
    element("span", { textContent: `#${sequence}` }),
    element("span", { className: "at", textContent: time(at_ms) }),
    element("code", { textContent: `${method} ${path}${query && `?${query}`}` }),
    element("span", { className: bad ? "badge bad" : "badge", textContent: outcome.join(" · ") }),
  );
  const text = element("pre");
  const details = element("details", {}, summary, text);
  details.addEventListener("toggle", () => setText(text, JSON.stringify(entry, null, 2)), { once: true });
  return element("li", {}, details);
}

function showJournal({ entries, kept }) {
  const fresh = entries.filter(({ sequence }) => sequence > last);
  for (const entry of entries) {
    const key = JSON.stringify(entry);
    const known = journalRows.get(entry.sequence);
    if (known?.key === key) continue;
    const row = journalRow(entry);
    if (known) known.row.replaceWith(row);
    else $("journal").prepend(row);
    journalRows.set(entry.sequence, { key, row });
  }
  if (fresh.length > 0) {
    last = fresh.at(-1).sequence;
    const { method, path } = fresh.at(-1);
    setText($("news"), `${fresh.length} new, last ${method} ${path}`);
  }
  if (kept === 0 && journalRows.size > 0) setText($("news"), "No requests.");
  for (const [sequence, { row }] of journalRows) {
    if (journalRows.size <= Math.min(maximumRows, kept)) break;
    row.remove();
    journalRows.delete(sequence);
  }
  setText($("entry-count"), number(kept));
}

/** The path before the session or the control routes: where the server is mounted. */
const root = location.pathname.replace(/(_session\/[^/]+\/)?_control\/.*$/, "");

function showSessions(current, names) {
  const key = JSON.stringify([current, names]);
  if (key === sessionNames || document.activeElement === $("session")) return;
  sessionNames = key;
  const listed = current === null || names.includes(current) ? names : [current, ...names];
  const option = (value, textContent) => element("option", { value, textContent, selected: value === (current ?? "") });
  $("session").replaceChildren(option("", "default"), ...listed.map((name) => option(name, name)));
  $("end-session").hidden = current === null;
}

const address = (session) => `${root}${session && `_session/${session}/`}_control/`;

async function refresh() {
  try {
    const state = await call(`state?since=${Math.max(0, last - stillOpen)}`);
    showClock(state.clock);
    showAccount(state.account);
    showFaults(state.faults);
    showJobs(state.jobs, state.job_count);
    showJournal(state.journal);
    showSessions(state.session, state.sessions);
    setText($("summary"), state.session === null ? "Default session" : `Session ${state.session}`);
  } catch (error) {
    setText($("summary"), `Not connected: ${error.message}`);
  }
}

function setUp() {
  for (const { title, fault } of switches) {
    const box = element("input", { type: "checkbox", id: fault.id });
    box.setAttribute("role", "switch");
    box.addEventListener("change", () =>
      box.checked
        ? act(`${title}: on`, () => call("faults", "POST", fault))
        : act(`${title}: off`, () => call(`faults/${fault.id}`, "DELETE")),
    );
    const hits = element("small", { id: `${fault.id}-hits` });
    $("switches").append(element("li", {}, element("label", {}, box, element("span", { textContent: title }), hits)));
  }
  $("toggle-clock").addEventListener("click", () =>
    act(stopped ? "Clock running" : "Clock stopped", () => call("clock", "POST", { stopped: !stopped })),
  );
  for (const button of document.querySelectorAll("[data-step]")) {
    const step = Number(button.dataset.step);
    button.addEventListener("click", () =>
      act(`Clock moved by ${button.textContent}`, () => call("clock", "POST", { step_ms: step })),
    );
  }
  $("speed").addEventListener("change", ({ target }) =>
    act(`Speed ${target.value}×`, () => call("clock", "POST", { speed: Number(target.value) })),
  );
  $("credits-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const credits = Number($("new-credits").value);
    act(`Balance set to ${number(credits)}`, () => call("account", "POST", { credits }));
  });
  $("scenario-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const name = $("scenario").value;
    act(`Scenario ${name} applied`, () => call("scenario", "POST", { name }));
  });
  $("reset").addEventListener("click", () => act("Everything but the time was reset", () => call("reset", "POST", {})));
  $("clear-journal").addEventListener("click", () => act("Journal cleared", () => call("journal", "DELETE")));
  $("session").addEventListener("change", ({ target }) => location.assign(address(target.value)));
  $("end-session").addEventListener("click", async () => {
    await call("session", "DELETE");
    location.assign(address(""));
  });
}

async function run() {
  setUp();
  const { scenarios } = await call("scenarios");
  $("scenario").replaceChildren(
    ...scenarios.map(({ name, description }) =>
      element("option", { value: name, textContent: name, title: description }),
    ),
  );
  for (;;) {
    if (!document.hidden) await refresh();
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

run();
