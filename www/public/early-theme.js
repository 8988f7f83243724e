// Runs before the first paint, so that a chosen appearance never flashes in the other one. src/theme.ts has the rest.
try {
  const theme = localStorage.getItem("image-to-video.theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // Storage is blocked: the system's appearance it is.
}
