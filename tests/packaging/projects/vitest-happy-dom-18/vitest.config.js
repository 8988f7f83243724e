// happy-dom 18 takes the Authorization header off requests to other origins, so the document has the gateway's.
export default {
  test: {
    environment: "happy-dom",
    environmentOptions: { happyDOM: { url: process.env.AKOOL_TEST_GATEWAY } },
    testTimeout: 60_000,
  },
};
