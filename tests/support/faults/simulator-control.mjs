/** The simulator's control interface, as far as the cells need it. */
export function simulatorControl(url) {
  const ask = async (path, body, method = body === undefined ? "GET" : "POST") => {
    const answer = await fetch(`${url}${path}`, { method, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  return {
    disturb: (fault) => ask("/_control/faults", fault),
    async relent() {
      await ask("/_control/faults", undefined, "DELETE");
    },
    /** Until a fault has hit. */
    async whenHit() {
      for (;;) {
        const { faults } = await ask("/_control/faults");
        if (faults.some(({ hits }) => hits > 0)) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    /** Moves a clock that stands still until every job is done. */
    complete: () => ask("/_control/clock", { step_ms: 60_000 }),
    stepClock: (ms) => ask("/_control/clock", { step_ms: ms }),
    stopClock: () => ask("/_control/clock", { stopped: true }),
    runClock: () => ask("/_control/clock", { stopped: false }),
    async jobs() {
      return (await ask("/_control/jobs")).jobs;
    },
    async countPosts(route) {
      return (await ask(`/_control/journal?route=${route}`)).entries.length;
    },
    /** A token of the vendor's own. */
    async vendorToken(clientId, clientSecret) {
      return (await ask("/api/open/v3/getToken", { clientId, clientSecret })).token;
    },
  };
}
