/** The session's JWT. Ask your login service's own library here; this one keeps it where such libraries do. */
export async function sessionToken() {
  const session = JSON.parse(localStorage.getItem("login-service-session") ?? "null");
  if (!session) throw new Error("No one is logged in.");
  return session.access_token;
}
