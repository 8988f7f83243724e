/** What the element holds. Of the slots in the button and in the status, those are shown that fit the state. */
export const content =
  "<fieldset part=base><label part=picture><slot name=picture>Choose picture</slot><img part=preview alt=''><input part=file type=file accept=image/png,image/jpeg,image/webp></label><label><slot name=prompt>Prompt</slot><textarea part=prompt></textarea></label><button part=button type=button><slot name=start>Create video</slot><slot name=cancel>Cancel</slot></button><label><span part=status role=status><slot name=busy>Working…</slot><slot name=completed>Ready</slot><slot name=failed></slot></span><progress part=bar></progress></label><video part=video controls></video></fieldset>";

/** How it looks unless the page says otherwise. */
export const style =
  ":host(:not([hidden])){display:block;accent-color:var(--image-to-video-accent,#0b6b5c)}fieldset,label{display:grid;gap:.7em;padding:0;border:0;position:relative}textarea,button,[part=picture]{font:inherit;padding:.7em;border:1px solid;border-radius:.7em}button{background:var(--image-to-video-accent,#0b6b5c);color:#fff}input{position:absolute;inset:0;opacity:0}img,video,progress{width:100%}[part=picture]:focus-within{outline:auto}";
