import "./styles/base.css";
import "./styles/layout.css";
import "./styles/stage.css";
import "./styles/form.css";
import "./styles/history.css";
import { startLanguage } from "./language";
import { startPage } from "./page";

// Without its translation the page is English.
void startLanguage().catch(console.error).then(startPage);
