/** Answers of the proxy itself. */

const plainHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** Refuses a request with a page that says why and what to do, and reads nothing more of it. */
export function refuse(response, status, message) {
  if (response.headersSent) return response.destroy();
  page(response, status, `<p>${message}</p>`, { connection: "close" });
}

/** Refuses a token as the gateway does, so that the page asks for another one. */
export function refuseToken(response) {
  response.writeHead(401, {
    ...plainHeaders,
    "content-type": "application/json",
    "www-authenticate": "Bearer",
    connection: "close",
  });
  response.end(JSON.stringify({ code: 1101, msg: "The token was not given to this phone.", retryable: false }));
}

/**
 * Leads a phone that was just paired to the demo. A redirect would belong to the app that scanned the code, and browsers
 * leave out `SameSite=Strict` cookies there; this page navigates by itself.
 */
export function welcome(response, cookie) {
  page(response, 200, '<p>Paired. <a href="/">Open the demo</a></p>', { "set-cookie": cookie, "refresh": "0; url=/" });
}

function page(response, status, body, headers) {
  response.writeHead(status, { ...plainHeaders, "content-type": "text/html; charset=utf-8", ...headers });
  response.end(
    `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Image to video</title>${body}</html>`,
  );
}
