// Pages that show by themselves what has happened. Without EventSource, or when it is refused, they are looked at anew
// now and then while somebody sees them. What is being typed is never touched.
const { live, place, zone, look: seconds = "60", updated, changed, show } = document.body.dataset;
const isConsole = place !== undefined;
const main = document.getElementById("main");
const PLACES = {
  payment: ["invoices", "payments"],
  invoice: ["invoices", "payments"],
  estimate: ["estimates"],
  agreement: ["agreements"],
  request: ["requests"],
  job: ["jobs"],
  message: ["messages"],
  email: ["emails"],
};
const SLOWLY = Number(seconds) * 1_000;
const LONG_ENOUGH = 20 * SLOWLY;
const BY_ITSELF = { headers: { "X-By-Itself": "yes" } };

const concerns = (kind, id) =>
  place === "home" || location.pathname.includes(id) || (PLACES[kind] ?? []).includes(place) || !isConsole;

const isBusy = () => {
  const fields = [...main.querySelectorAll("input, textarea, select")];
  return (
    fields.some((field) => field === document.activeElement || isChanged(field)) ||
    main.querySelector("dialog[open], [aria-busy]") !== null
  );
};

const line = document.createElement("p");
line.className = "updated";
line.setAttribute("role", "status");
if (isConsole) main.after(line);
const say = (words, button) => {
  if (!isConsole) return;
  line.replaceChildren(words);
  if (button) {
    const press = document.createElement("button");
    press.type = "button";
    press.textContent = show;
    press.addEventListener("click", () => location.reload());
    line.append(" ", press);
  }
};

const now = () => new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short", timeZone: zone });
// A list, or the head and the columns of a record: unless work is going on in them that a script has hold of.
const PARTS = "#list, main > .page-head, main > .columns, main > .messages";
const HELD = "[data-editor], [data-autosave], [data-keep], [data-sum], [data-sending], [data-auto-submit], dialog[open]";
const partsOf = (page) => [...page.querySelectorAll(PARTS)];
// What the person before the page has made of it, and what is new each time it is shown.
const THEIRS = new Set(["open", "hidden", "value", "checked", "selected", "nonce", "aria-expanded", "aria-busy"]);

const takeAttributes = (old, fresh) => {
  let different = false;
  for (const name of new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()])) {
    const value = fresh.getAttribute(name);
    if (THEIRS.has(name) || old.getAttribute(name) === value) continue;
    different = true;
    if (value === null) old.removeAttribute(name);
    else old.setAttribute(name, value);
  }
  return different;
};
// Only what is different is touched, so that whatever a script or a focus holds on to stays.
const become = (old, fresh) => {
  if (old.isEqualNode(fresh)) return false;
  const [mine, others] = [[...old.childNodes], [...fresh.childNodes]];
  let different = takeAttributes(old, fresh);
  if (mine.length !== others.length || mine.some((node, place) => node.nodeName !== others[place].nodeName)) {
    old.replaceChildren(...others);
    return true;
  }
  for (const [place, node] of mine.entries()) {
    const other = others[place];
    if (node.nodeType === Node.ELEMENT_NODE) different = become(node, other) || different;
    else if (node.nodeValue !== other.nodeValue) {
      node.nodeValue = other.nodeValue;
      different = true;
    }
  }
  return different;
};
const swap = (fresh) => {
  const [parts, others] = [partsOf(document), partsOf(fresh)];
  if (!parts.length || parts.length !== others.length || main.querySelector(HELD)) return false;
  const focused = document.activeElement?.closest?.("main a[href]")?.getAttribute("href");
  const different = parts.map((part, place) => become(part, others[place])).includes(true);
  if (different && focused && document.activeElement === document.body)
    main.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  if (different) say(updated.replace("#", () => now()));
  return true;
};

let [running, wanted] = [false, false];
const look = async () => {
  wanted = running; // what is being fetched may be older than what this is about
  if (running) return;
  if (isBusy()) return say(changed, true);
  running = true;
  try {
    const answer = await fetch(location.href, BY_ITSELF);
    if (answer.redirected && !answer.url.startsWith(location.href.split("#")[0])) return say(changed, true);
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!isConsole) return fresh.getElementById("main")?.textContent !== main.textContent && location.reload();
    if (isBusy() || !swap(fresh)) say(changed, true);
  } catch {
    // The line is down: the next news, or the next look, finds it up again.
  } finally {
    running = false;
    if (wanted) lookSoon();
  }
};
let soon;
const lookSoon = () => {
  clearTimeout(soon);
  soon = setTimeout(look, 400);
};

const slowly = () => {
  const began = performance.now();
  const timer = setInterval(() => {
    if (!isConsole && performance.now() - began > LONG_ENOUGH) return clearInterval(timer);
    if (document.visibilityState === "visible" && !isBusy()) look();
  }, SLOWLY);
};

const open = () => {
  if (!live || !("EventSource" in window)) return slowly();
  const source = new EventSource(live);
  source.addEventListener("news", (event) => concerns(...event.data.split(" ")) && lookSoon());
  source.addEventListener("missed", lookSoon);
  source.addEventListener("over", () => {
    source.close();
    // Signed out, another role, or a server that restarts: the page itself finds out which.
    setTimeout(() => (isBusy() ? say(changed, true) : back()), 1_500);
  });
  source.addEventListener("error", () => source.readyState === EventSource.CLOSED && slowly());
  addEventListener("pagehide", () => source.close(), { once: true });
};
const back = async () => {
  const answer = await fetch(location.href, BY_ITSELF).catch(() => null);
  if (answer?.redirected || answer?.status === 401 || answer?.status === 403) return location.reload();
  await look();
  open();
};
addEventListener("pageshow", (event) => event.persisted && (open(), lookSoon()));
open();
