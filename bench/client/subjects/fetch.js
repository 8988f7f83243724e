// What one writes by hand: a token, a create, and a look a second for each job; or one stream of events for fifty.
const intervalMs = 1000;
let token;

const authorized = async (headers) => {
  token ??= (await (await fetch("/token", { method: "POST" })).json()).access_token;
  return { ...headers, authorization: `Bearer ${token}` };
};

const post = async (route, body, signal) => {
  const headers = await authorized({ "content-type": "application/json" });
  const answer = await fetch(`/api/open/v4/image2Video/${route}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
    signal,
  });
  const { code, data } = await answer.json();
  if (code !== 1000) throw new Error(`refused with ${code}`);
  return data;
};

export const createPath = "/createBySourcePrompt";
export const create = async (request, signal) => (await post("createBySourcePrompt", request, signal))._id;

export const wait = async (id, signal) => {
  for (;;) {
    const { result } = await post("resultsByIds", { _ids: id }, signal);
    if (result[0]?.status === 3) return result[0];
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
};

/** Both in one, until the signal aborts. */
export const make = async (request, signal) => wait(await create(request, signal), signal);

/** One stream for many jobs; calls `done` with the id of each as it ends. */
export const waitForAllByPush = async (ids, done) => {
  const answer = await fetch(`/events?ids=${ids.join()}`, { headers: await authorized() });
  const seen = new Set();
  let text = "";
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      if (!data) continue;
      const value = JSON.parse(data);
      for (const { _id, status } of value.result ?? [value]) {
        if (status !== 3 || seen.has(_id)) continue;
        seen.add(_id);
        done(_id);
      }
    }
  }
};
