// The form fills in what it can guess, and says at once whether an address is free.
const form = document.querySelector("form[data-sign-up]");
const { name, slug, country, currency, time_zone: zone } = form.elements;
const standing = document.getElementById("slug-standing");

const pick = (field, value) => [...field.options].some((it) => it.value === value) && ((field.value = value), true);
const tellWhere = () => {
  const words = [country, currency, zone].map((field) => field.selectedOptions[0]?.textContent.trim() ?? "");
  document.querySelector("[data-where]").textContent = words.join(", ");
};
// What came back with an error was somebody's choice and stays.
if (!name.defaultValue && !isChanged(zone)) pick(zone, Intl.DateTimeFormat().resolvedOptions().timeZone);
tellWhere();
let isPaidOtherwise = false;
currency.addEventListener("change", () => (isPaidOtherwise = true));
country.addEventListener("change", () => isPaidOtherwise || pick(currency, country.selectedOptions[0].dataset.currency));
for (const field of [country, currency, zone]) field.addEventListener("change", tellWhere);

const suggested = (text) =>
  text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f']/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 40)
    .replace(/^-+|-+$/g, "");

let isTheirs = slug.value !== "";
let asked;
let waiting;
const ask = async () => {
  standing.className = "quiet";
  if (slug.value.length < 3) return (standing.textContent = "");
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(slug.dataset.ask, {
      method: "POST",
      body: new URLSearchParams({ slug: slug.value }),
      signal: asked.signal,
    });
    if (!answer.ok) return (standing.textContent = "");
    const found = await answer.json();
    standing.className = found.standing === "free" ? "state good" : "state overdue";
    standing.textContent = found.words;
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
};
const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, 300);
};
name.addEventListener("input", () => {
  if (isTheirs) return;
  slug.value = suggested(name.value);
  soon();
});
slug.addEventListener("input", () => {
  isTheirs = slug.value !== "";
  soon();
});
