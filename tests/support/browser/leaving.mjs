/**
 * Moments at which somebody leaves a page's component before its order has been sent. Each holds something back, unless it
 * is the very first moment: `reached` resolves when it is under way, `release` lets it go on.
 */
export const leavingMoments = {
  "at once": () => undefined,
  "while the module loads": ({ page }) => holdFile(page, "**/*.wasm"),
  "while the token is pending": ({ proxy }) => holdRoute(proxy, "token"),
  "while the upload runs": ({ proxy }) => ({ ...holdRoute(proxy, "uploads"), isUploading: true }),
};

/** Holds a file of the page's own. */
export async function holdFile(page, pattern) {
  let reach, release;
  const reached = new Promise((resolve) => (reach = resolve));
  const released = new Promise((resolve) => (release = resolve));
  await page.route(pattern, async (route) => {
    reach();
    await released;
    await route.continue();
  });
  return { reached, release };
}

function holdRoute(proxy, route) {
  const rule = proxy.disturb({ route, answer: { kind: "held" } });
  return { reached: rule.reached, release: () => rule.release(true) };
}
