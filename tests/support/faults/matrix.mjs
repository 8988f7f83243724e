import { troubleOn, troubles } from "./trouble.mjs";

/** What a page does, the route whose requests get into trouble, and between whom. */
export const actions = {
  create: { route: "create", legs: ["page–gateway", "gateway–Akool", "page–Akool"] },
  poll: { route: "results", legs: ["page–gateway", "gateway–Akool"] },
  wait: { route: "results", legs: ["page–gateway", "gateway–Akool"] },
  upload: { route: "uploads", legs: ["page–gateway"] },
  download: { route: "media", legs: ["page–store"] },
  token: { route: "token", legs: ["page–gateway"] },
  events: { route: "events", legs: ["page–gateway", "gateway–Akool"] },
};

/** Every cell: `{ action, leg, name, trouble }`, or `{ action, leg, name, reason }` where there is no such thing. */
export function cells() {
  return Object.entries(actions).flatMap(([action, { route, legs }]) =>
    legs.flatMap((leg) =>
      Object.keys(troubles)
        .filter((name) => isCell(action, leg, name))
        .map((name) => {
          const { reason, ...trouble } = troubleOn(name, vendorRoute(route, leg));
          return reason
            ? { action, leg, name, reason }
            : { action, leg, name, route: vendorRoute(route, leg), trouble };
        }),
    ),
  );
}

/** What a page does to itself it does on one leg; behind the gateway the vendor only knows jobs. */
function isCell(action, leg, name) {
  const { inPage, only } = troubles[name];
  if (only && only !== `${action}, ${leg}`) return false;
  return !(inPage && leg === "gateway–Akool");
}

/** The gateway asks the vendor for results on behalf of a page's stream of events. */
function vendorRoute(route, leg) {
  return leg === "gateway–Akool" && route === "events" ? "results" : route;
}
