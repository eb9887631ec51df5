// Small improvements to pages that work without them.
const each = (selector, improve) => document.querySelectorAll(selector).forEach(improve);

// Whether a field says something else than it came with.
window.isChanged = (field) =>
  field.type === "checkbox" || field.type === "radio"
    ? field.checked !== field.defaultChecked
    : field.tagName === "SELECT"
      ? field.selectedIndex !== Math.max([...field.options].findIndex((option) => option.defaultSelected), 0)
      : field.type !== "hidden" && field.value !== field.defaultValue;

// What was done before a slow line brought the scripts, they hear of now. What the browser itself brings back is as it
// was left.
addEventListener("DOMContentLoaded", () => {
  if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return;
  const changed = [...document.querySelectorAll("input, textarea, select")].filter(isChanged);
  for (const field of changed)
    for (const kind of ["input", "change"]) field.dispatchEvent(new Event(kind, { bubbles: true }));
});

// A second press while the first is under way would ask twice.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.busy) return event.preventDefault();
  form.dataset.busy = "yes";
  (event.submitter ?? form.querySelector("button"))?.setAttribute("aria-busy", "true");
});

// "Back" may show the page as it was left, busy for ever.
addEventListener("pageshow", () => {
  each("form[data-busy]", (form) => delete form.dataset.busy);
  each("[aria-busy]", (button) => button.removeAttribute("aria-busy"));
});

// The click on the mailed link was the act; a page loaded ahead of a click is none.
const whenShown = (act) =>
  document.prerendering ? document.addEventListener("prerenderingchange", act, { once: true }) : act();
each("form[data-auto-submit]", (form) => whenShown(() => form.requestSubmit()));

each("input[data-code]", (field) =>
  field.addEventListener("input", () => {
    const digits = field.value.replace(/\D/g, "").slice(0, 6);
    field.value = digits.replace(/^(\d{3})(\d)/, "$1 $2");
    if (digits.length === 6) field.form.requestSubmit();
  }),
);

each("[data-expires]", (words) => {
  const { expires, most, many, one, gone } = words.dataset;
  const left = () => Math.ceil((Date.parse(expires) - Date.now()) / 60_000);
  // A clock that is plainly wrong would count down to nonsense; the sentence that came with the page stays.
  if (!(left() > 0 && left() <= Number(most))) return;
  const tell = () => {
    const minutes = left();
    const sentence = minutes > 1 ? many.replace("#", () => minutes) : minutes === 1 ? one : gone;
    if (words.textContent !== sentence) words.textContent = sentence;
    if (minutes > 0) setTimeout(tell, 5_000);
  };
  tell();
});

each("[data-print]", (button) => button.addEventListener("click", () => print()));

each("[data-copy]", (button) =>
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  }),
);

// A document that stays before somebody's eyes was opened: fetching its address, as scanners do, is not that.
each("[data-opened]", () => {
  const path = location.pathname.split("/", 3).join("/");
  const look = () => document.visibilityState === "visible" && navigator.sendBeacon(`${path}/opened`);
  whenShown(() => setTimeout(look, 3_000));
});
