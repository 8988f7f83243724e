import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/stage.css";
import "./styles/prints.css";
import "./styles/form.css";
import "./styles/effects.css";
import "./styles/jobs.css";
import "./styles/sheets.css";
import { startLanguage } from "./language";
import { startPage } from "./page";
import { startTheme } from "./theme";

startTheme();
void startLanguage().then(startPage);
