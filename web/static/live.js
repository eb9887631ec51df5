// Pages that show by themselves what has happened. Without EventSource, or when it is refused, they are looked at anew
// now and then while somebody sees them. What is being typed is never touched.
const { live, place, look: seconds = "60", updated, changed, show } = document.body.dataset;
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

const changedField = (field) =>
  field.type === "checkbox" || field.type === "radio"
    ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT"
      ? [...field.options].some((option) => option.selected !== option.defaultSelected)
      : field.type !== "hidden" && field.value !== field.defaultValue;
const isBusy = () => {
  const fields = [...main.querySelectorAll("input, textarea, select")];
  return (
    fields.some((field) => field === document.activeElement || changedField(field)) ||
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

const now = () => new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
// A list, or the head and the columns of a record: unless a script has hold of something in them.
const PARTS = "#list, main > .page-head, main > .columns, main > .messages";
const HELD = "[data-live], [data-bulk], [data-keep], [data-uploads], [data-editor], dialog, canvas";
// A form is given a new key each time it is shown: that is no news.
const bare = (part) => part.innerHTML.replace(/ (value|nonce)="[^"]*"/g, "");
const partsOf = (page) => [...page.querySelectorAll(PARTS)];
const swap = (fresh) => {
  const [parts, others] = [partsOf(document), partsOf(fresh)];
  const pairs = parts.map((part, number) => [part, others[number]]);
  if (!pairs.length || parts.length !== others.length || parts.some((part) => part.querySelector(HELD))) return false;
  const focused = document.activeElement?.closest?.("main a[href]")?.getAttribute("href");
  let different = false;
  for (const [part, other] of pairs) {
    if (bare(part) === bare(other)) continue;
    different = true;
    part.replaceChildren(...other.childNodes);
  }
  if (different && focused) main.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  if (different) say(updated.replace("#", now()));
  return true;
};

let running = false;
const look = async () => {
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
