// What a page does beyond its links and forms. Everything here is an extra: without it all of the page still works.
// Texts from records reach the page as text nodes only.

const words = { ready: "ready", green: "right", yellow: "warning", redFlashing: "wrong, put back", red: "unresolved", blue: "person needed", dark: "dark, check it" };

live();
scanCapture();
document.querySelectorAll("[data-picture]").forEach(picture);
document.querySelectorAll("[data-filter]").forEach(filter);

/** Lights, gateways and the newest records as they change. A lost connection comes again by itself and begins with the present state. */
function live() {
  if (!document.querySelector("[data-live]")) return;
  const state = document.querySelector("[data-live-state]");
  const source = new EventSource("/api/v1/lights");
  state.hidden = false;
  state.textContent = "connecting";
  source.onopen = () => show(true);
  source.onerror = () => show(false);
  source.addEventListener("light", e => light(JSON.parse(e.data)));
  source.addEventListener("gateway", e => gateway(JSON.parse(e.data)));
  let commit = null;
  source.addEventListener("records", e => {
    const now = JSON.parse(e.data).commit;
    if (commit !== null && now !== commit) refreshSoon();
    commit = now;
  });
  addEventListener("pagehide", () => source.close());

  function show(on) {
    state.textContent = on ? "live" : "not connected, trying again";
    state.toggleAttribute("data-on", on);
  }
}

function named(attribute, name) {
  return [...document.querySelectorAll(`[${attribute}]`)].find(e => e.getAttribute(attribute) === name);
}

function light(change) {
  const station = named("data-station", change.station);
  if (!station) return;
  const pattern = Object.hasOwn(words, change.pattern) ? change.pattern : "dark";
  station.dataset.pattern = pattern;
  station.querySelector("use").setAttribute("href", `#light-${pattern}`);
  station.querySelector("[data-word]").textContent = words[pattern];
  const reason = change.reason === "ready" ? "" : visible(change.reason ?? "");
  station.querySelector("[data-reason]").textContent = reason;
  refreshSoon();
}

function gateway(change) {
  const card = named("data-gateway", change.gateway);
  if (!card) return;
  card.dataset.online = change.online ? "yes" : "no";
  card.querySelector("[data-presence]").textContent = change.online ? "online" : "silent";
  refreshSoon();
}

/** The server marks hidden characters the same way; see VisibleText. */
function visible(text) {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}]|(?! )\p{Zs}/gu, c => `[U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
}

let waiting = false;

/** The parts that are more than a light are asked for whole, at most every three seconds and only while somebody looks. */
function refreshSoon() {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    if (document.hidden) {
      document.addEventListener("visibilitychange", () => { waiting = false; refreshSoon(); }, { once: true });
      return;
    }
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.onload = () => request.status === 200 && request.response && replaceParts(request.response);
    request.onloadend = () => { waiting = false; };
    request.send();
  }, 3000);
}

function replaceParts(fresh) {
  for (const part of document.querySelectorAll("[data-part]")) {
    const next = [...fresh.querySelectorAll("[data-part]")].find(p => p.dataset.part === part.dataset.part);
    if (next && next.textContent !== part.textContent && !part.contains(document.activeElement)) part.replaceWith(document.adoptNode(next));
  }
}

/**
 * A scanner types fast and ends with Enter. Wherever the focus is, its code lands in the search box and is asked. How fast is a mean: a busy
 * machine may stop in the middle of a code, and half a code is another one.
 */
function scanCapture() {
  const box = document.querySelector("[data-scan]");
  const fast = 50, longestPause = 500, shortest = 6;
  let burst = "", first = 0, last = 0, before = null;
  document.addEventListener("keydown", e => {
    const other = e.target !== box && e.target.matches?.("input, textarea, select") ? e.target : null;
    const pause = e.timeStamp - last;
    last = e.timeStamp;
    if (e.key === "Enter") {
      if (burst.length >= shortest && (e.timeStamp - first) / burst.length <= fast && other) {
        e.preventDefault();
        other.value = before;
        ask(burst);
      } else if (burst && e.target !== box && !other && document.activeElement === document.body) ask(burst);
      burst = "";
      return;
    }
    const typed = e.ctrlKey && e.key === "]" ? "\x1d" : e.key;
    if (typed.length !== 1 || e.altKey || e.metaKey || (e.ctrlKey && typed !== "\x1d")) return;
    if (pause > longestPause || !burst) {
      burst = "";
      first = e.timeStamp;
      before = other?.value ?? null;
    }
    burst += typed;
    if (other) return;
    if (e.target !== box) {
      if (typed === " " || e.target.matches?.("[contenteditable]")) return;
      e.preventDefault();
      box.focus();
      box.value = burst;
    } else if (typed === "\x1d") {
      e.preventDefault();
      box.setRangeText(typed, box.selectionStart, box.selectionEnd, "end");
    } else if (burst.length === 1 && box.value === box.defaultValue && box.value) box.select();
  });

  function ask(code) {
    box.value = code;
    box.form.requestSubmit();
  }
}

/** Zoom by buttons or Ctrl and the wheel, pan by dragging; the keyboard scrolls it as any box. The lines of a box light up with it. */
function picture(frame) {
  const svg = frame.querySelector("svg");
  const width = svg.viewBox.baseVal.width, height = svg.viewBox.baseVal.height;
  let scale = 1;
  const tools = document.querySelector("[data-tools]");
  tools.hidden = false;
  tool("−", "Smaller", () => zoom(scale / 1.25));
  tool("+", "Larger", () => zoom(scale * 1.25));
  tool("Fit", "Fit the width", () => zoom(frame.clientWidth / width));
  frame.addEventListener("wheel", e => {
    if (!e.ctrlKey) return;
    e.preventDefault();
    zoom(scale * (e.deltaY < 0 ? 1.1 : 1 / 1.1));
  }, { passive: false });
  drag(frame);
  const seed = svg.querySelector(".seed")?.getBoundingClientRect(), box = frame.getBoundingClientRect();
  if (seed) frame.scrollTo(seed.left - box.left - (box.width - seed.width) / 2, seed.top - box.top - (box.height - seed.height) / 2);
  for (const [on, off] of [["pointerover", "pointerout"], ["focusin", "focusout"]]) {
    svg.addEventListener(on, e => trace(e.target.closest("[data-box]")));
    svg.addEventListener(off, () => trace(null));
  }

  function tool(text, title, act) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-label", title);
    button.addEventListener("click", act);
    tools.append(button);
  }

  function zoom(to) {
    const next = Math.min(3, Math.max(0.2, to));
    const middle = [(frame.scrollLeft + frame.clientWidth / 2) / scale, (frame.scrollTop + frame.clientHeight / 2) / scale];
    scale = next;
    svg.setAttribute("width", width * scale);
    svg.setAttribute("height", height * scale);
    frame.scrollTo(middle[0] * scale - frame.clientWidth / 2, middle[1] * scale - frame.clientHeight / 2);
  }

  function trace(box) {
    frame.classList.toggle("lit", box !== null);
    const on = box ? reach(box.dataset.box) : new Set();
    for (const line of svg.querySelectorAll("[data-from]")) line.classList.toggle("on", on.has(line));
  }

  /** All lines on the way to a box from the left and from it to the right. */
  function reach(start) {
    const lines = [...svg.querySelectorAll("[data-from]")], found = new Set();
    for (const [near, far] of [["from", "to"], ["to", "from"]]) {
      const open = [start], seen = new Set(open);
      while (open.length) {
        const at = open.pop();
        for (const line of lines.filter(l => l.dataset[near] === at)) {
          found.add(line);
          if (!seen.has(line.dataset[far])) { seen.add(line.dataset[far]); open.push(line.dataset[far]); }
        }
      }
    }
    return found;
  }
}

function drag(frame) {
  let from = null, moved = false;
  frame.classList.add("grab");
  frame.addEventListener("pointerdown", e => {
    if (e.pointerType !== "mouse" || e.button !== 0) return;
    from = { x: e.clientX + frame.scrollLeft, y: e.clientY + frame.scrollTop, at: [e.clientX, e.clientY] };
    moved = false;
  });
  addEventListener("pointermove", e => {
    if (!from) return;
    moved ||= Math.hypot(e.clientX - from.at[0], e.clientY - from.at[1]) > 4;
    if (!moved) return;
    frame.classList.add("grabbing");
    frame.scrollTo(from.x - e.clientX, from.y - e.clientY);
  });
  addEventListener("pointerup", () => { from = null; frame.classList.remove("grabbing"); });
  // The end of a drag is no click on the box beneath.
  frame.addEventListener("click", e => { if (moved) { e.preventDefault(); moved = false; } }, true);
  frame.addEventListener("dragstart", e => e.preventDefault());
}

/** Filters at once where the whole table is on the page; else Enter asks the server. */
function filter(input) {
  if (input.dataset.filter !== "here") return;
  const rows = [...document.querySelectorAll("#things tbody tr")];
  const hint = document.querySelector("[data-filtered]");
  const all = hint.textContent;
  input.addEventListener("input", () => {
    const wanted = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every(w => text.includes(w));
      if (!row.hidden) shown++;
    }
    hint.textContent = wanted.length ? `${all}; ${shown} fit` : all;
  });
}
