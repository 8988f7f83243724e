import { configure } from "akool-image-to-video";
import "akool-image-to-video/element";

configure({ baseUrl: new URLSearchParams(location.search).get("gateway") });
globalThis.element = document.querySelector("image-to-video");
globalThis.updates = [];
element.addEventListener("update", ({ detail }) => updates.push(detail.state));
