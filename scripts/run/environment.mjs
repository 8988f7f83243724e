/** The variables through which a user speaks to the gateway that `npm start` starts. */
const gatewayVariable = /^AKOOL_(API_KEY|CLIENT_ID|GATEWAY_)/;

/**
 * Takes the gateway's variables out of this process's environment, so that no package manager, compiler or bundler
 * that is started later gets to see a secret, and returns them.
 */
export function takeGatewayEnvironment(env = process.env) {
  const taken = {};
  for (const [name, value] of Object.entries(env)) {
    if (!gatewayVariable.test(name)) continue;
    if (value !== "") taken[name] = value;
    delete env[name];
  }
  return taken;
}
