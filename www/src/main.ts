import "./styles/base.css";
import "./styles/layout.css";
import "./styles/stage.css";
import "./styles/form.css";
import "./styles/history.css";
import { startLanguage } from "./language";
import { startPage } from "./page";

void startLanguage().then(startPage);
