export const collector = (into) => (value) => into.push(value);

/** A function that gives the same every time, and counts how often it is asked. */
export function giver(value) {
  const give = () => {
    give.calls += 1;
    return value;
  };
  give.calls = 0;
  return give;
}

export const thrower = (message) => () => {
  throw new Error(message);
};

/** A function that aborts, with the signal that tells of it. */
export function aborter() {
  const controller = new AbortController();
  return Object.assign(() => controller.abort(), { signal: controller.signal });
}

/** A token that says when it ends. */
export function jwt(secondsFromNow) {
  const part = (value) => btoa(JSON.stringify(value)).replaceAll("=", "").replaceAll("+", "-").replaceAll("/", "_");
  return [part({ alg: "HS256" }), part({ exp: Math.round(Date.now() / 1000) + secondsFromNow }), "c2ln"].join(".");
}

/** A picture, drawn here. */
export async function picture() {
  const canvas = new OffscreenCanvas(480, 360);
  const context = canvas.getContext("2d");
  const slope = context.createLinearGradient(0, 0, 480, 360);
  slope.addColorStop(0, "teal");
  slope.addColorStop(1, "orange");
  context.fillStyle = slope;
  context.fillRect(0, 0, 480, 360);
  return canvas.convertToBlob({ type: "image/png" });
}

/** The gateway that these tests use. The page's address names it, so that they need not be compiled for each run. */
export const gateway = () => new URLSearchParams(location.search).get("gateway");
