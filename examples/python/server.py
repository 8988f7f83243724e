"""A site's own backend in plain Python: it knows who is logged in, and gets that person's page a token from the gateway."""

import json
import os
import secrets
import urllib.error
import urllib.request
from http.cookies import SimpleCookie
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

PORT = int(os.environ.get("PORT", "3000"))
PUBLIC_DIR = os.environ.get("PUBLIC_DIR", "../page")
GATEWAY_URL = os.environ["AKOOL_GATEWAY_URL"]
ISSUER_SECRET = os.environ["AKOOL_GATEWAY_ISSUER_SECRET"]
LIMITS = {"max_credits": 100, "max_resolution": "1080p"}

users = {}


class Handler(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".wasm": "application/wasm"}

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=PUBLIC_DIR)

    def do_POST(self):
        if self.path != "/video-token":
            return self.send_error(404)
        # Another site may not spend this visitor's credits; a browser cannot be made to lie about this header.
        if self.headers.get("Sec-Fetch-Site") != "same-origin":
            return self.send_error(403)
        user = users.get(self.session())
        if user is None:
            return self.send_error(401)
        request = urllib.request.Request(
            GATEWAY_URL + "/token",
            data=json.dumps({"subject": user, "limits": LIMITS}).encode(),
            headers={"Authorization": "Bearer " + ISSUER_SECRET, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                grant = answer.read()
        except urllib.error.URLError as error:
            self.log_error("the gateway gave no token: %s", error)
            return self.send_error(502)
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(grant)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(grant)

    def end_headers(self):
        if self.command == "GET" and self.path == "/" and self.session() not in users:
            self.send_header("Set-Cookie", log_in())
        super().end_headers()

    def session(self):
        morsel = SimpleCookie(self.headers.get("Cookie", "")).get("session")
        return morsel.value if morsel else None


def log_in():
    """In place of your login: every visitor is a guest with an account of their own."""
    session = secrets.token_urlsafe()
    users[session] = f"guest-{len(users) + 1}"
    return f"session={session}; HttpOnly; SameSite=Strict; Path=/"


server = ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
print(f"ready http://127.0.0.1:{PORT}", flush=True)
server.serve_forever()
