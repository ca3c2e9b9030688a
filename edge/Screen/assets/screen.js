// What a page of the gateway does beyond its links and forms: it is live, it sounds, and it says when nobody speaks to it any more.
// Without it all of the page still works. Texts reach the page as text nodes only, made visible by the gateway.

const body = document.body, own = body.dataset.station || null;
const silent = 3000, roundOfLow = 2000;
const present = new Map();
let heard = performance.now(), lost = false, waiting = null, audio = null, repeating = null;

live();
sound();
document.addEventListener("submit", post);

/** Lights as they come. Three seconds without a word, or a broken connection, and nothing on the page may look like permission. */
function live() {
  const source = new EventSource("/live?lang=" + encodeURIComponent(document.documentElement.lang));
  source.addEventListener("light", e => { const light = JSON.parse(e.data); present.set(light.station, light); hear(); if (!lost) show(light, false); });
  source.addEventListener("changed", refreshSoon);
  source.addEventListener("beat", hear);
  source.addEventListener("error", lose);
  setInterval(() => { if (performance.now() - heard > silent) lose(); }, 250);
  addEventListener("pagehide", () => source.close());
  // A page taken out of the browser's memory shows what was true when it was left.
  addEventListener("pageshow", e => { if (e.persisted) location.reload(); });
}

function hear() {
  heard = performance.now();
  body.toggleAttribute("data-live", true);
  if (!lost) return;
  lost = false;
  for (const light of present.values()) show(light, true);
  refreshSoon();
}

function lose() {
  if (lost) return;
  lost = true;
  const dark = { pattern: "dark", word: body.dataset.lostWord, text: body.dataset.lostText };
  for (const station of present.size ? present.keys() : [own]) show({ ...dark, station }, true);
}

/** One light on the page: the whole page at a station, a tile on the gateway's page. */
function show(light, again) {
  if (own === null) {
    const tile = [...document.querySelectorAll("[data-tile]")].find(t => t.dataset.tile === light.station);
    if (tile) paint(tile, tile, light);
    return;
  }
  if (light.station !== own) return;
  const isNew = String(light.number) !== body.dataset.number;
  paint(body, document.querySelector(".verdict"), light);
  if (light.number !== undefined) body.dataset.number = light.number;
  if (isNew || again) tone(light.pattern);
}

function paint(colour, place, light) {
  colour.dataset.pattern = light.pattern;
  place.querySelector("[data-shape]").setAttribute("href", "#light-" + light.pattern);
  write(place.querySelector("[data-word]"), light.word);
  write(place.querySelector("[data-text]"), light.text);
}

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Everything that is more than a light is asked for again, whole. */
function refreshSoon() {
  waiting ??= setTimeout(() => {
    const request = new XMLHttpRequest();
    request.open("GET", location.href);
    request.responseType = "document";
    request.timeout = silent;
    request.onload = () => { if (request.status === 200 && request.response) replaceParts(request.response); };
    request.onloadend = () => { waiting = null; };
    request.send();
  }, 120);
}

function replaceParts(fresh) {
  // What was on its way while the connection broke may say more than is known now.
  if (lost) return;
  for (const part of document.querySelectorAll("[data-part]")) {
    const next = [...fresh.querySelectorAll("[data-part]")].find(p => p.dataset.part === part.dataset.part);
    if (!next || next.isEqualNode(part)) continue;
    const focused = part.contains(document.activeElement) ? document.activeElement : null;
    part.replaceWith(document.adoptNode(next));
    if (focused) same(next, focused)?.focus();
  }
  for (const light of own === null ? present.values() : []) show(light, false);
}

/** Where the keyboard was, in the part that came instead. */
function same(part, old) {
  return [...part.querySelectorAll("button, a")].find(e => e.tagName === old.tagName && (e.value ?? e.href) === (old.value ?? old.href));
}

/** A button at a station: its receipt appears on the page, the light comes by itself. */
async function post(event) {
  const form = event.target;
  if (!form.matches("[data-command]")) return;
  event.preventDefault();
  const receipt = document.querySelector("[data-receipt]");
  try {
    const answer = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form, event.submitter)) });
    receipt.textContent = (await answer.json()).receipt;
  } catch {
    receipt.textContent = body.dataset.lostText;
  }
  receipt.hidden = false;
  refreshSoon();
}

/** Browsers keep a page silent until it is touched; then it tells right from wrong by pitch and by rhythm. */
function sound() {
  const hint = document.querySelector("[data-sound]");
  if (own === null || typeof AudioContext === "undefined") return;
  audio = new AudioContext();
  hint.hidden = audio.state === "running";
  for (const kind of ["pointerdown", "keydown"])
    addEventListener(kind, () => audio.resume().then(() => { hint.hidden = true; }), { once: true });
  tone(body.dataset.pattern);
}

/** Green: one high tone. Red flashing: two low ones, again and again until it is put right. */
function tone(pattern) {
  clearInterval(repeating);
  repeating = null;
  body.dataset.tone = pattern === "green" ? "high" : pattern === "redFlashing" ? "low" : "silent";
  if (pattern === "green") beep(1320, 0, 0.2);
  if (pattern !== "redFlashing") return;
  low();
  repeating = setInterval(low, roundOfLow);
}

function low() {
  beep(220, 0, 0.25);
  beep(220, 0.4, 0.25);
}

function beep(pitch, after, seconds) {
  if (audio === null || audio.state !== "running") return;
  const from = audio.currentTime + after, oscillator = audio.createOscillator(), volume = audio.createGain();
  oscillator.frequency.value = pitch;
  oscillator.type = pitch < 500 ? "square" : "sine";
  volume.gain.setValueAtTime(0, from);
  volume.gain.linearRampToValueAtTime(0.5, from + 0.02);
  volume.gain.setValueAtTime(0.5, from + seconds - 0.03);
  volume.gain.linearRampToValueAtTime(0, from + seconds);
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(from);
  oscillator.stop(from + seconds);
}
