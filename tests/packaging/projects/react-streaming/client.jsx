import { hydrateRoot } from "react-dom/client";
import { Page } from "./page.jsx";

hydrateRoot(document, <Page checked={document.querySelector("#server").textContent} />);
