import { createApp } from "vue";
import Video from "./Video.vue";

createApp(Video).mount("main");
