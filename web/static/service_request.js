// The form of a service request: what is typed is kept in this browser and, as a draft, by the company's portal.
const PAUSE = 2_000;

const slot = (contact, which) => `service-request:${contact}:${which}`;
const remembered = (name) => {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
};
// A browser may have no room, or not want to remember anything.
const remember = (name, what) => {
  try {
    if (what) localStorage.setItem(name, JSON.stringify(what));
    else localStorage.removeItem(name);
  } catch {}
};

// What was sent is over: the page it arrived at names its form.
for (const { dataset } of document.querySelectorAll("article[data-sent]")) {
  remember(slot(dataset.contact, dataset.request));
  if (remembered(slot(dataset.contact, "new"))?.key === dataset.sent) remember(slot(dataset.contact, "new"));
}

const form = document.querySelector("form[data-contact]");
if (form) {
  const { contact, request, sent, restored, signedOut } = form.dataset;
  const isNew = Boolean(form.dataset.new);
  const name = slot(contact, isNew ? "new" : request);
  const key = form.elements.key;
  const telling = form.querySelector("[data-telling]");
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  let timer;
  let changes = 0;

  const fill = (values) => {
    for (const [field, value] of Object.entries(values)) {
      const element = form.elements[field];
      if (!element || element.type === "file" || element.value === value) continue;
      // What is being typed just now is newer than what was kept.
      if (!(element instanceof Element && isChanged(element))) element.value = value;
    }
    for (const details of form.querySelectorAll("details"))
      if ([...details.querySelectorAll("input")].some((input) => input.value)) details.open = true;
  };

  const kept = remembered(name);
  const isOver = kept && sent.split(" ").includes(kept.key);
  if (kept?.dirty && !isOver && (kept.values.key === key.value || !form.dataset.kept)) {
    const before = JSON.stringify(typed());
    fill(kept.values);
    if (JSON.stringify(typed()) !== before) telling.textContent = restored;
  } else if (kept) remember(name);

  const note = (dirty) => remember(name, { key: key.value, values: typed(), dirty });

  // Used by the photos too: they need something to belong to.
  form.keep = async () => {
    clearTimeout(timer);
    if (!isNew) return;
    const asOf = changes;
    const answer = await fetch("/service-requests/draft", { method: "POST", body: new URLSearchParams(typed()) });
    if (answer.status === 401) telling.textContent = signedOut;
    if (!answer.ok) throw new Error(String(answer.status));
    const draft = await answer.json();
    form.dataset.request = draft.id;
    form.dataset.kept = "yes";
    key.value = draft.key;
    note(asOf !== changes);
  };

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changes += 1;
    note(true);
    clearTimeout(timer);
    // Without a line or a session it stays in the browser, and the next change tries again.
    if (isNew) timer = setTimeout(() => form.keep().catch(() => {}), PAUSE);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    note(true);
  });
}
