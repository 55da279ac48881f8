// Keeps a page of the preview up to date: the body is changed in place, so that scroll, focus, selection and
// open notes stay; style sheets and pictures are swapped; mistakes are shown over the page until they are mended.
"use strict";

(() => {
  const script = document.currentScript;
  const base = `${script.dataset.base}__onrecord/`;
  let shown = script.dataset.edition;
  let running = null;
  // The edition that is on the screen, and since which one each picture is another file.
  let seen = Number(shown);
  const pictures = new Map();

  const load = (name) => new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    Object.assign(tag, { src: base + name, onload: resolve, onerror: reject });
    document.head.append(tag);
  });

  // One update at a time; what comes meanwhile is caught up with afterwards.
  const tell = (number) => {
    if (String(number) === shown || running) return;
    shown = String(number);
    running = update(shown).catch(() => {}).finally(async () => {
      running = null;
      const state = await fetch(`${base}state`).then((answer) => answer.json()).catch(() => null);
      if (state) tell(state.edition);
    });
  };

  async function update(number) {
    const state = await fetch(`${base}state`).then((answer) => answer.json());
    const answer = await fetch(location.href, { cache: "no-store" });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok || answer.status === 404) {
      if (!window.Idiomorph) await load("idiomorph.js");
      if (state.follow && !window.OnrecordFollow) await load("follow.js");
      document.title = next.title;
      for (const name of ["lang", "dir"]) {
        const value = next.documentElement.getAttribute(name);
        if (value === null) document.documentElement.removeAttribute(name);
        else document.documentElement.setAttribute(name, value);
      }
      renew(next, state);
      const before = state.follow ? OnrecordFollow.trail() : null;
      const hold = held();
      const unpair = pair(document.body, next.body);
      window.Idiomorph.morph(document.body, next.body, {
        ignoreActiveValue: true,
        callbacks: {
          // What a reader opened stays open.
          beforeAttributeUpdated: (name, node) => !(name === "open" && node.localName === "details"),
        },
      });
      unpair();
      hold();
      swapStyles(next, number);
      overlay(state.overlay);
      if (before) OnrecordFollow.go(before);
    } else {
      overlay(next.querySelector(".onrecord-told")?.outerHTML ?? state.overlay);
    }
    document.dispatchEvent(new CustomEvent("onrecord:updated", { detail: { edition: number } }));
  }

  // Names pictures anew that are other files under the same names, since a browser shows what it has.
  function renew(next, state) {
    const decoded = (path) => { try { return decodeURIComponent(path); } catch { return path; } };
    const name = (path) => path.split("/").pop();
    const changed = new Set(state.changed.map(name));
    // What editions changed that were passed over, nobody says.
    const all = changed.size === 0 || state.edition !== seen + 1;
    seen = state.edition;
    for (const picture of next.querySelectorAll("img[src]")) {
      const url = URL.canParse(picture.src) ? new URL(picture.src) : null;
      if (url?.origin !== location.origin) continue;
      if (all || changed.has(name(decoded(url.pathname)))) pictures.set(url.pathname, state.edition);
      if (!pictures.has(url.pathname)) continue;
      url.searchParams.set("edition", pictures.get(url.pathname));
      picture.setAttribute("src", url.pathname + url.search);
    }
  }

  // What a browser lets go of when it is moved: selected words, and in some an open note.
  function held() {
    const selection = getSelection();
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    const words = selection.toString();
    const note = document.querySelector("[popover]:popover-open");
    return () => {
      if (note?.isConnected && !note.matches(":popover-open")) note.showPopover();
      if (!words || selection.toString() === words || !anchorNode.isConnected || !focusNode.isConnected) return;
      const length = (node) => node.length ?? node.childNodes.length;
      if (anchorOffset > length(anchorNode) || focusOffset > length(focusNode)) return;
      selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
      if (selection.toString() !== words) selection.removeAllRanges();
    };
  }

  // Names what is the same before and after alike, so that it stays what it is, with selection and focus, wherever
  // it moves; otherwise each paragraph below a new one would be made from the one above it.
  function pair(old, next) {
    const blocks = (body) => body.querySelectorAll(":is(p, li, h1, h2, h3, h4, h5, h6, dt, dd, tr, pre, figure, details):not([id])");
    const same = new Map();
    for (const block of blocks(old)) {
      const html = block.outerHTML;
      same.set(html, [...(same.get(html) ?? []), block]);
    }
    const paired = [];
    for (const block of blocks(next)) {
      const twin = same.get(block.outerHTML)?.shift();
      if (!twin) continue;
      twin.id = block.id = `onrecord-same-${paired.length}`;
      paired.push(twin);
    }
    return () => paired.forEach((block) => block.removeAttribute("id"));
  }

  // Puts each style sheet beside the old one, which goes when the new one is there: no flash of an unstyled page.
  function swapStyles(next, number) {
    const path = (link) => new URL(link.getAttribute("href"), location.href).pathname;
    // Without the fingerprint: `style.3f2a9c0d1b2e4f56.css` is what `style.css` is now.
    const plain = (link) => path(link).replace(/\.[0-9a-f]{16}(?=\.css$)/, "");
    const wanted = new Map([...next.querySelectorAll('link[rel="stylesheet"]')].map((link) => [plain(link), path(link)]));
    for (const link of document.querySelectorAll('link[rel="stylesheet"]')) {
      const now = wanted.get(plain(link));
      if (!now) { link.remove(); continue; }
      wanted.delete(plain(link));
      const fresh = link.cloneNode();
      fresh.href = `${now}?edition=${number}`;
      fresh.onload = fresh.onerror = () => link.remove();
      link.after(fresh);
    }
    for (const path of wanted.values()) {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href: path });
      document.head.append(link);
    }
  }

  function overlay(html) {
    let host = document.getElementById("onrecord-overlay");
    if (!html) { host?.remove(); return; }
    if (!host) {
      host = document.createElement("div");
      host.id = "onrecord-overlay";
      host.attachShadow({ mode: "open" });
      // Outside of the body, which is changed in place.
      document.documentElement.append(host);
    }
    // What is still wrong keeps its place in a long list.
    if (host.told === html) return;
    host.told = html;
    host.shadowRoot.innerHTML = `<style>
      :host { position: fixed; inset: auto 0 0 0; z-index: 2147483646; color-scheme: dark; }
      .onrecord-told { box-sizing: border-box; max-height: 45vh; overflow: auto; margin: 0; padding: 1rem 1.25rem 1.25rem;
        background: #1b1d22; color: #eceae4; border-top: 4px solid #d9534f;
        font: 14px/1.45 ui-monospace, "Cascadia Code", Menlo, Consolas, "Liberation Mono", monospace; }
      .onrecord-told.mild { border-top-color: #d7a13c; }
      article + article { margin-top: 1rem; }
      article:first-of-type h2 { padding-inline-end: 3.25rem; }
      h2 { margin: 0 0 .25rem; font: inherit; font-weight: 700; }
      .error h2 { color: #ff9d97; } .warning h2 { color: #f0c674; }
      pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
      pre.excerpt { white-space: pre; overflow-x: auto; }
      p { margin: .25rem 0; color: #b9bcc4; }
      button { position: absolute; inset: .5rem 1.5rem auto auto; width: 32px; height: 32px; border: 0; border-radius: 4px;
        background: #34373f; color: #eceae4; font: inherit; cursor: pointer; }
      :focus-visible { outline: 2px solid #9cc9ff; outline-offset: 2px; }
    </style>${html}<button type="button" aria-label="Hide until the next change">×</button>`;
    host.shadowRoot.querySelector("button").onclick = () => host.remove();
  }

  const listen = () => {
    const events = new EventSource(`${base}events`);
    events.onmessage = (event) => tell(event.data);
    events.onerror = () => { if (events.readyState === EventSource.CLOSED) setTimeout(listen, 5000); };
  };
  if (window.SharedWorker) {
    const worker = new SharedWorker(`${base}worker.js`, "onrecord");
    worker.port.onmessage = (event) => tell(event.data);
    // It could not be fetched, for the server ended at this moment.
    worker.onerror = listen;
    addEventListener("pagehide", () => worker.port.postMessage("bye"));
    // Browsers keep a page that one left, and show it as it was when one goes back.
    addEventListener("pageshow", (event) => { if (event.persisted) worker.port.postMessage("back"); });
  } else {
    listen();
  }
  load("suggested.js").catch(() => {});
  fetch(`${base}state`).then((answer) => answer.json()).then((state) => overlay(state.overlay)).catch(() => {});
})();
